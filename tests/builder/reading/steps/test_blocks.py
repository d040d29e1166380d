"""What a block of steps may say, and what is told where it says something else."""

from __future__ import annotations

import pytest

from tests.site_helper import Site

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


def test_blocks_in_bulletins_are_code(site: Site) -> None:
    site.small().bulletin("a", f"{LIST}```steps\n1: x\n```\n").build()
    assert "1: x" in site.page("/risk/a/").text


def test_a_block_may_touch_its_list(site: Site) -> None:
    site.small().file(G, guide("1: {open: /}\n2: {open: /}").replace("\n\n```", "\n```")).build()
    assert "steps" not in site.page("/guide/g/").text
