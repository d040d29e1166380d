"""One broken site per mistake: the exact line an editor reads, and nothing written, `var/` included."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.reading.keys import BULLETIN_KEYS
from tests.site_helper import PNG, Site

A = "content/risk/a.md"
HEAD = "title: 标题\ndate: 2026-11-20\nchannel: 风险预警\n"


def bulletin(front: str = HEAD, body: str = "正文。\n") -> str:
    return f"---\n{front}---\n\n{body}"


#: What the editor did → (lines of the front matter, the problem).
FRONT_MATTER = {
    "an unknown key": (HEAD + "titel: 甲\n", '5:1: titel: unknown key; did you mean "title"?'),
    "an unknown key like no other": (HEAD + "xyzzy: 甲\n", "5:1: xyzzy: unknown key"),
    "a duplicate key": (HEAD + "date: 2026-11-21\n", "5:1: date: duplicate key; it is already given in line 3"),
    "a missing title": (HEAD.partition("\n")[2], "1:1: title: missing; every file needs `title:`"),
    "a missing date": ("title: 标题\nchannel: 预警\n", "1:1: date: missing; every file needs `date:`"),
    "a missing channel": ("title: 标题\ndate: 2026-11-20\n", "1:1: channel: missing; every file needs `channel:`"),
    "a list for a text": (HEAD + "summary: [甲, 乙]\n", "5:10: summary: must be a text, not a list"),
    "a mapping for a text": (HEAD + "source: {a: b}\n", "5:9: source: must be a text, not a mapping"),
    "a text for a list": (
        HEAD + "countries: 越南\n",
        "5:12: countries: must be a list, not a text: write `countries: [越南]`",
    ),
    "a mapping for a list": (HEAD + "keywords: {a: b}\n", "5:11: keywords: must be a list, not a mapping"),
    "a list within a list": (HEAD + "keywords: [[a]]\n", "5:12: keywords: must be a text, not a list"),
    "an empty value": (HEAD + "level:\n", "5:7: level: must not be empty; delete the line if there is nothing to say"),
    "an empty title": (
        'title: ""\n' + HEAD.partition("\n")[2],
        "2:8: title: must not be empty; delete the line if there is nothing to say",
    ),
    "a title of 201 characters": (
        f"title: {'长' * 201}\n" + HEAD.partition("\n")[2],
        "2:8: title: must have at most 200 characters, not 201",
    ),
    "a keyword of 51 characters": (
        HEAD + f"keywords: [好, {'长' * 51}]\n",
        "5:15: keywords: must have at most 50 characters, not 51",
    ),
    "an unknown level": (HEAD + "level: 高高\n", '5:8: level: unknown value "高高"; did you mean "高"?'),
    "a level like no other": (HEAD + "level: 红\n", '5:8: level: unknown value "红"; one of 高, 中, 低'),
    "an unknown country": (
        HEAD + "countries: [VN, 越男]\n",
        '5:17: countries: unknown value "越男"; did you mean "越南"?',
    ),
    "an unknown industry": (
        HEAD + "industries:\n  - steel\n  - stel\n",
        '7:5: industries: unknown value "stel"; did you mean "steel"?',
    ),
    "an unknown channel": (
        "title: 标题\ndate: 2026-11-20\nchannel: waring\n",
        '4:10: channel: unknown value "waring"; did you mean "warning"?',
    ),
    "a date that is none": (
        "title: 标题\ndate: 2026-02-30\nchannel: 预警\n",
        '3:7: date: "2026-02-30" is not an ISO date or time such as 2026-11-20 or 2026-11-20T09:30+08:00',
    ),
    "a day of a week": (
        HEAD + "expires: 2026-W48-1\n",
        '5:10: expires: "2026-W48-1" is not an ISO date or time such as 2026-11-20 or 2026-11-20T09:30+08:00',
    ),
    "a date with a sign before the hour": (
        HEAD + "expires: 2026-11-01~15\n",
        '5:10: expires: "2026-11-01~15" is not an ISO date or time such as 2026-11-20 or 2026-11-20T09:30+08:00',
    ),
    "a title that is turned": (
        'title: "甲\u202e乙"\n' + HEAD.partition("\n")[2],
        "2:8: title: holds the invisible character U+202E; delete it",
    ),
    "a title with what nobody sees": (
        "title: 甲\u200b乙\n" + HEAD.partition("\n")[2],
        "2:8: title: holds the invisible character U+200B; delete it",
    ),
    "a title of nothing that is seen": (
        "title: '\u200d'\n" + HEAD.partition("\n")[2],
        "2:8: title: must not be empty; delete the line if there is nothing to say",
    ),
    "an alias with what nobody sees": (
        HEAD + "aliases: [/a\u200b/]\n",
        "5:11: aliases: holds the invisible character U+200B; delete it",
    ),
    "values in Chinese without brackets": (
        HEAD + "keywords: a，b\n",
        "5:11: keywords: must be a list, not a text: write `keywords: [a, b]`",
    ),
    "one of two values in Chinese": (
        HEAD + "countries: [越南，越男]\n",
        '5:16: countries: unknown value "越男"; did you mean "越南"?',
    ),
    "a year with a slip": (
        "title: 标题\ndate: 0206-11-20\nchannel: 预警\n",
        '3:7: date: "0206-11-20" lies before 1900; is the year right?',
    ),
    "a list for a date": (HEAD + "updated: [2026-11-20]\n", "5:10: updated: must be a text, not a list"),
    "a status like no other": (
        HEAD + "status: gone\n",
        '5:9: status: unknown value "gone"; one of active, corrected, withdrawn, superseded',
    ),
    "a correction without its note": (
        HEAD + "status: corrected\n",
        "5:9: status: corrected needs an entry in `changes` with `kind: correction`",
    ),
    "a withdrawal without its note": (
        HEAD + "status: withdrawn\nchanges:\n  - {date: 2026-11-21, kind: update, note: 补充}\n",
        "5:9: status: withdrawn needs an entry in `changes` with `kind: withdrawal`",
    ),
    "superseded by nothing": (
        HEAD + "status: superseded\n",
        "5:9: status: superseded needs `superseded_by:` with the id of the successor",
    ),
    "a successor without the status": (
        HEAD + "superseded_by: b\n",
        "5:16: superseded_by: only goes with `status: superseded`",
    ),
    "superseded by an unknown id": (
        HEAD + "status: superseded\nsuperseded_by: bb\n",
        '6:16: superseded_by: no bulletin has the id "bb"; did you mean "b"?',
    ),
    "superseded by itself": (
        HEAD + "status: superseded\nsuperseded_by: a\n",
        "6:16: superseded_by: a bulletin cannot supersede itself",
    ),
    "a change without a note": (
        HEAD + "changes:\n  - date: 2026-11-21\n    kind: update\n",
        "6:5: changes.note: missing; each entry needs date, kind and note",
    ),
    "a change with an empty note": (
        HEAD + "changes:\n  - date: 2026-11-21\n    kind: update\n    note: ''\n",
        "8:11: changes.note: must not be empty; delete the line if there is nothing to say",
    ),
    "a change of an unknown kind": (
        HEAD + "changes:\n  - {date: 2026-11-21, kind: updates, note: 补充}\n",
        '6:30: changes.kind: unknown value "updates"; did you mean "update"?',
    ),
    "a change with an unknown key": (
        HEAD + "changes:\n  - {date: 2026-11-21, kind: update, note: 补充, by: 甲}\n",
        "6:48: changes.by: unknown key; one of date, kind, note, level_from",
    ),
    "a change with a duplicate key": (
        HEAD + "changes:\n  - {date: 2026-11-21, kind: update, note: 补充, note: 再补充}\n",
        "6:48: changes.note: duplicate key; it is already given in line 6",
    ),
    "a change that is a text": (
        HEAD + "changes: [补充]\n",
        "5:11: changes: each entry needs date, kind and note",
    ),
    "a draft that is neither": (HEAD + "draft: yes\n", '5:8: draft: must be true or false, not "yes"'),
    "a source that is no web address": (
        HEAD + "source_url: javascript:alert(1)\n",
        '5:13: source_url: "javascript:alert(1)" is not a web address such as https://example.org/page',
    ),
    "an alias that is no old address": (
        HEAD + "aliases: [old/page]\n",
        '5:11: aliases: "old/page" is not an old address such as /old/page/',
    ),
    "an alias that climbs": (
        HEAD + "aliases: [/../etc/]\n",
        '5:11: aliases: "/../etc/" is not an old address such as /old/page/',
    ),
    "an alias among the files of deploys": (
        HEAD + "aliases: [/_release/a/]\n",
        '5:11: aliases: "/_release/a/" may not begin with "/_release"; hosts and deploys have their own files there',
    ),
    "an alias among hidden files": (
        HEAD + "aliases: [/.well-known/security.txt]\n",
        '5:11: aliases: "/.well-known/security.txt" may not begin with "/.well-known"; hosts and deploys have their '
        "own files there",
    ),
    "an alias among the assets": (
        HEAD + "aliases: [/assets/style.css]\n",
        '5:11: aliases: "/assets/style.css" may not begin with "/assets"; hosts and deploys have their own files there',
    ),
    "an alias for everything": (
        HEAD + 'aliases: ["/old/*"]\n',
        '5:11: aliases: "/old/*" may not hold "*", which hosts read as something else',
    ),
    "an alias with a placeholder": (
        HEAD + 'aliases: ["/old/:year/a/"]\n',
        '5:11: aliases: "/old/:year/a/" may not hold ":", which hosts read as something else',
    ),
    "an alias with a variable": (
        HEAD + 'aliases: ["/old/$uri/"]\n',
        '5:11: aliases: "/old/$uri/" may not hold "$", which hosts read as something else',
    ),
    "an alias that no file system takes": (
        HEAD + f"aliases: [/old/{'长' * 100}/]\n",
        f'5:11: aliases: "/old/{"长" * 95}" has a part of 300 bytes; file systems take at most 240',
    ),
    "an alias that no browser takes": (
        HEAD + f"aliases: [/{'old/' * 200}]\n",
        f'5:11: aliases: "/{"old/" * 24}old" has more than 600 bytes; browsers and hosts cut it',
    ),
    "a control character by its number": (
        HEAD + 'summary: "甲\\x01乙"\n',
        "5:10: summary: holds a control character; delete it",
    ),
    "half a character by its number": (
        HEAD + 'keywords: ["\\ud800"]\n',
        "5:15: yaml: not valid YAML: found invalid Unicode character escape code",
    ),
    "a full-width colon": (
        "title：标题\n标题：甲\n" + HEAD.partition("\n")[2],
        "3:1: yaml: not valid YAML: a key must be followed by a half-width colon and a space, as in `title: …`",
    ),
    "a list for the whole": ("- a\n- b\n", "2:1: yaml: must be lines of `key: value`"),
    "a colon in a text": (
        "title: 快讯: 越南\n" + HEAD.partition("\n")[2],
        "2:10: yaml: not valid YAML: mapping values are not allowed in this context",
    ),
}


@pytest.mark.parametrize("name", FRONT_MATTER)
def test_a_mistake_in_the_front_matter_is_named_at_its_place(site: Site, name: str) -> None:
    front, problem = FRONT_MATTER[name]
    site.bulletin("b").file(A, bulletin(front))
    assert site.problems() == [f"{A}:{problem}"]


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


@pytest.mark.parametrize("first", ["changes", "country", "industry", "channel", "month", "page"])
def test_an_id_that_begins_like_a_list_is_refused(site: Site, first: str) -> None:
    site.bulletin(f"{first}/x")
    assert site.problems() == [
        f'content/risk/{first}/x.md:1:1: id: "{first}/x" may not begin with changes/, country/, industry/, channel/, '
        "month/, page/; lists live there"
    ]


def test_a_bulletin_at_the_address_of_an_index_is_a_duplicate_url(site: Site) -> None:
    site.bulletin("country")
    assert site.problems() == [
        'content/risk/country.md:1:1: url: duplicate URL "/risk/country/"; another file gives the same one'
    ]


def test_an_attachment_cannot_take_the_address_of_its_page(site: Site) -> None:
    site.file("content/risk/index.html", "<p>").bulletin("a", "[表](index.html)")
    assert site.problems() == [
        'content/risk/a.md:7:5: link: "index.html" is a web page; attach a PDF, a picture, a table or a text'
    ]


@pytest.mark.parametrize("identifier", ["feed.atom", "index.html", "index.html/b"])
def test_a_page_in_a_folder_where_a_file_must_be_is_a_duplicate_url(site: Site, identifier: str) -> None:
    site.bulletin(identifier)
    file = f"content/risk/{identifier}.md"
    taken = "/risk/feed.atom" if identifier == "feed.atom" else "/risk/"
    assert site.problems() == [
        f'{file}:1:1: url: duplicate URL "/risk/{identifier}/"; the file of "{taken}" stands where its folder must be'
    ]


def test_a_file_name_that_urls_refuse_is_named(site: Site) -> None:
    site.bulletin("a?b")
    assert site.problems() == [
        "content/risk/a?b.md:1:1: name: the file name holds a character that URLs or file systems refuse "
        '(one of \\:*?"<>|)'
    ]


ALIAS_CLASHES = {
    "a page": ("/risk/b/", 'duplicate URL "/risk/b/"; it belongs to a page of the site'),
    "a page without its slash": ("/risk/b", 'duplicate URL "/risk/b"; it belongs to a page of the site'),
    "a file": ("/robots.txt", 'duplicate URL "/robots.txt"; it belongs to a page of the site'),
    "the folder of a file": ("/robots.txt/x/", 'duplicate URL "/robots.txt/x/"; it belongs to a page of the site'),
    "another alias": ("/old/", 'duplicate URL "/old/"; it belongs to content/risk/b.md'),
    "the folder of another alias": ("/old.html/x/", 'duplicate URL "/old.html/x/"; it belongs to content/risk/b.md'),
    "the release itself": ("/generation.json", 'duplicate URL "/generation.json"; it belongs to a page of the site'),
    "the redirect rules": ("/_redirects", 'duplicate URL "/_redirects"; it belongs to a page of the site'),
    "the endpoint": ("/search", 'duplicate URL "/search"; the endpoint answers there'),
}


@pytest.mark.parametrize("name", ALIAS_CLASHES)
def test_an_alias_at_a_taken_address_is_refused(site: Site, name: str) -> None:
    alias, message = ALIAS_CLASHES[name]
    site.bulletin("b", aliases=["/old/", "/old.html"]).file(
        "content/risk/c.md", bulletin(HEAD + f"aliases: [{alias}]\n")
    )
    assert site.problems() == [f"content/risk/c.md:5:11: aliases: {message}"]


def test_an_alias_where_a_file_of_another_alias_needs_a_folder_is_refused(site: Site) -> None:
    site.bulletin("a", aliases=["/old.html/x/"]).file("content/risk/c.md", bulletin(HEAD + "aliases: [/old.html]\n"))
    assert site.problems() == [
        'content/risk/c.md:5:11: aliases: duplicate URL "/old.html"; it belongs to content/risk/a.md'
    ]


GUIDES = {
    "an unknown key": (
        "title: 指南\nlevel: 高\n",
        "3:1: level: unknown key; one of title, order, summary, topic, aliases",
    ),
    "a missing title": ("order: 1\n", "1:1: title: missing; every file needs `title:`"),
    "an order that is no number": ("title: 指南\norder: 一\n", '3:8: order: must be a whole number, not "一"'),
    "a topic in capitals": (
        "title: 指南\ntopic: Enter\n",
        '3:8: topic: "Enter" must be small letters, digits and hyphens',
    ),
    "a topic that is taken": (
        "title: 指南\ntopic: taken\n",
        '3:8: topic: "taken" is already the topic of content/guide/a.md',
    ),
}


@pytest.mark.parametrize("name", GUIDES)
def test_a_mistake_in_a_guide_is_named_at_its_place(site: Site, name: str) -> None:
    front, problem = GUIDES[name]
    site.guide("a", topic="taken").file("content/guide/b.md", bulletin(front))
    assert site.problems() == [f"content/guide/b.md:{problem}"]


SETTINGS = {
    "an unknown key": ('titel = "甲"\n', '1:1: titel: unknown key; did you mean "title"?'),
    "an unknown key of a table": (
        '[menu]\napply_uri = "/a"\n',
        '2:1: menu.apply_uri: unknown key; did you mean "apply_url"?',
    ),
    "an unknown table": ("\n[menus]\n", '2:1: menus: unknown key; did you mean "menu"?'),
    "a number for a text": ("title = 1\n", "1:1: title: must be a text in quotes, not 1"),
    "a text for a number": ('per_page = "20"\n', "1:1: per_page: must be a whole number, not '20'"),
    "a number for a switch": ("facet_pairs = 1\n", "1:1: facet_pairs: must be true or false, not 1"),
    "a text for a table": ('menu = "a"\n', "1:1: menu: must be a table: write it as [menu]"),
    "a list of numbers": (
        "[embed]\nframe_ancestors = [1]\n",
        "2:1: embed.frame_ancestors: must be a list of texts, not [1]",
    ),
    "too many to a page": ("per_page = 101\n", "1:1: per_page: must be from 1 to 100"),
    "an unknown time zone": (
        'timezone = "Asia/Beijing"\n',
        '1:1: timezone: unknown time zone "Asia/Beijing"; write one such as Asia/Shanghai',
    ),
    "an origin with a path": (
        'base_url = "https://example.org/a"\n',
        '1:1: base_url: must be an origin such as https://risk.example.cn, not "https://example.org/a"',
    ),
    "an origin without a scheme": (
        '\nendpoint_origin = "example.org"\n',
        '2:1: endpoint_origin: must be an origin such as https://risk.example.cn, not "example.org"',
    ),
    "no TOML": ("title = \n", "1:9: toml: not valid TOML: Invalid value"),
    "a duplicate key": ('title = "a"\ntitle = "b"\n', "2:12: toml: not valid TOML: Cannot overwrite a value"),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_mistake_in_the_settings_is_named_at_its_place(site: Site, name: str) -> None:
    text, problem = SETTINGS[name]
    assert site.settings(text).problems() == [f"site.toml:{problem}"]


def test_settings_that_are_not_utf_8_are_named(site: Site) -> None:
    assert site.file("site.toml", 'title = "信风"\n'.encode("gbk")).problems() == [
        "site.toml:1:1: encoding: not UTF-8; save the file with the encoding UTF-8"
    ]


CHANNEL = '[[channel]]\ncode = "warning"\nlabel = "风险预警"\n'
VOCABULARY = {
    "an unknown table": ("\n[[channels]]\n", '2:1: channels: unknown table; did you mean "channel"?'),
    "an unknown key": (CHANNEL + "alias = []\n", '4:1: channel.alias: unknown key; did you mean "aliases"?'),
    "a key of another list": (
        CHANNEL + "gbt4754 = []\n",
        "4:1: channel.gbt4754: unknown key; one of code, label, aliases, overdue_days",
    ),
    "a missing label": ('[[channel]]\ncode = "a"\n', "1:1: channel.label: must be a text"),
    "a code that is no part of a URL": (
        CHANNEL + '\n[[industry]]\ncode = "钢铁"\nlabel = "钢铁"\n',
        '6:1: industry.code: "钢铁" must be letters, digits and hyphens; it is part of URLs',
    ),
    "a duplicate code": (CHANNEL + CHANNEL, '5:1: channel.code: duplicate code "warning"'),
    "an alias that is no text": (CHANNEL + "aliases = [1]\n", "4:1: channel.aliases: must be a list of texts"),
    "a table for a list": ('[channel]\ncode = "a"\n', "1:1: channel: must be an array of tables: write [[channel]]"),
    "an unknown country": (
        CHANNEL + '[country.XX]\nlabel = "甲"\n',
        '4:1: country.XX: unknown ISO 3166-1 alpha-2 code; did you mean "SX"?',
    ),
    "an unknown key of a country": (
        CHANNEL + '[country.VN]\nname = "甲"\n',
        "5:1: country.VN.name: unknown key; one of label, aliases",
    ),
    "a country's label that is no text": (
        CHANNEL + "[country.VN]\nlabel = 1\n",
        "5:1: country.VN.label: must be a text",
    ),
    "no TOML": ("[[channel\n", "1:10: toml: not valid TOML: Expected ']]' at the end of an array declaration"),
}


@pytest.mark.parametrize("name", VOCABULARY)
def test_a_mistake_in_the_vocabulary_is_named_at_its_place(site: Site, name: str) -> None:
    text, problem = VOCABULARY[name]
    assert site.file("content/vocabulary.toml", text).problems() == [f"content/vocabulary.toml:{problem}"]


TEMPLATES = {
    "a syntax error": ("<p>\n{% if %}\n", "2:1: template: Expected an expression, got 'end of statement block'"),
    "a template that is not there": (
        "<p>\n{% include 'nothing.html' %}\n",
        '1:1: template: refers to "nothing.html", which does not exist',
    ),
}


def test_a_template_that_is_not_utf_8_is_named(site: Site) -> None:
    assert site.file("templates/404.html", "<p>\n没有".encode("gbk")).problems() == [
        "templates/404.html:2:1: encoding: not UTF-8; save the file with the encoding UTF-8"
    ]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_mistake_in_a_template_is_named_at_its_place(site: Site, name: str) -> None:
    text, problem = TEMPLATES[name]
    assert site.file("templates/404.html", text).problems() == [f"templates/404.html:{problem}"]


RENDERING = {
    "a name nobody gave": (
        "<p>\n{{ nothing }}\n",
        "2:1: template: UndefinedError while rendering /404.html: 'nothing' is undefined",
    ),
    "an asset nobody has": (
        "<p>{{ asset('nothing.css') }}",
        "1:1: template: KeyError while rendering /404.html: ",
    ),
    "a filter of the wrong thing": (
        "<p>\n\n{{ 'a'|date }}",
        "3:1: template: AttributeError while rendering /404.html: 'str' object has no attribute 'date'",
    ),
    "a division by nothing": (
        "<p>{{ 1 // 0 }}",
        "1:1: template: ZeroDivisionError while rendering /404.html: integer division or modulo by zero",
    ),
}


@pytest.mark.parametrize("name", RENDERING)
def test_a_template_that_cannot_be_rendered_is_named_and_the_last_site_stays(site: Site, name: str) -> None:
    text, problem = RENDERING[name]
    site.build()
    before = site.tree()
    site.file("templates/404.html", text)
    with pytest.raises(Exception, match="while rendering") as refused:
        site.build()
    assert type(refused.value).__name__ == "ContentError"
    assert str(refused.value).startswith(f"templates/404.html:{problem}")
    assert site.tree() == before
    site.remove("templates/404.html").build()
    assert site.tree() == before


def test_all_mistakes_of_a_site_are_told_at_once_in_the_order_of_their_places(site: Site) -> None:
    site.file("content/risk/z.md", bulletin(HEAD + "level: 高高\nlevels: 高\n", "[甲](b.md)\n\n<script>\n"))
    site.file("content/risk/2026/x.md", bulletin("title: 标题\n"))
    site.file("content/guide/g.md", "没有头部")
    site.file("templates/404.html", "{% if %}")
    assert site.problems() == [
        "content/guide/g.md:1:1: front-matter: must begin with front matter between two lines of ---",
        "content/risk/2026/x.md:1:1: channel: missing; every file needs `channel:`",
        "content/risk/2026/x.md:1:1: date: missing; every file needs `date:`",
        'content/risk/z.md:5:8: level: unknown value "高高"; did you mean "高"?',
        'content/risk/z.md:6:1: levels: unknown key; did you mean "level"?',
        'content/risk/z.md:9:5: link: "b.md" does not exist; one of 2026/x.md',
        "content/risk/z.md:11:1: html: <script> is not allowed in content",
        "templates/404.html:1:1: template: Expected an expression, got 'end of statement block'",
    ]


def test_mistakes_in_settings_vocabulary_and_content_are_told_together(site: Site) -> None:
    site.settings('titel = "甲"\n').file("content/vocabulary.toml", CHANNEL + "alias = []\n")
    site.file(A, bulletin(HEAD + "levels: 高\n"))
    assert site.problems() == [
        f'{A}:5:1: levels: unknown key; did you mean "level"?',
        'content/vocabulary.toml:4:1: channel.alias: unknown key; did you mean "aliases"?',
        'site.toml:1:1: titel: unknown key; did you mean "title"?',
    ]


def test_a_built_site_stays_as_it_is_when_the_next_build_is_refused(site: Site) -> None:
    site.bulletin("b").build()
    site.file(A, bulletin(HEAD + "titel: 甲\n"))
    assert len(site.problems()) == 1


def test_mistakes_in_a_draft_are_warnings(site: Site) -> None:
    site.file(A, bulletin(HEAD + "draft: true\nlevel: 高高\ntitel: 甲\n", "![](no.png)\n[甲](b.md)\n"))
    assert site.warnings() == [
        f'{A}:6:8: warning: level: unknown value "高高"; did you mean "高"?',
        f'{A}:7:1: warning: titel: unknown key; did you mean "title"?',
        f'{A}:10:5: warning: image: "no.png" does not exist',
        f'{A}:10:5: warning: image: "no.png" has no alt text; write ![what it shows](no.png)',
        f'{A}:11:5: warning: link: "b.md" does not exist',
    ]
    assert not site.has("/risk/a/")


@pytest.mark.parametrize("front", ["draft: true\ntitle: [\n", "draft: true\n"], ids=["no YAML", "no title"])
def test_a_draft_that_cannot_be_read_is_a_warning_too(site: Site, front: str) -> None:
    site.file(A, bulletin(front))
    warnings = site.warnings()
    assert warnings
    assert all(one.startswith(f"{A}:") and ": warning: " in one for one in warnings)


def test_links_to_what_is_not_published_now_are_text_with_a_warning(site: Site) -> None:
    site.bulletin("later", date="2027-01-01").bulletin("a", "见[乙](later.md)和[丙](/risk/later/)。")
    assert site.warnings() == [
        f'{A}:7:6: warning: link: "later.md" is not published now; its text stands without the link',
        f'{A}:7:20: warning: link: "/risk/later/" is not published now; its text stands without the link',
    ]
    page = site.page("/risk/a/")
    assert "见乙和丙。" in page.text
    assert page.link("乙") is None


def test_a_successor_that_is_not_published_now_is_a_warning(site: Site) -> None:
    site.bulletin("later", date="2027-01-01").bulletin("a", status="superseded", superseded_by="later")
    assert site.warnings() == [
        f'{A}:6:16: warning: superseded_by: "later" is not published now; the notice stands without a link'
    ]


def test_every_bulletin_key_of_the_contract_is_known() -> None:
    contract = """title date channel countries industries level keywords summary source source_url updated changes
        status superseded_by pinned_until expires draft aliases actions title_en summary_en"""
    assert {one.name for one in BULLETIN_KEYS} == {*contract.split(), "feed_id", "lint_off"}


def test_a_site_without_anything_builds(tmp_path: Path) -> None:
    site = Site(tmp_path / "empty")
    (site.root / "content").rmdir()
    report = site.build()
    assert report.pages_written > 0
    assert site.has("/")
