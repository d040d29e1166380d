"""One broken body, or file that is no text, per mistake: the exact line an editor reads."""

from __future__ import annotations

import pytest

from tests.builder.broken import A, bulletin
from tests.site_helper import PNG, Site

#: What the editor wrote in the body, which begins in line 7 → the problem.
BODY = {
    "a link to no file": (
        "见[乙](没有这样的一份稿子.md)。",
        '7:6: link: "没有这样的一份稿子.md" does not exist; one of 2026/b.md',
    ),
    "a link to a file with a slip": (
        "见[乙](2026/bb.md)。",
        '7:6: link: "2026/bb.md" does not exist; did you mean "2026/b.md"?',
    ),
    "a link to no page": (
        "甲\n\n见[乙](/guide/nothing-like-it/)。",
        '9:6: link: "/guide/nothing-like-it/" does not exist',
    ),
    "a link to no heading": ("见[乙](2026/b.md#三)。", '7:6: link: "2026/b.md" has no heading "#三"; one of 一, 二'),
    "a link to no heading here": ("## 一\n\n见[上](#二)。", '9:6: link: no heading "#二" on this page'),
    "a link to no attachment": (
        "见[表](表1.xlsx)。",
        '7:6: link: "表1.xlsx" does not exist; did you mean "表.xlsx"?',
    ),
    "a missing image": ("![图](c.png)", '7:6: image: "c.png" does not exist; did you mean "图.png"?'),
    "a missing image at the site's root": (
        "![图](/c.png)",
        '7:6: image: "/c.png" is not beside this file; put a copy into the same folder',
    ),
    "an image from elsewhere": (
        "![图](https://example.org/a.png)",
        '7:6: image: "https://example.org/a.png" is not beside this file; pages load nothing from elsewhere, '
        "so copy the image here",
    ),
    "an image from above": (
        "![图](../图.png)",
        '7:6: image: "../图.png" is not beside this file; put a copy into the same folder',
    ),
    "an image without alt text": (
        "![](图.png)",
        '7:5: image: "图.png" has no alt text; write ![what it shows](图.png)',
    ),
    "an image with blank alt text": (
        "![ ](图.png)",
        '7:6: image: "图.png" has no alt text; write ![what it shows](图.png)',
    ),
    "a link that runs": (
        "见[乙](javascript:alert(1))。",
        '7:6: link: "javascript:" links are not allowed; use one of http, https, mailto, tel',
    ),
    "a link that runs, in disguise": (
        "见[乙](JaVaScript:alert(1))。",
        '7:6: link: "javascript:" links are not allowed; use one of http, https, mailto, tel',
    ),
    "a link without a target": ("见[乙]()。", "7:6: link: the link has no target"),
    "a link to a query of this page": ("见[乙](?page=2)。", '7:6: link: "?page=2" names no page'),
    "a link without a scheme": (
        "见[乙](//example.org/)。",
        '7:6: link: "//example.org/" has no scheme; write https://example.org/',
    ),
    "a script": ("甲<script>alert(1)</script>", "7:2: html: <script> is not allowed in content"),
    "a script on its own": ("甲\n\n<script>\nalert(1)\n</script>\n", "9:1: html: <script> is not allowed in content"),
    "a frame": ('<iframe src="https://example.org"></iframe>', "7:1: html: <iframe> is not allowed in content"),
    "an event": ('甲<b onclick="x()">乙</b>', '7:2: html: attribute "onclick" of <b> is not allowed'),
    "a style": ('<p style="color:red">乙</p>', '7:1: html: attribute "style" of <p> is not allowed'),
    "a raw link": ('甲<a href="https://example.org">乙</a>', "7:2: html: <a> is not allowed in content"),
}


@pytest.mark.parametrize("name", BODY)
def test_a_mistake_in_the_body_is_named_at_its_place(site: Site, name: str) -> None:
    body, problem = BODY[name]
    site.bulletin("2026/b", "## 一\n\n甲\n\n## 二\n\n乙\n")
    site.file("content/risk/图.png", PNG).file("content/risk/表.xlsx", b"PK").file("content/图.png", PNG)
    site.file(A, bulletin(body=body + "\n"))
    assert site.problems() == [f"{A}:{problem}"]


#: Bytes that are no UTF-8 text with front matter → the problem.
BYTES = {
    "GBK": (
        bulletin().encode("gbk"),
        "2:1: encoding: not UTF-8 (it looks like GBK/GB 18030); save the file with the encoding UTF-8",
    ),
    "UTF-16": (
        bulletin().encode("utf-16"),
        "1:1: encoding: not UTF-8 (it looks like UTF-16); save the file with the encoding UTF-8",
    ),
    "cut within a character": (
        bulletin(body="甲\n乙").encode()[:-1],
        "8:1: encoding: not UTF-8; save the file with the encoding UTF-8",
    ),
    "no front matter": (
        "正文。\n".encode(),
        "1:1: front-matter: must begin with front matter between two lines of ---",
    ),
    "nothing": (b"", "1:1: front-matter: must begin with front matter between two lines of ---"),
    "never closed": (
        b"---\ntitle: a\n",
        "1:1: front-matter: the front matter is never closed; end it with a line of ---",
    ),
    "a control character": (
        b"---\ntitle: a\x07b\n---\n",
        "2:9: yaml: not valid YAML: a control character; delete it",
    ),
}


@pytest.mark.parametrize("name", BYTES)
def test_a_file_that_cannot_be_read_is_named(site: Site, name: str) -> None:
    data, problem = BYTES[name]
    assert site.file(A, data).problems() == [f"{A}:{problem}"]
