"""What a text is at the desk: its problems and offers, its form, its page, and what was pasted into it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from tests.editing.desk.editor import Editor
from tests.site_helper import PNG, Page

HEAD = "---\ntitle: 甲\ndate: 2026-11-20\nchannel: 风险预警\n"


def text(front: str = "", body: str = "正文。") -> str:
    return f"{HEAD}{front}---\n\n{body}\n"


def page_of(editor: Editor, written: str, identifier: str = "a") -> str:
    url = editor.post("/api/preview", id=identifier, text=written)["url"]
    return editor.raw("GET", url).get_data(as_text=True)


def test_problems_stand_at_their_line_in_chinese(editor: Editor) -> None:
    checked = editor.post("/api/check", id="a", text=text("level: 高高\n", "见 [乙](b.md) ![](p.png)"))
    found = {(one["line"], one["key"], one["severity"]) for one in checked["problems"]}
    assert {(5, "level", "problem"), (8, "link", "problem"), (8, "image", "problem")} <= found
    assert all(re.search("[\u4e00-\u9fff]", one["message"]) for one in checked["problems"])


def test_lint_stands_there_too_and_can_be_silenced(editor: Editor) -> None:
    written = text("countries: [VN]\n", "甲,乙。")
    codes = {one["code"] for one in editor.post("/api/check", id="a", text=written)["problems"]}
    assert {"punctuation", "place-unnamed"} <= codes
    written = text("countries: [VN]\nlint_off: {punctuation: 引文}\n", "甲,乙。")
    assert "punctuation" not in {one["code"] for one in editor.post("/api/check", id="a", text=written)["problems"]}


def test_a_trap_comes_with_the_edits_that_mend_it(editor: Editor) -> None:
    written = text(body="正文：\n- 甲\n- 乙\n\n如下：\n| a | b |\n|---|---|\n| 1 | 2 |")
    found = [one for one in editor.post("/api/check", id="a", text=written)["problems"] if one["replace"]]
    for edit in sorted((edit for one in found for edit in one["replace"]), key=lambda edit: -edit["from"]):
        written = written[: edit["from"]] + edit["text"] + written[edit["to"] :]
    assert found
    assert "正文：\n\n- 甲\n- 乙\n\n如下：\n\n| a" in written


def test_places_and_keywords_of_the_text_are_offered(editor: Editor) -> None:
    editor.site.bulletin("k", keywords=["反倾销", "没有出现"])
    checked = Editor(editor.site).post(
        "/api/check", id="a", text=text("countries: [VN]\n", "越南对泰国、泰国钢铁反倾销。")
    )
    assert [(one["value"], one["because"]) for one in checked["mentions"]["country"]] == [("TH", "泰国 ×2")]
    assert [one["value"] for one in checked["mentions"]["industry"]] == ["steel"]
    assert checked["keywords"] == ["反倾销"]


@pytest.mark.parametrize(
    ("front", "changes", "after"),
    [
        ("", {"level": "high"}, "level: 高\n"),
        ("level: 低   # 注\n", {"level": "high"}, "level: 高   # 注\n"),
        ("level: low\n", {"level": "low"}, "level: low\n"),
        ("level: low\n", {"level": None}, ""),
        ("countries: [VN, '泰国']  # 注\n", {"countries": ["VN", "TH"]}, "countries: [VN, '泰国']  # 注\n"),
        ("countries: [VN, TH]\n", {"countries": ["TH"]}, "countries: [TH]\n"),
        ("countries: [VN]\n", {"countries": ["TH", "US"]}, "countries: [泰国, 美国]\n"),
        ("countries:\n  - VN  # 注\n  - TH\n", {"countries": ["VN", "US"]}, "countries:\n  - VN  # 注\n  - 美国\n"),
        ("countries: [VN]\n", {"countries": []}, ""),
        ("keywords: [甲]\n", {"keywords": ["乙", "甲"]}, "keywords: [乙, 甲]\n"),
        ("", {"draft": True}, "draft: true\n"),
        ("draft: true\n", {"draft": False}, ""),
        ("", {"summary": "说：“甲”。\n乙"}, 'summary: "说：“甲”。\\n乙"\n'),
    ],
    ids=str,
)
def test_a_field_changes_its_lines_only(editor: Editor, front: str, changes: dict[str, object], after: str) -> None:
    edited = editor.post("/api/edit", id="a", text=text(front), changes=changes)
    assert edited["text"] == text(after)
    for key, value in changes.items():
        assert (edited["front"].get(key) or None) == (value or None)


@pytest.mark.parametrize("changes", [{"nothing": "x"}, {"countries": "VN"}, {"title": ["x"]}, {"lint_off": {"a": "b"}}])
def test_a_field_that_cannot_be_so_is_refused(editor: Editor, changes: dict[str, object]) -> None:
    assert re.search("[\u4e00-\u9fff]", editor.post("/api/edit", 422, id="a", text=text(), changes=changes)["detail"])


def test_the_preview_is_the_page_that_a_build_makes(editor: Editor) -> None:
    site = editor.site.bulletin("b", "泰国。", countries=["VN"], date="2026-11-19")
    site.build()
    shown = page_of(Editor(site), Editor(site).open()["text"])
    built = site.text("/risk/a/")
    for mark in (r' data-line="\d+"', r'<base target="_blank">', r"/preview/[\w-]+(?=/)"):
        shown = re.sub(mark, "", shown)
    assert shown == re.sub(r"<script\b.*?</script>", "", built, flags=re.DOTALL)


def test_a_draft_and_what_is_scheduled_are_shown_as_they_will_stand(editor: Editor) -> None:
    shown = Page(page_of(editor, text("draft: true\n").replace("2026-11-20", "2027-01-05"), "draft"))
    assert "正文。" in shown.text
    assert "2027-01-05" in shown.text


def test_blocks_of_the_preview_say_their_line(editor: Editor) -> None:
    shown = page_of(
        editor, text(body="第一段**强调**。\n\n## 小标题\n\n- 甲甲\n- 乙乙\n\n| 丙 | 丁 |\n|---|---|\n| 戊 | 己 |")
    )
    lines = dict(re.findall(r'<(\w+)[^>]* data-line="(\d+)"', shown))
    assert re.search(r'<p data-line="7">第一段', shown)
    assert re.search(r'<h2 data-line="9"', shown)
    assert re.findall(r'<li data-line="(\d+)"', shown)[-2:] == ["11", "12"]
    assert lines["tr"] == "16"


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "<svg onload=alert(1)>",
    "<iframe src='/api/definition'></iframe>",
    "<form action='/api/save' method=post><button>x</button></form>",
    "<base href='http://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<link rel=stylesheet href=http://evil.example/x.css>",
    '<p style="background:url(http://evil.example/x)">x</p>',
    "![x](http://evil.example/x.png)",
]


class Tags(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def assert_harmless(markup: str) -> None:
    for tag, attributes in Tags(markup).found:
        assert tag not in ("script", "iframe", "object", "embed", "applet", "frame")
        assert not any(name.startswith("on") for name in attributes)
        assert not any(value.strip().lower().startswith("javascript:") for value in attributes.values())
        assert attributes.get("http-equiv", "").lower() != "refresh"
        if tag in ("link", "img", "base", "source"):
            assert not attributes.get("src", "").startswith(("http", "//"))
            assert attributes.get("rel") == "canonical" or "evil" not in attributes.get("href", "")


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_content_does_nothing_in_the_preview(editor: Editor, body: str) -> None:
    """Also where the front matter is hostile: the same text stands in title, source and summary."""
    quoted = body.replace('"', '\\"')
    front = "".join(f'{key}: "{quoted}"\n' for key in ("title", "summary", "source"))
    written = f"---\n{front}date: 2026-11-20\nchannel: 风险预警\n---\n\n{body}\n"
    url = editor.post("/api/preview", id="a", text=written)["url"]
    answer = editor.raw("GET", url)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-same-origin" in policy
    assert "allow-scripts" not in policy
    assert "script-src" not in policy
    assert_harmless(answer.get_data(as_text=True))


def test_previews_need_the_cookie_and_show_only_their_own_files(editor: Editor) -> None:
    editor.site.file("content/risk/p.png", PNG)
    url = editor.post("/api/preview", id="a", text=text(body="![图](p.png)"))["url"]
    assert editor.raw("GET", f"{url}risk/a/p.png").get_data() == PNG
    assert editor.raw("GET", f"{url}site.toml").status_code == 204
    assert editor.raw("GET", f"{url}../../../../site.toml").status_code in (204, 404)
    assert editor.raw("GET", "/preview/none/").status_code == 404
    editor.client.delete_cookie(editor.desk.gate.cookie, domain="127.0.0.1")
    assert editor.raw("GET", url).status_code == 401


def test_a_text_without_usable_front_matter_has_no_page(editor: Editor) -> None:
    assert "稿件头部" in editor.post("/api/preview", 422, id="a", text="x")["detail"]


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]--></head><body lang=ZH-CN><!--StartFragment-->
<h1>标题<o:p></o:p></h1>
<p class=MsoNormal>正文<b><span lang=EN-US>强调</span></b>和<a href="https://example.cn/">链接</a>。<o:p></o:p></p>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>甲项</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span>&nbsp;
</span></span><![endif]>甲之一</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;
</span></span><![endif]>乙项</p>
<table class=MsoTableGrid><tr><td><p class=MsoNormal>国别</p></td><td><p class=MsoNormal>税率</p></td></tr>
<tr><td><p class=MsoNormal>越南</p></td><td><p class=MsoNormal>12.5%</p></td></tr></table>
<p class=MsoNormal><img width=10 src="file:///C:/Users/x/clip_image002.png"></p>
<!--EndFragment--></body></html>"""
EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><table border=0><col width=72 span=2>
<!--StartFragment--><tr height=20><td class=xl65>国别</td><td align=right>金额</td></tr>
<tr><td>越南</td><td align=right x:num>1,200</td></tr><!--EndFragment--></table></body></html>"""


def test_what_comes_from_word_becomes_markdown(editor: Editor) -> None:
    found = editor.post("/api/paste", html=WORD)
    assert found["markdown"].split("\n\n")[0] == "# 标题"
    assert "正文**强调**和[链接](https://example.cn/)。" in found["markdown"]
    assert re.search(r"[-*] 甲项\n+ +1\. 甲之一\n+[-*] 乙项", found["markdown"])
    assert "| 越南" in found["markdown"]
    assert "mso" not in found["markdown"]
    assert any("图片" in one["what"] for one in found["lost"])
    page = Page(page_of(editor, text(body=found["markdown"])))
    assert "甲之一" in page.text


def test_what_comes_from_excel_becomes_a_table(editor: Editor) -> None:
    found = editor.post("/api/paste", html=EXCEL)
    assert "| 越南" in found["markdown"]
    assert "1,200" in found["markdown"]
    assert found["lost"] == []


@pytest.mark.parametrize("html", ["", "<", "<!--[if", "<p" * 20_000, "<b>" * 5_000 + "x", "<table>" * 2_000, *HOSTILE])
def test_any_html_can_be_pasted(editor: Editor, html: str) -> None:
    markdown = editor.post("/api/paste", html=html)["markdown"]
    assert_harmless(page_of(editor, text(body=markdown)))


def test_a_merge_is_block_by_block_and_whole(editor: Editor) -> None:
    base = "一\n二\n三\n四\n五\n"
    mine, theirs = "一\n二改\n三\n四我\n五\n", "零\n一\n二\n三\n四他\n五\n六"
    blocks = editor.post("/api/merge", base=base, mine=mine, theirs=theirs)["blocks"]
    assert [one["kind"] for one in blocks] == ["theirs", "same", "mine", "same", "conflict", "same", "theirs"]
    for side, whole in (("base", base), ("mine", mine), ("theirs", theirs)):
        assert "".join(one[side] for one in blocks) == whole
