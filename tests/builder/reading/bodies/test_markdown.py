"""Markdown → safe HTML: what editors of Chinese write, and what must not get through."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.reading.bodies.html_rules import sanitise
from tests.builder.reading.bodies.rendered import rendered


def markup(text: str) -> str:
    found, told = rendered(text)
    assert told == []
    return found.body.html


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("越南\n关税", "<p>越南关税</p>"),
        ("越南，\n关税", "<p>越南，关税</p>"),
        ("越南\nEU", "<p>越南\nEU</p>"),
        ("EU\n越南", "<p>EU\n越南</p>"),
        ("one\ntwo", "<p>one\ntwo</p>"),
        ("**越南**\n关税", "<p><strong>越南</strong>关税</p>"),
        ("越南\n**关税**", "<p>越南<strong>关税</strong></p>"),
        ("“越南”\n「关税」", "<p>“越南”「关税」</p>"),
        ("关税\n“越南”", "<p>关税“越南”</p>"),
        ("“EU”\n“US”", "<p>“EU”\n“US”</p>"),
        ("* 越南\n  关税", "<ul>\n<li>越南关税</li>\n</ul>"),
        ("越南 \n关税", "<p>越南关税</p>"),
        ("越南  \n关税", "<p>越南<br>\n关税</p>"),
        ("𠮷\n𠮷", "<p>𠮷𠮷</p>"),
    ],
)
def test_a_line_break_between_han_characters_leaves_no_space(written: str, shown: str) -> None:
    assert markup(written) == shown


def test_line_breaks_within_code_stay() -> None:
    assert "越南\n关税" in markup("```\n越南\n关税\n```")


@pytest.mark.parametrize(
    "written",
    [
        "**「关税」**上调", "上调**“关税”**", "上调**《关税》**了", "**关税（税率）**上调", "调**（税率）**后",
        "**关税：**上调", "越南**上调**关税",
    ],
)  # fmt: skip
def test_bold_next_to_chinese_punctuation_is_bold(written: str) -> None:
    before, inside, after = written.split("**")
    assert markup(written) == f"<p>{before}<strong>{inside}</strong>{after}</p>"


def test_a_table_s_alignment_becomes_classes_and_the_table_scrolls() -> None:
    found = markup("| 甲 | 乙 |\n|:--|--:|\n| 1 | **2** |\n")
    assert '<th class="align-left">甲</th>' in found
    assert '<td class="align-right"><strong>2</strong></td>' in found
    assert "style" not in found
    assert found.startswith('<div class="table-scroll" role="group" tabindex="0"')
    assert found.count("<table>") == found.count("</table></div>") == 1


@pytest.mark.parametrize(
    "written",
    [
        "H<sub>2</sub>O", "10<sup>3</sup>", "甲<br>乙", "<kbd>Enter</kbd>", '<abbr title="世界贸易组织">WTO</abbr>',
        "<mark>重点</mark>", '<table><tr><td colspan="2">甲</td></tr></table>', "<!-- 编者注 -->甲", "5 < 6 > 4",
        "&copy; A&B", "`<script>`", "```\n<script>alert(1)</script>\n```", "    <script>",
    ],
)  # fmt: skip
def test_harmless_html_is_let_through(written: str) -> None:
    assert "<script" not in markup(written)


def test_a_comment_is_never_published() -> None:
    assert "编者注" not in markup("<!-- 编者注 -->\n\n甲")


@pytest.mark.parametrize(
    ("written", "line", "column", "message"),
    [
        ("甲\n\n乙<script>x</script>", 3, 2, "<script> is not allowed in content"),
        ("<div>\n甲\n</div>", 1, 1, "<div> is not allowed in content"),
        ("甲 <object data='x'></object>", 1, 3, "<object> is not allowed in content"),
        ('甲<span style="color:red">乙</span>', 1, 2, "<span> is not allowed in content"),
        ("<p onmouseover=x>甲</p>", 1, 1, 'attribute "onmouseover" of <p> is not allowed'),
        ('甲<img src="a.png" alt="甲">', 1, 2, "<img> is not allowed in content"),
        ("<svg><a>x</a></svg>", 1, 1, "<svg> is not allowed in content"),
        ("<form action=x>", 1, 1, "<form> is not allowed in content"),
    ],
)
def test_other_html_is_a_problem_at_its_place(written: str, line: int, column: int, message: str) -> None:
    _, told = rendered(written)
    assert told[0] == (line, column, "html", message)


def test_the_same_mistake_twice_is_told_twice_at_both_places() -> None:
    _, told = rendered("<u onclick=a>甲</u>\n\n<u onclick=a>乙</u>", first_line=10)
    assert [(line, column) for line, column, _, _ in told] == [(10, 1), (12, 1)]


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "JAVASCRIPT:x", "vbscript:x", "data:text/html,x", "java&#115;cript:x", "&#106;avascript:x", "file:///etc"],
)  # fmt: skip
def test_a_link_that_could_run_is_refused(target: str) -> None:
    found, told = rendered(f"[甲]({target})")
    assert [problem[2] for problem in told] == ["link"]
    assert "links are not allowed" in told[0][3]
    assert "script:" not in html.unescape(found.body.html).lower()


@pytest.mark.parametrize(
    "target", ["https://example.org/a?b=1&c=2", "http://example.org", "mailto:a@example.org", "tel:+8629"]
)
def test_links_elsewhere_stay(target: str) -> None:
    assert f'href="{html.escape(target)}"' in markup(f"[甲]({target})")


def test_links_to_other_sites_say_so() -> None:
    assert markup("[甲](https://example.org)") == (
        '<p><a class="external" href="https://example.org" rel="noopener noreferrer">甲</a></p>'
    )


def test_links_inside_the_site_become_numbered_placeholders() -> None:
    found, told = rendered("[甲](b.md#三) ![图](图%201.png) [丙](/risk/) [表](<表 1.csv>)")
    assert told == []
    assert [(one.kind, one.number, one.target, one.suffix) for one in found.references] == [
        ("page", 0, "b.md", "#三"), ("image", 1, "图 1.png", ""), ("page", 2, "/risk/", ""),
        ("file", 3, "表 1.csv", ""),
    ]  # fmt: skip
    assert 'href="internal:0"' in found.body.html
    assert 'src="internal:1"' in found.body.html


def test_every_use_of_one_target_has_its_own_place() -> None:
    found, _ = rendered("甲[乙](b.md)\n丙丁[戊](b.md)\n\n[己][1]\n\n[1]: b.md", first_line=5)
    assert [(one.line, one.column) for one in found.references] == [(5, 6), (6, 7), (10, 6)]


def test_a_placeholder_cannot_be_forged() -> None:
    found, told = rendered("[甲](internal:0)")
    assert found.references == ()
    assert [problem[3].partition(" links")[0] for problem in told] == ['"internal:"']


def test_headings_have_ids_that_read_like_them() -> None:
    found, _ = rendered("## 风险 提示\n\n## 风险 提示\n\n### Trade & 关税\n")
    assert [(one.level, one.id, one.text) for one in found.headings] == [
        (2, "风险-提示", "风险 提示"), (2, "风险-提示_1", "风险 提示"), (3, "trade-关税", "Trade & 关税"),
    ]  # fmt: skip


def test_headings_begin_below_the_title_and_skip_no_level() -> None:
    found, _ = rendered("### 甲\n\n###### 乙\n\n# 丙\n\n## 丁\n")
    assert [one.level for one in found.headings] == [2, 3, 2, 3]
    assert "<h1" not in found.body.html


def test_footnotes_lead_there_and_back() -> None:
    found = markup("关税[^1]上调。\n\n[^1]: 见公告。\n")
    assert 'href="#fn:1"' in found
    assert 'id="fn:1"' in found
    assert 'href="#fnref:1"' in found
    assert "回到正文的脚注 1" in found


def test_visible_text_comes_block_by_block_without_markup() -> None:
    found, _ = rendered(
        "## 小标题\n\n甲**乙**[丙](/risk/)&amp;\n\n- 一\n- 二\n\n| 子 | 丑 |\n|--|--|\n| 寅 | 卯 |\n\n"
        "注[^1]\n\n[^1]: 脚注\n"
    )
    assert found.body.blocks == ("小标题", "甲乙丙&", "一", "二", "子", "丑", "寅", "卯", "注", "脚注")


PIECES = (
    *("甲", "a", " ", "\n", "\n\n", "*", "**", "_", "`", "```", "[", "](", ")", "![", "<", ">", "&", "|", "-"),
    *("1. ", "# ", "> ", "<b>", "</b>", "<script>", "<!--", "-->", "b.md", "[^1]", "[^1]: ", ":", "---", "\t"),
    *("\\", "“", "」", "{", "}", "internal:0", "&#106;", "<a href=x>", "\u2028", "\x02", "\x03", "\x00"),
    *("wzxhzdk:0", "<div>", "onclick=x"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_text_renders_without_a_crash_and_to_nothing_but_the_allow_list(text: str) -> None:
    found, _ = rendered(text)
    clean = re.sub(r"<div class=.table-scroll. [^>]*>", "<div>", found.body.html)
    assert sanitise(sanitise(clean)) == sanitise(clean)
    assert "<script" not in found.body.html
    assert not re.search(r"<[^>]* onclick=", found.body.html)
    placeholders = {int(number) for number in re.findall(r'(?:href|src)="internal:(\d+)"', found.body.html)}
    assert placeholders <= {one.number for one in found.references}
    assert rendered(text)[0] == found
