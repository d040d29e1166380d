"""Content that would take minutes, gigabytes or the stack is told at its line before anything of that begins."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from builder.base import limits
from builder.reading.parsing import Parser
from tests.machine import PROJECT
from view.settings.site_settings import Settings
from view.vocabulary.vocabulary import load_vocabulary

PARSER = Parser(load_vocabulary(PROJECT), Settings().zone)
HEAD = "title: 标题\ndate: 2026-11-20\nchannel: 风险预警\n"
#: Far above what any of these takes (hundredths of a second), far below what each took before there were limits.
SOON = 5


def told(front: str, body: str = "正文。\n") -> list[str]:
    """What is said of a file, which must come soon."""
    raw = f"---\n{front}---\n{body}".encode()
    begun = time.process_time()
    parsed = PARSER.parse("risk", "a", "a.md", raw)
    assert time.process_time() - begun < SOON
    return [str(one) for one in parsed.problems]


@pytest.mark.parametrize(
    ("front", "place"),
    [
        ("title: " + "[" * 50_000 + "\n", "2:27"),
        ("title: " + "{a: " * 30_000 + "\n", "2:84"),
        ("title:\n" + "- " * 50_000 + "a\n", "3:39"),
        ("? " * 50_000 + "a\n", "2:41"),
        ("".join(" " * at + "a:\n" for at in range(400)), "22:21"),
    ],
)
def test_front_matter_that_lies_deep_in_itself(front: str, place: str) -> None:
    (only,) = told(front)
    assert only == f"a.md:{place}: front-matter: lists lie more than 20 deep in each other"


def test_signs_of_lists_that_do_not_nest_are_fine() -> None:
    notes = "".join(f"- {{date: 2026-11-20, kind: 更新, note: '[{at}] - 甲: 乙 - 丙'}}\n" for at in range(40))
    assert told(f"{HEAD}changes:\n{notes}") == []


def test_front_matter_without_end() -> None:
    (only,) = told(HEAD + "summary: " + "长" * 300_000 + "\n")
    assert only.startswith("a.md:1:1: front-matter: has 300,051 characters; at most 200,000 are read")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("[" * 10_000, '6:1: body: 10,000 "[" without "]" or within each other; write \\[ for a plain one'),
        ("甲\n\n" + "![" * 10_000, '8:1: body: 10,000 "[" without "]" or within each other; write \\[ for a plain one'),
        ("[a](" * 10_000, '6:1: body: 10,000 "[" without "]" or within each other; write \\[ for a plain one'),
        ("[" * 5_000 + "]" * 5_000, '6:1: body: 5,000 "[" without "]" or within each other; write \\[ for a plain one'),
        ("*a" * 50_000, "6:1: body: too much markup: 50,000 signs in a paragraph of 100,001 characters; divide it by"),
        ("<b" * 50_000, "6:1: body: too much markup: 50,000 signs in a paragraph of 100,001 characters; divide it by"),
        ("\\" * 50_000, "6:1: body: too much markup: 50,000 signs in a paragraph of 50,001 characters; divide it by"),
        ("# a\n\n" * 24_000, "6006:1: body: more than 3,000 headings; divide the text"),
        ("[^1]: a\n" * 4_000, "3006:1: body: more than 3,000 footnotes; divide the text"),
        ("长" * 600_000, "6:1: body: has 600,001 characters; a body has at most 500,000: divide the text"),
    ],
)  # fmt: skip
def test_bodies_that_would_take_minutes(body: str, message: str) -> None:
    (only,) = told(HEAD, body + "\n")
    assert only.startswith("a.md:" + message)


@pytest.mark.parametrize(
    "body",
    [
        "[甲](https://a.cn/) " * 500,
        "| a | b | c |\n|---|---|---|\n" + "| [0, 1) | (2, 3] | [a](https://a.cn/(b)) |\n" * 200,
        "**甲** `乙` *丙* &amp; <br>\n\n" * 400,
        "## 甲\n\n" * 500,
        "```\n" + "[[[[\n" * 100 + "```\n",
    ],
)
def test_long_texts_as_people_write_them_are_fine(body: str) -> None:
    assert told(HEAD, body) == []


def test_a_file_of_any_size_is_one_problem_and_not_read(tmp_path: Path) -> None:
    parsed = PARSER.parse("risk", "a", "a.md", b"---\ndraft: true\n---\n" + bytes(limits.LARGEST_FILE))
    assert [str(one) for one in parsed.problems] == [
        "a.md:1:1: size: larger than 4,000,000 bytes; a content file holds one text, divide it or attach it as a file"
    ]
    assert parsed.draft
