"""The manual: chapters in order, contents with the right pages, every picture, the same bytes for the same guides."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from builder.base.progress import Progress
from builder.releasing.release import Options
from builder.site import check_site
from guides.manual import make_manual
from guides.printing import print_manual
from tests.guides.conftest import guides_of
from tests.machine import PROJECT
from tests.site_helper import Site

pytestmark = pytest.mark.thorough

MANUAL = PROJECT / "content/guide/manual.pdf"
BODY = "## 小标题\n\n1. 打开[首页](/)，再看[乙](b.md#step-1)。\n\n```steps\n1: {open: /, picture: true}\n```\n"


def poppler(program: str, path: Path, *flags: str) -> str:
    """What one of poppler's programs says of a PDF."""
    output = [] if program in ("pdfinfo", "pdfimages", "pdffonts") else ["-"]
    return subprocess.run([program, *flags, str(path), *output], capture_output=True, text=True, check=True).stdout


def pages(path: Path) -> list[str]:
    """The text of each page."""
    return poppler("pdftotext", path, "-layout").split("\f")[:-1]


#: Whole, unlike what stands for a picture elsewhere: printing looks at its points.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000003000000020806000000"
    "9d74661a0000000b49444154789c6360c00500001a0001bc3ce0410000000049454e44ae426082"
)


@pytest.fixture
def two(site: Site) -> Site:
    """Two guides with a picture each."""
    for name in ("a", "b"):
        site.file(f"content/guide/pictures/{name}/1.png", PICTURE)
    return site.small().guide("b", BODY, title="第二篇", order=2).guide("a", BODY, title="第一篇", order=1)


def test_the_same_guides_give_the_same_bytes(two: Site, tmp_path: Path) -> None:
    text = make_manual(two.root, "1.2.3", 1)
    data = print_manual(text)
    assert data == print_manual(make_manual(two.root, "1.2.3", 1))
    assert text.made_of.encode() in data
    path = tmp_path / "m.pdf"
    path.write_bytes(data)
    said = poppler("pdfinfo", path)
    assert re.search(r"^Tagged: +yes$", said, re.MULTILINE)
    assert "JavaScript:      no" in said
    found = pages(path)
    assert "第一篇" in found[2]
    assert "第二篇" in found[3]
    assert "（第 4 页）" in found[2], "a link to another chapter says where it is"
    assert "1.2.3" in found[0]


def test_a_build_publishes_it_and_says_when_it_is_stale(two: Site) -> None:
    path = two.root / "content/guide/manual.pdf"
    assert not two.has("/guide/manual.pdf")
    path.write_bytes(print_manual(make_manual(two.root, "1.2.3", 1)))
    assert two.warnings() == []
    assert (two.root / "site/guide/manual.pdf").read_bytes() == path.read_bytes()
    for url in ("/guide/", "/guide/a/"):
        assert "下载全部指南（PDF，" in next(text for text, href in two.page(url).links if href == "/guide/manual.pdf")
    stale = ["content/guide/manual.pdf:1:1: warning: manual: is older than the guides; run build.py manual"]
    assert two.guide("a", BODY + "\n改了。\n", title="第一篇", order=1).warnings() == stale
    assert two.bulletin("x").warnings() == stale
    assert two.bulletin("x", "改").warnings() == stale
    two.remove("content/guide/manual.pdf").build()
    assert not two.has("/guide/manual.pdf")


def test_what_acts_in_a_manual_is_a_problem(two: Site) -> None:
    two.file("content/guide/manual.pdf", b"%PDF-1.7\n1 0 obj <</S /JavaScript /JS (app.alert(1))>> endobj\n")
    assert [one for one in two.problems() if "manual.pdf" in one and "warning" not in one]


def test_the_shipped_one_is_as_the_guides_are() -> None:
    problems = check_site(PROJECT, Options("2026-11-28T10:00:00+08:00", 1), Progress())
    stale = [str(one) for one in problems if one.field in ("manual", "picture", "steps")]
    assert stale == [], "run build.py pictures, then build.py manual"


def test_the_contents_of_the_shipped_one_name_the_right_pages() -> None:
    found = pages(MANUAL)
    titles = [one.title for one in sorted(guides_of(PROJECT), key=lambda one: one.order)]
    named = re.findall(r"^ *(\d+) +(\S.*?) {2,}(\d+)$", found[1], re.MULTILINE)
    assert [title for _, title, _ in named] == titles
    for number, title, page in named:
        assert re.search(rf"^ *{number} +{re.escape(title)}$", found[int(page) - 1], re.MULTILINE), title
        assert re.search(rf"^ *{page}$", found[int(page) - 1].rstrip(), re.MULTILINE), "the page says its own number"
    assert [int(page) for _, _, page in named] == sorted(int(page) for _, _, page in named)


def test_every_picture_is_in_the_shipped_one_and_is_small() -> None:
    rows = poppler("pdfimages", MANUAL, "-list").splitlines()[2:]
    pictures = sorted((PROJECT / "content/guide/pictures").rglob("*.png"))
    assert len(rows) == len(pictures) > 30
    assert {row.split()[5] for row in rows} <= {"index", "gray"}
    assert MANUAL.stat().st_size < 2_000_000
    sizes = [path.stat().st_size for path in pictures]
    assert max(sizes) < 75_000
    assert sum(sizes) < 2_000_000
    embedded = [line.split()[-5] for line in poppler("pdffonts", MANUAL).splitlines()[2:]]
    assert embedded
    assert set(embedded) == {"yes"}
