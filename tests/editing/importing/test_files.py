# ruff: noqa: E501 - markup stands in a line each
"""Foreign files of every kind: read, or refused with one sentence that says what to do; nothing half-done is left."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from click.testing import CliRunner, Result
from PIL import Image

import build
from tests.editing.importing import word
from tests.editing.importing.drafts import body_of, imported, text_of, told
from tests.site_helper import Site


def run(site: Site, *arguments: str) -> Result:
    return CliRunner().invoke(build.cli, ["--root", str(site.root), "import", *arguments])


MARKDOWN = """---
title: '越南: 复审'
pubDate: 2026-11-20 09:30
tags:
  - 反倾销
  - 钢铁
author: 王
---

# 越南: 复审

先说一句。
- 点一
- 点二
  - 子项

| a | b |
|:--|--:|
| 1 | 2 |

![图](图.png) ![外](https://example.org/x.png)

~~删~~ <br> - [x] 已办 [^1] <script>alert(1)</script>

[^1]: 注。

<!-- 内部意见 -->
"""


def test_markdown_of_another_dialect_is_written_in_ours(site: Site) -> None:
    out = BytesIO()
    Image.new("RGB", (3, 2)).save(out, "PNG")
    site.file("in/图.png", out.getvalue())
    report = imported(site, MARKDOWN.encode(), "a.md")
    assert body_of(site, report) == (
        "先说一句。\n\n- 点一\n- 点二\n    - 子项\n\n| a | b |\n| --- | ---: |\n| 1 | 2 |\n\n"
        "![图](yue-nan-fu-shen-1.png) [外](https://example.org/x.png)\n\n<del>删</del> <br>- \\[x\\] 已办 [^1]\n\n[^1]: 注。"
    )
    head = text_of(site, report).partition("\n# ")[0]
    assert head == '---\ntitle: "越南: 复审"\ndate: 2026-11-20T09:30\nkeywords: ["反倾销", "钢铁"]'
    assert told(report) == [
        "front matter: author: 王",
        'the text: a comment in the source: "内部意见"',
        "the text: a picture that lies elsewhere (https://example.org/x.png); copy it beside the file",
        "the text: <script>, which pages may not hold",
    ]


FRONTS = {
    "TOML": "+++\ntitle = '甲'\ndate = 2026-11-20\ntags = ['x']\n+++\n\n正文。\n",
    "JSON": '{\n"title": "甲", "date": "2026-11-20", "tags": ["x"]\n}\n\n正文。\n',
    "our own": "---\ntitle: 甲\ndate: 2026年11月20日\nkeywords: [x]\n---\n\n正文。\n",
}


@pytest.mark.parametrize("name", FRONTS)
def test_front_matter_of_others_is_understood(site: Site, name: str) -> None:
    report = imported(site, FRONTS[name].encode(), "a.md")
    assert text_of(site, report).startswith('---\ntitle: "甲"\ndate: 2026-11-20\nkeywords: ["x"]\n')
    assert body_of(site, report) == "正文。"
    assert told(report) == []


@pytest.mark.parametrize("encoding", ["gbk", "big5", "utf-16", "utf-16-le", "utf-8-sig"])
def test_other_encodings_are_read_and_said(site: Site, encoding: str) -> None:
    text = (
        "越南對進口鋼捲發起複審，出口企業應當核對訂單。\n"
        if encoding == "big5"
        else "越南对进口卷钢发起复审，出口企业应当核对订单。\n"
    )
    report = imported(site, text.encode(encoding), "甲.txt")
    assert body_of(site, report) == text.strip()
    assert bool(report.changed) == (encoding != "utf-8-sig")
    assert report.lost == []


CSV = '标题,日期,国别,正文,备注\n甲,2026/11/20,越南，泰国,第一行\n乙,2026-11-21,越南,"两行\n第二行",内部\n\n'


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_the_rows_of_a_table_become_drafts(site: Site, encoding: str) -> None:
    report = imported(site, CSV.encode(encoding), "表.csv", channel="风险预警")
    assert [one.rpartition("/")[2] for one in report.written] == ["jia.md", "yi.md"]
    first, second = ((site.root / one).read_text(encoding="utf-8") for one in report.written)
    assert 'title: "甲"\ndate: 2026-11-20\nchannel: "风险预警"\ncountries: ["越南", "泰国"]\n' in first
    assert second.endswith("\n\n两行<br>第二行\n")
    assert told(report) == ["row 3: 备注: 内部"]
    assert imported(site, CSV.encode(), "又.csv").known == report.written


def test_columns_may_be_named(site: Site) -> None:
    report = imported(
        site, "Kop\tTekst\n甲\t<p>正<b>文</b>。</p>\n".encode(), "t.tsv", columns={"Kop": "title", "Tekst": "body"}
    )
    assert body_of(site, report) == "正**文**。"


def test_json_lines_become_drafts(site: Site) -> None:
    lines = [
        {"title": "甲", "body": "一。", "tags": ["x", "y"], "n": 3},
        {"title": "乙", "body": "", "date": "2026-13-40"},
    ]
    report = imported(site, "\n".join(json.dumps(one, ensure_ascii=False) for one in lines).encode(), "a.jsonl")
    assert 'keywords: ["x", "y"]' in text_of(site, report)
    assert len(report.written) == 2
    assert told(report) == ["line 1: n: 3", "date: 2026-13-40"]


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>示例部</title>
<item><title>越南复审</title><link>https://example.org/1</link><guid>g1</guid><pubDate>Fri, 20 Nov 2026 01:30:00 GMT</pubDate>
<description>&lt;p&gt;越南&lt;b&gt;复审&lt;/b&gt;。&lt;/p&gt;&lt;img src="https://example.org/a.png" alt="图"&gt;</description><category>贸易</category></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>示例部</title><entry><id>a1</id><title type="html">A &amp;amp; B</title>
<link href="https://example.org/2"/><updated>2026-11-20T01:30:00Z</updated><content type="html">&lt;p&gt;全文。&lt;/p&gt;</content>
<summary>短。</summary></entry></feed>"""


def test_entries_of_feeds_become_drafts(site: Site) -> None:
    report = imported(site, RSS.encode(), "feed.xml")
    assert text_of(site, report).startswith(
        '---\ntitle: "越南复审"\ndate: 2026-11-20T09:30\nkeywords: ["贸易"]\nsource: "示例部"\nsource_url: "https://example.org/1"\n'
    )
    assert body_of(site, report) == "越南**复审**。\n\n[图](https://example.org/a.png)"
    assert told(report) == [
        "entry 1: a picture that lies elsewhere (https://example.org/a.png); copy it beside the file"
    ]
    assert imported(site, RSS.replace("复审", "复查").encode(), "again.xml").known == report.written
    atom = imported(site, ATOM.encode(), "feed.atom")
    assert 'title: "A & B"' in text_of(site, atom)
    assert 'summary: "短。"' in text_of(site, atom)
    assert body_of(site, atom) == "全文。"


def test_the_command_says_what_became_of_each_file_and_reports_it(site: Site) -> None:
    site.file("in/a.md", "# 越南复审\n\n正文。\n").file(
        "in/b.docx", word.docx(word.paragraph("甲"), {"word/header1.xml": word.part("hdr", word.paragraph("密"))})
    )
    report = site.root / "report.json"
    result = run(
        site,
        *(str(site.root / "in" / one) for one in ("a.md", "b.docx", "none.md")),
        "-x",
        "预警",
        "--report",
        str(report),
    )
    assert result.exit_code == 1
    folder = site.root / "in"
    assert result.stdout.splitlines()[0].startswith(f"{folder}/a.md: written to content/risk/20")
    assert f'{folder}/b.docx: lost: the header: "密"' in result.stdout
    assert f"{folder}/none.md: refused: there is no such file" in result.stdout
    assert f"{folder}/a.md: suggested: country VN (越南 ×1)" in result.stdout
    files = json.loads(report.read_text(encoding="utf-8"))["files"]
    assert {*files[0]} == {"source", "written", "refused", "lost", "suggested", "changed", "known"}
    assert files[0]["suggested"]["country"] == [{"value": "VN", "because": "越南 ×1"}]
    assert files[1]["lost"] == [{"where": "the header", "what": '"密"'}]
    assert files[2]["refused"] == "there is no such file"
    again = run(site, str(folder / "a.md"))
    assert again.exit_code == 0
    assert "imported before, to content/risk/20" in again.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--channel", "waring"], 1, 'channel: unknown value "waring"; did you mean "warning"?'),
        (["--country", "越男"], 1, 'country: unknown value "越男"; did you mean "越南"?'),
        (["--map", "x"], 2, "--map takes NAME=KEY"),
        ([], 0, ""),
    ],
)
def test_wrong_values_are_named_before_anything_is_read(
    site: Site, arguments: list[str], code: int, message: str
) -> None:
    path = site.file("in/a.md", "正文。").root / "in/a.md"
    result = run(site, str(path), *arguments)
    assert result.exit_code == code
    assert message in result.stderr


def test_a_folder_that_cannot_be_written_is_said(site: Site) -> None:
    path = site.file("content/risk", "a file stands here").file("in/a.md", "正文。").root / "in/a.md"
    result = run(site, str(path))
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
