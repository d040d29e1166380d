"""A tiny site, whole: every feed, map and rule byte for byte, every page as its title, headings, links and text.

After a wanted change run `XINFENG_GOLDEN=write pytest tests/test_golden.py` and read the difference.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from tests.site_helper import PNG, Page, Site, read_tree

GOLDEN = Path(__file__).parent / "golden"
#: Named by digests of templates and assets, which designers change every day.
HASHED = re.compile(r"\.[0-9a-f]{10}(?=\.)")


def tiny(site: Site) -> Site:
    site.small().settings('title = "信风"\nbase_url = "https://risk.example.cn"\nper_page = 2\n')
    site.file("content/risk/2026/11/走势.png", PNG).file("content/risk/2026/11/税则.csv", "号列,税率\n7208,5\n")
    site.bulletin(
        "2026/11/steel",
        "越南主管部门启动\n期中复审，**在途订单**的税负可能变化[^1]。\n\n## 建议\n\n1. 核对合同。\n"
        "2. 见[港口罢工](strike.md)。\n\n| 号列 | 税率 |\n|:--|--:|\n| 7208 | 5% |\n\n![关税走势](走势.png)\n\n"
        "[税则](税则.csv)\n\n[^1]: 以公告为准。\n",
        title="越南对卷钢发起反倾销复审", date="2026-11-20T09:30", countries=["越南"], industries=["steel"],
        level="high",
        keywords=["关税", "7208"], source="编辑部", source_url="https://example.org/n", status="corrected",
        changes=[{"date": "2026-11-21T10:00", "kind": "correction", "note": "税率应为百分之五"}],
        pinned_until="2026-11-30", aliases=["/risk/old/"],
    )  # fmt: skip
    site.bulletin(
        "2026/11/strike", "港口罢工进入第三天。", title="巴西港口罢工", date="2026-11-12", channel="trade-news",
        countries=["BR", "VN"], level="medium",
    )  # fmt: skip
    site.bulletin(
        "2026/10/gone", "此条有误。", title="一条撤回的信息", date="2026-10-08", countries=["BR"],
        industries=["textile"], status="withdrawn",
        changes=[{"date": "2026-11-01", "kind": "withdrawal", "note": "来源有误"}],
    )  # fmt: skip
    return site.guide(
        "enter", "## 操作步骤\n\n门户 → 登录\n\n> 记成一行", title="进入系统", order=1, topic="enter-system"
    )


def outline(markup: str) -> str:
    """A page as lines: its title, then what its main part says and where that leads."""
    main = re.search(r"<main\b.*</main>", markup, re.DOTALL)
    whole, part = Page(markup), Page(main[0] if main else markup)
    lines = [f"title: {whole.title}"]
    lines += [f"meta {name}: {whole.metas[name]}" for name in ("description", "robots") if name in whole.metas]
    lines += [f"link {rel}: {href}" for rel in ("canonical", "alternate") for href in whole.rels.get(rel, [])]
    lines += [f"h{level}: {text}" for level, text in part.headings]
    lines += [f"{text} -> {href}" for text, href in part.links]
    lines += [f"image: {image.get('alt', '')} {image.get('src', '')}" for image in part.images]
    return "\n".join([*lines, "", part.text, ""])


def normalised(tree: dict[str, bytes]) -> dict[str, str]:
    """The tree as it is kept: no generation, no digests in names, pages as outlines."""
    found = {
        "FILES.txt": "".join(f"{HASHED.sub('', name)}\n" for name in sorted(tree, key=lambda one: HASHED.sub("", one)))
    }
    for name, data in tree.items():
        if name.endswith(".html"):
            found[name.removesuffix(".html") + ".txt"] = outline(data.decode())
        elif name.endswith((".atom", ".xml", ".txt")) or name == "_redirects":
            found[name] = data.decode()
    return found


def test_the_tiny_site_is_what_it_was(site: Site) -> None:
    report = tiny(site).build("2026-11-22T12:00")
    assert report.warnings == []
    if os.environ.get("XINFENG_GOLDEN") == "write":
        write_golden(normalised(site.tree()))
    wanted = {name: data.decode() for name, data in read_tree(GOLDEN).items()}
    found = normalised(site.tree())
    hint = "if this is wanted: XINFENG_GOLDEN=write pytest tests/test_golden.py"
    assert sorted(found) == sorted(wanted), hint
    for name, text in found.items():
        assert text == wanted[name], f"{name}; {hint}"


def write_golden(files: dict[str, str]) -> None:
    """Put these files in place of the golden ones, for a person to read the difference."""
    shutil.rmtree(GOLDEN, ignore_errors=True)
    for name, text in files.items():
        path = GOLDEN / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
