# ruff: noqa: E501 - markup stands in a line each
"""Word files, one construct each: what the draft says, what is told, and that nothing is unaccounted for."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx as python_docx
import pytest
from PIL import Image

from builder.base.progress import Progress
from builder.releasing.release import Options as BuildOptions
from builder.site import check_site
from tests.editing.importing import word
from tests.editing.importing.accounting import unaccounted
from tests.editing.importing.docx.constructs import CONSTRUCTS, P, picture
from tests.editing.importing.drafts import body_of, imported, text_of, told
from tests.editing.life.desk import AT
from tests.site_helper import Site


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_a_construct_is_kept_or_told(site: Site, name: str) -> None:
    one = CONSTRUCTS[name]
    data = word.docx(one.body, one.parts, one.relations)
    report = imported(site, data)
    assert report.refused is None
    assert body_of(site, report) == one.text
    assert told(report) == one.lost
    assert [f"{change.where}: {change.what}" for change in report.changed] == one.changed
    assert unaccounted(data, site.root, report) == []


def test_a_file_of_python_docx_becomes_a_draft_that_passes_the_check(site: Site) -> None:
    document = python_docx.Document()
    document.add_heading("越南对进口卷钢发起反倾销复审", 0)
    document.add_paragraph("来源：示例海关公告")
    document.add_paragraph("日期：2026年11月20日  等级：高")
    document.add_paragraph("越南主管部门宣布复审，越南钢铁买家可能推迟付款。泰国暂不受影响。")
    document.add_heading("建议", 1)
    for text in ("核对合同", "关注付款"):
        document.add_paragraph(text, style="List Number")
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "税号", "税率"
    table.cell(1, 0).text, table.cell(1, 1).text = "7208", "15%"
    out = BytesIO()
    document.save(out)
    report = imported(site, out.getvalue(), channel="风险预警")
    assert text_of(site, report) == (
        '---\ntitle: "越南对进口卷钢发起反倾销复审"\ndate: 2026-11-20\nchannel: "风险预警"\nlevel: "高"\nsource: "示例海关公告"\n'
        "# countries: [越南, 泰国] # 依据：越南 ×3；泰国 ×1\n# industries: [钢铁] # 依据：钢铁 ×1\n"
        f"# imported: {text_of(site, report).partition('# imported: ')[2][:16]} 来稿.docx\n"
        "draft: true    # 写好后删去这一行，即可发布\n---\n\n越南主管部门宣布复审，越南钢铁买家可能推迟付款。泰国暂不受影响。\n\n## 建议\n\n"
        "1. 核对合同\n2. 关注付款\n\n| 税号 | 税率 |\n| --- | --- |\n| 7208 | 15% |\n"
    )
    assert report.written == ["content/risk/2026/11/yue-nan-dui-jin-kou-juan-gang-fa-qi-fan-qing-xiao-fu-shen.md"]
    assert report.suggested["country"] == [{"value": "VN", "because": "越南 ×3"}, {"value": "TH", "because": "泰国 ×1"}]
    assert unaccounted(out.getvalue(), site.root, report) == []
    assert check_site(site.root, BuildOptions(AT.isoformat(), 1), Progress()) == []


PICTURES = {
    "too wide": (("JPEG", (3200, 400)), "jpg", (1600, 200), "made smaller, from 3200 × 400 to 1600 × 200 pixels"),
    "a bitmap": (("BMP", (30, 20)), "png", (30, 20), "written as PNG: browsers do not show BMP"),
    "a TIFF": (("TIFF", (30, 20)), "png", (30, 20), "written as PNG: browsers do not show TIFF"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_made_fit_for_pages(site: Site, name: str) -> None:
    made, ending, size, what = PICTURES[name]
    data = word.docx(
        f"<w:p>{word.picture('p', '图')}</w:p>",
        {f"word/media/i.{made[0].lower()}": picture(*made)},
        [("p", "image", f"media/i.{made[0].lower()}")],
    )
    report = imported(site, data)
    assert report.written[1].endswith(f"lai-gao-1.{ending}")
    with Image.open(site.root / report.written[1]) as image:
        assert image.size == size
    assert [one.what for one in report.changed] == [f"picture lai-gao-1.{ending}: {what}"]


def test_a_picture_is_cut_as_it_was_shown(site: Site) -> None:
    drawing = word.picture("p", "图").replace("<pic:blipFill>", "<pic:blipFill><a:srcRect l='50000' b='25%'/>")
    report = imported(
        site,
        word.docx(
            f"<w:p>{drawing}</w:p>", {"word/media/i.png": picture("PNG", (40, 20))}, [("p", "image", "media/i.png")]
        ),
    )
    with Image.open(site.root / report.written[1]) as image:
        assert image.size == (20, 15)


def test_the_other_dialect_of_word_is_read(site: Site) -> None:
    strict = word.part("document", f"<w:body>{P('甲。')}</w:body>").replace(
        word.W, "http://purl.oclc.org/ooxml/wordprocessingml/main"
    )
    assert body_of(site, imported(site, word.docx("", {"word/document.xml": strict}))) == "甲。"


def test_importing_twice_makes_nothing_twice(site: Site) -> None:
    data = word.docx(P("甲。"))
    first = imported(site, data)
    path: Path = site.root / first.written[0]
    before = site.everything()
    again = imported(site, data, "改了名.docx")
    assert (again.written, again.known, again.refused, again.lost) == ([], [first.written[0]], None, [])
    after = site.everything()
    del after["in/改了名.docx"]
    assert after == before
    path.rename(path.with_name("moved.md"))
    assert imported(site, data).known == ["content/risk/2026/11/moved.md"]
    path.with_name("moved.md").unlink()
    assert imported(site, data).written == first.written


def test_a_dry_run_writes_nothing(site: Site) -> None:
    data = word.docx(P("甲。"))
    report = imported(site, data, dry_run=True)
    assert report.written == ["content/risk/2026/11/lai-gao.md"]
    assert not (site.root / "content/risk").exists()
