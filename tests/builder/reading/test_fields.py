"""One broken front matter per mistake: the exact line an editor reads, and nothing written."""

from __future__ import annotations

import pytest

from tests.builder.broken import HEAD, A, bulletin
from tests.site_helper import Site

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
    "a list as lines of text": (
        HEAD + "actions: |\n  做一\n  做二\n",
        "5:10: actions: must be a list, not a text: write `actions: [做一, 做二]`",
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
