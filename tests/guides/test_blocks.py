"""What a block of steps may say, and what is told where it says something else; the anchors that readers get."""

from __future__ import annotations

import json

import pytest

from tests.site_helper import PNG, Site

G = "content/guide/g.md"
LIST = "1. 打开[首页](/)。\n2. 点击**甲**。\n\n"
#: What the writer did → (the block, the problem; its line counts from the guide's first).
MISTAKES = {
    "an unknown key": (
        "1: {open: /}\n2:\n  clik: 甲\n  open: /",
        '10:3: steps.2.clik: unknown key; did you mean "click"?',
    ),
    "a key twice": (
        "1: {open: /}\n2:\n  open: /\n  open: /",
        "11:3: steps.2.open: duplicate key; it is already given in line 10",
    ),
    "no such step": ("1: {open: /}\n2: {open: /}\n3: {open: /}", "7:1: steps.3: there is no such step; the list has 2"),
    "a step without an entry": (
        "2: {open: /}",
        "7:1: steps.1: missing; say what the step does, or why it is done by_hand",
    ),
    "an entry that does nothing": (
        "1: {open: /}\n2: {within: 甲}",
        "9:4: steps.2: does nothing; say what it does, by one of screen, sign_in, open, fill, click, expect, plain,"
        " absent, or why by_hand",
    ),
    "a number that is none": (
        "1: {open: /}\n2: {open: /}\n甲: {open: /}",
        '10:4: steps: "甲" is not the number of a step, such as 1',
    ),
    "another site's address": (
        "1: {open: https://example.org/}\n2: {open: /}",
        '8:11: steps.1.open: "https://example.org/" is not an address of this site, such as /risk/',
    ),
    "a company that there is not": (
        "1: {sign_in: demo-c, open: /}\n2: {open: /}",
        '8:14: steps.1.sign_in: unknown value "demo-c"; did you mean "demo-b"?',
    ),
    "a screen that there is not": (
        "1: {screen: phon, open: /}\n2: {open: /}",
        '8:13: steps.1.screen: unknown value "phon"; did you mean "phone"?',
    ),
    "labels that are none": (
        "1: {fill: 关税, open: /}\n2: {open: /}",
        "8:11: steps.1.fill: must be lines of `label: value`, the label as the page shows it",
    ),
    "a height that is none": (
        "1: {open: /, picture: {height: 9000}}\n2: {open: /}",
        "8:32: steps.1.picture.height: must be a whole number up to 4000",
    ),
    "a picture of what is drawn": (
        "1: {picture: true, scheme: a.svg}\n2: {open: /}",
        "8:28: steps.1.scheme: goes without `picture`",
    ),
    "by hand and not": (
        "1: {open: /, by_hand: 看}\n2: {open: /}",
        "8:23: steps.1.by_hand: goes with nothing that the step does by itself",
    ),
    "no YAML": ("1: {open: /\n2: {open: /}", None),
}


def guide(block: str) -> str:
    return f"---\ntitle: 指南\n---\n{LIST}```steps\n{block}\n```\n"


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_at_its_line(site: Site, mistake: str) -> None:
    block, problem = MISTAKES[mistake]
    told = site.small().file(G, guide(block)).problems()
    if problem is None:
        assert any(": yaml: not valid YAML" in one for one in told)
    else:
        assert f"{G}:{problem}" in told


def test_a_block_without_a_list_is_told(site: Site) -> None:
    told = site.small().file(G, "---\ntitle: 指南\n---\n一段。\n\n```steps\n1: {open: /}\n```\n").problems()
    assert told == [
        f"{G}:6:1: steps: stands after no numbered list; put it right below the list whose steps it tells of"
    ]


def test_steps_have_anchors_and_their_block_is_not_shown(site: Site) -> None:
    body = f"{LIST}```steps\n1: {{open: /}}\n2: {{click: 甲}}\n```\n\n再来：\n\n1. 另一步。\n\n[前面](g.md#step-2)\n"
    site.small().guide("g", body, topic="g").build()
    for url in ("/guide/g/", "/embed/guide/g/"):
        page = site.page(url)
        assert [one for one in page.ids if one.startswith("step-")] == ["step-1", "step-2", "step-2-1"]
        assert "open:" not in page.text
        assert "XINFENG" not in page.markup
    assert json.loads(site.text("/help/topics.json"))["g"]["steps"] == [
        {"id": "step-1", "text": "打开首页。"},
        {"id": "step-2", "text": "点击甲。"},
        {"id": "step-2-1", "text": "另一步。"},
    ]


def test_a_block_may_touch_its_list(site: Site) -> None:
    site.small().file(G, guide("1: {open: /}\n2: {open: /}").replace("\n\n```", "\n```")).build()
    assert "steps" not in site.page("/guide/g/").text


def test_a_link_to_no_step_is_told(site: Site) -> None:
    site.small().guide("g", f"{LIST}[前面](g.md#step-3)\n").bulletin("a", "[一步](/guide/g/#step-9)")
    assert [one.partition(": ")[2] for one in site.problems()] == [
        'link: "g.md" has no heading "#step-3"; did you mean "step-2"?',
        'link: "/guide/g/" has no heading "#step-9"; did you mean "step-2"?',
    ]


PICTURED = f"{LIST}```steps\n1: {{open: /}}\n2: {{click: 甲, picture: {{marks: [甲, 乙]}}}}\n```\n"


def test_a_picture_that_is_not_taken_yet_is_a_warning_and_comes_with_the_next_build(site: Site) -> None:
    site.small().guide("g", PICTURED, topic="g")
    told = [str(one) for one in site.build().warnings]
    assert [one.partition(": ")[2] for one in told] == [
        'warning: picture: "pictures/g/2.png" has not been taken yet; run build.py pictures g'
    ]
    assert site.page("/guide/g/").images == []
    before = json.loads(site.text("/help/topics.json"))["g"]["digest"]
    site.file("content/guide/pictures/g/2.png", PNG)
    assert site.build().warnings == []
    (image,) = site.page("/embed/guide/g/").images
    assert image["alt"] == "第 2 步的画面：点击甲。图中标出：1 甲，2 乙。"
    assert (image["width"], image["height"], image["loading"]) == ("1", "1", "lazy")
    assert site.has(image["src"].partition("?")[0])
    after = json.loads(site.text("/help/topics.json"))["g"]["digest"]
    site.file("content/guide/pictures/g/2.png", PNG + b"\0")
    site.build()
    assert len({before, after, json.loads(site.text("/help/topics.json"))["g"]["digest"]}) == 3


def test_an_incremental_build_with_pictures_is_a_clean_one(site: Site) -> None:
    site.small().guide("g", PICTURED).bulletin("a").bulletin("b").build()
    site.file("content/guide/pictures/g/2.png", PNG).build()
    site.bulletin("a", "另一段。").build()
    found = site.tree()
    site.build(clean=True)
    assert site.tree() == found


CHECKED = 'at = "2026-11-20T10:00:00+08:00"\n\n[guide."g"]\ndate = "2026-11-21"\nversion = "1.2.3"\nsteps = "{}"\n'


def test_a_guide_says_when_its_steps_were_checked(site: Site) -> None:
    site.small().guide("g", PICTURED).file("content/guide/pictures/g/2.png", PNG)
    site.file("content/guide/checked.toml", CHECKED.format("0"))
    assert [str(one).partition(": ")[2] for one in site.build().warnings] == [
        "warning: steps: its steps have changed since they were checked on 2026-11-21; run build.py pictures g"
    ]
    assert "核对于 2026-11-21，版本 1.2.3" in site.page("/guide/g/").text
    assert "核对于 2026-11-21，版本 1.2.3" in site.page("/embed/guide/g/").text
    site.bulletin("a").build()
    assert len(site.bulletin("a", "改").build().warnings) == 1, "a change of a bulletin does not forget it"


def test_what_was_written_of_checks_and_cannot_be_read_is_a_problem(site: Site) -> None:
    site.small().guide("g").file("content/guide/checked.toml", 'guide = "x"')
    message = "cannot be read; delete it and run build.py pictures, which writes it"
    assert site.problems() == [f"content/guide/checked.toml:1:1: file: {message}"]


def test_blocks_in_bulletins_are_code(site: Site) -> None:
    site.small().bulletin("a", f"{LIST}```steps\n1: x\n```\n").build()
    assert "1: x" in site.page("/risk/a/").text
