"""What was copied from Word, Excel or a page becomes Markdown, and what cannot be kept is told."""

from __future__ import annotations

import re

import pytest

from editing.desk.texts.pasting import pasted
from tests.editing.desk.editor import Editor
from tests.editing.desk.shown import HOSTILE, assert_harmless, page_of, text
from tests.site_helper import Page

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


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("", ""),
        ("<p>甲</p>", "甲"),
        ("前<!--StartFragment--><p>甲</p><!--EndFragment-->后", "甲"),
        ("<!-- 注 --><p>甲<o:p></o:p></p>", "甲"),
        ("<p>甲<![if !vml]>乙<![endif]></p>", "甲乙"),
        ("<p style='mso-list:l0 level3 lfo1'>甲</p>", "- 甲"),
        ("<p style='mso-list:l0 level1'><span style='mso-list:Ignore'>一、</span>甲</p>", "1. 甲"),
    ],
)
def test_what_word_says_of_itself_is_gone(html: str, markdown: str) -> None:
    found = pasted(html)
    assert (found.markdown, found.lost) == (markdown, [])


def test_a_picture_of_another_machine_is_told_by_its_name() -> None:
    (lost,) = pasted(r'<p>甲<img src="file:///C:\Users\x\图 1.png"></p>').lost
    assert "图 1.png" in lost["what"]
    assert "Users" not in lost["what"]
    (lost,) = pasted('<p>甲<img src="x.png" alt="曲线"></p>').lost
    assert "曲线" in lost["what"]


def test_text_between_two_lists_parts_them() -> None:
    item = "<p style='mso-list:l0 level1'>{}</p>"
    found = pasted(f"{item.format('甲')}<p>其间</p>{item.format('乙')}").markdown
    assert re.fullmatch(r"[-*] 甲\n\n其间\n\n[-*] 乙", found)
