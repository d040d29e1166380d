"""Silent traps: each is told at its line with what to write, nothing is dropped untold, `--fix` keeps all else."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from builder.reading.bodies.markdown import render
from builder.reading.front_matter import decode
from builder.reading.parsing import safe_edits
from builder.reading.traps import finding
from editing.mending import mended
from tests.builder.reading.traps.trapped import HEAD, LIST, SOUND, TRAPS, told
from tests.machine import PROJECT
from tests.site_helper import Site


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_is_told_and_mended(name: str) -> None:
    body, expected, right = TRAPS[name]
    assert told(body) == expected
    after = mended("a.md", (HEAD + body).encode()).decode().removeprefix(HEAD)
    assert after == (right or body)
    assert right == "" or told(after) == []


@pytest.mark.parametrize("body", SOUND)
def test_what_is_no_trap_is_not_told(body: str) -> None:
    assert told(body) == []


def test_the_shipped_content_has_no_trap() -> None:
    for path in (PROJECT / "content").rglob("*.md"):
        assert safe_edits(decode(path.name, path.read_bytes())) == [], path
        assert told(path.read_text(encoding="utf-8").partition("\n---\n")[2]) == [], path


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_comment_that_cuts_a_value(site: Site, newline: str) -> None:
    site.small()
    front = "title：公告 #18 号\ndate: 2026-11-20\nchannel: 预警\nkeywords:\n  - 关税 #3\nlevel: 高 # 内部\n"
    text = f"---\n{front}---\n\n说明：\n- 一\n"
    site.file("content/risk/a.md", text)
    assert site.checked() == [
        'content/risk/a.md:2:10: warning: title: "#18 号" is a comment and is not shown; write "公告 #18 号"',
        'content/risk/a.md:6:8: warning: keywords: "#3" is a comment and is not shown; write "关税 #3"',
        f"content/risk/a.md:11:1: warning: text: {LIST}",
    ]
    raw = b"\xef\xbb\xbf" + text.replace("\n", newline).encode()
    right = text.replace("公告 #18 号", '"公告 #18 号"').replace("关税 #3", '"关税 #3"').replace("：\n-", "：\n\n-")
    assert mended("a.md", raw) == b"\xef\xbb\xbf" + right.replace("\n", newline).encode()


FRAGMENTS = [
    "越南海关公告。", "请企业核对账期", "- 第一项", "- 第二项", "1. 先核对", "2. 再投保", "  - 子项二格",
    "   - 子项三格", "    - 子项四格", "  1. 子序", "    续行四格", "  续行两格", "\t制表符开头", "| 甲 | 乙 |",
    "|---|---|", "| 1 | 2 |", "| 1 | 2 | 3 |", "| 1 |", "甲\t乙", "1\t2", "-项", "1.步", "｜a｜b｜",
    "［公告］（https://example.org/a）", "[公告](https://example.org/a)", "[公告]（https://example.org/a）", "(1) 甲",
    "（2）乙", "1）丙", "①丁", "注意[^1]", "[^1]: 注文", "[^2]: 另注", "[词]: 文", "[公告]: https://example.org/x",
    "见[公告][a]", "\n[a]: https://example.org/y\n", "<!-- 注 -->", "<!- 注 -->", "<!-- 未完", "未完 -->", "A --> B",
    "价格\\$5", "1\\,000", "a\\|b", "见https://example.org/a。", "<https://example.org/b>", "~~删~~", "```",
    "代码 x=1", "~~~", "    代码", "> 引文", "> - 引项", "续引", "## 小标题", "#小标题", "小标题\n---", "---",
    "**重**点", "`代码`", "行末\\", "行末  ", "* 星一", "+ 加一", "10) 十", "• 点", "3. 三", "", "", "", "", "", "",
    "",
]  # fmt: skip
BODY = st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=8).map(lambda lines: "\n".join(lines) + "\n")
ELSEWHERE = (
    MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(["table", "strikethrough"]).use(footnote_plugin)
)
_is_block = re.compile("p|li|ul|ol|h[1-6]|td|th|tr|table|pre|blockquote|hr|div|section|dl|dt|dd").fullmatch


class _Visible(HTMLParser):
    """The visible text of HTML, block by block, without white space and signs of Markdown."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.pieces, self.cells = [""], 0
        self.feed(markup)
        self.close()
        bare = (re.sub(r"[\s*_\\~`\[\]\ufe0e|:-]+", "", one) for one in self.pieces)
        self.blocks = [one for one in bare if one]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.pieces += [""] if _is_block(tag) else []
        self.cells += tag in ("td", "li")

    def handle_endtag(self, tag: str) -> None:
        self.pieces += [""] if _is_block(tag) else []

    def handle_data(self, data: str) -> None:
        self.pieces[-1] += data


def ours(body: str) -> _Visible:
    return _Visible(render(body, 1, lambda *_: None).body.html)


@given(BODY)
@example("| 甲 | 乙 |\n|---|---|\n    代码\n| 1 | 2 | 3 |\n")
@example("| 甲 | 乙 |\n|---|---|\n> 引文\n")
@settings(max_examples=1500, deadline=None)
def test_what_other_editors_show_is_shown_or_told(body: str) -> None:
    here, there = ours(body), _Visible(ELSEWHERE.render(body))
    if "".join(here.blocks) != "".join(there.blocks) or here.cells < there.cells:
        assert told(body), (here.blocks, there.blocks)


@given(BODY)
@settings(max_examples=700, deadline=None)
def test_mending_ends_and_drops_no_text(body: str) -> None:
    after = mended("a.md", (HEAD + body).encode())
    assert mended("a.md", after) == after
    shown = "".join(ours(after.decode().removeprefix(HEAD)).blocks)
    words = re.findall(r"[\u4e00-\u9fff]+", re.sub(r"\[[^\]]*\]:.*|<!--.*?-->", "", body, flags=re.DOTALL))
    assert [one for one in words if one not in shown] == [] or told(after.decode().removeprefix(HEAD))


@given(BODY)
@settings(max_examples=700, deadline=None)
def test_the_first_look_clears_no_body_with_a_trap(body: str) -> None:
    quick = told(body)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finding, "is_suspect", lambda text: True)
        assert told(body) == quick
