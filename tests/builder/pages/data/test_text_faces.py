"""The text of a bulletin says what its page says."""

from __future__ import annotations

from tests.builder.pages.data.conftest import CHANGES
from tests.site_helper import Site


def test_the_text_of_a_bulletin_says_what_its_page_says(filled: Site) -> None:
    filled.settings('base_url = "https://risk.example.org"')
    filled.bulletin(
        "e", "首段。\n\n- 一\n- 二", title="标题", title_en="Title", countries=["VN"], industries=["steel"], level="高",
        keywords=["关税", "账期"], source="公报", source_url="https://example.org/a",
        actions=["核对账期"], date="2026-11-20T09:30",
        status="corrected", changes=CHANGES, updated="2026-11-21T08:00",
    ).build()  # fmt: skip
    assert filled.text("/risk/e/index.txt") == (
        "标题\n\nTitle\n状态：已更正\n风险等级：高\n栏目：风险预警\n国别（地区）：越南\n行业：钢铁\n关键字：关税、账期\n"
        "来源：公报 https://example.org/a\n发布：2026-11-20 09:30\n更新：2026-11-21 08:00\n编号：e\n"
        "网址：https://risk.example.org/risk/e/\n\n现在要做的：\n1. 核对账期\n\n首段。\n\n- 一\n- 二\n\n"
        "变更说明：\n2026-11-21 更正：原文有误；“7208”应为“7209”\n"
    )
    assert "取代它的是：甲，乙 https://risk.example.org/risk/2026/11/a/\n" in filled.text("/risk/c/index.txt")


def test_a_bare_date_has_no_hour_in_the_text(site: Site) -> None:
    site.small().bulletin("a", date="2026-11-20").build()
    assert "\n发布：2026-11-20\n" in site.text("/risk/a/index.txt")


def test_an_attachment_cannot_take_the_place_of_the_text(site: Site) -> None:
    site.small().file("content/risk/index.txt", "附件").bulletin("a", "见[附件](index.txt)。")
    assert site.problems() == [
        'content/risk/a.md:1:1: url: duplicate URL "/risk/a/index.txt"; another file gives the same one'
    ]
