"""How much of a content file is read at all: every limit has its name here, its reason, and a line to stand at."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

#: A file as it lies on the disk, in bytes. The longest report that anyone has read has a tenth of it.
LARGEST_FILE = 4_000_000
#: The name of a file or folder, in bytes: file systems take 255, and while it is written it has a longer one.
LONGEST_NAME = 240
#: What stands between the `---` lines, in characters: YAML takes thirty times as much memory.
LONGEST_FRONT_MATTER = 200_000
#: Lists and mappings within each other. The keys need three; each level takes room on the stack of the program.
DEEPEST_FRONT_MATTER = 20
#: A body, in characters.
LONGEST_BODY = 500_000
#: Headings and footnotes of a body: each gets an id that none before it has.
MOST_HEADINGS = MOST_FOOTNOTES = 3_000
#: Signs of markup times characters, added up over paragraphs: at each sign Markdown writes its paragraph anew.
MOST_REWRITING = 300_000_000
#: Characters that Markdown reads again to find the ends of `[` and `](`.
MOST_LOOKING = 3_000_000

#: Told of a limit: (line counting from 1, column, message).
Told = tuple[int, int, str]

_PARAGRAPHS = re.compile(r"(?:[^\n]*\S[^\n]*\n?)+")
_SIGN = re.compile(r"[`\\<&*_~\[]")
_HEADING = re.compile(r"^(?:#|[=-]+[ ]*$)", re.MULTILINE)
_FOOTNOTE = re.compile(r"^[ ]{0,3}\[\^[^\]\n]*\]:", re.MULTILINE)
_BRACKET = re.compile(r"\\.|\]\(|[\[\]()]", re.DOTALL)
_INDENTED = re.compile(r"^[ \t?-]+", re.MULTILINE)


def size_fault(raw: bytes) -> str:
    """What is wrong with the size of a file, of which at most a byte more than is allowed was read."""
    if len(raw) <= LARGEST_FILE:
        return ""
    return f"larger than {LARGEST_FILE:,} bytes; a content file holds one text, divide it or attach it as a file"


def front_matter_fault(text: str, loader: type) -> Told | None:
    """What of front matter goes beyond the limits, before it is composed; `loader` reads YAML."""
    if len(text) > LONGEST_FRONT_MATTER:
        return 1, 1, f"has {len(text):,} characters; at most {LONGEST_FRONT_MATTER:,} are read: is a --- missing?"
    indented = max(map(len, _INDENTED.findall(text)), default=0)
    if text.count("[") + text.count("{") + 2 * indented <= DEEPEST_FRONT_MATTER:
        return None  # one level for each bracket, two for each column: nothing can lie deeper
    depth = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST_FRONT_MATTER:
                line, column = (mark.line, mark.column) if (mark := event.start_mark) else (0, 0)
                return line + 2, column + 1, f"lists lie more than {DEEPEST_FRONT_MATTER} deep in each other"
    except yaml.YAMLError:
        return None  # told where it is composed, with more words
    return None


def body_faults(text: str, first_line: int) -> Iterator[Told]:
    """What of a body goes beyond the limits, before Markdown reads it; the body begins at `first_line` of its file."""
    if len(text) > LONGEST_BODY:
        yield first_line, 1, f"has {len(text):,} characters; a body has at most {LONGEST_BODY:,}: divide the text"
        return
    for pattern, most, name in ((_HEADING, MOST_HEADINGS, "headings"), (_FOOTNOTE, MOST_FOOTNOTES, "footnotes")):
        found = [one.start() for one in pattern.finditer(text)]
        if len(found) > most:
            line = first_line + text.count("\n", 0, found[most])
            yield line, 1, f"more than {most:,} {name}; divide the text"
    if len(_SIGN.findall(text)) * len(text) > MOST_LOOKING:
        yield from _markup_faults(text, first_line)


def _markup_faults(text: str, first_line: int) -> Iterator[Told]:
    """The paragraphs with which the markup of a body becomes too much work, one of each kind."""
    rewriting = looking = 0
    for paragraph in _PARAGRAPHS.finditer(text):
        signs, line = len(_SIGN.findall(paragraph[0])), first_line + text.count("\n", 0, paragraph.start())
        rewriting += signs * len(paragraph[0])
        looking += _looking(paragraph[0]) if "[" in paragraph[0] else 0
        if looking > MOST_LOOKING:
            count = paragraph[0].count("[")
            yield line, 1, f'{count:,} "[" without "]" or within each other; write \\[ for a plain one'
            return
        if rewriting > MOST_REWRITING:
            length = len(paragraph[0])
            message = (
                f"too much markup: {signs:,} signs in a paragraph of {length:,} characters; divide it by empty lines"
            )
            yield line, 1, message
            return


def _looking(text: str) -> int:
    """The characters between each `[` and its `]`, and each `](` and its `)`; to the end where there is none."""
    squares: list[int] = []
    rounds: list[int] = []
    total = 0
    for sign in _BRACKET.finditer(text):
        at, what = sign.start(), sign[0]
        if what == "[":
            squares.append(at)
        elif what in ("]", "](") and squares:
            total += at - squares.pop()
            if what == "](":
                rounds.append(at)
        elif what == "(" and rounds:
            rounds.append(at)
        elif what == ")" and rounds:
            total += at - rounds.pop()
    return total + sum(len(text) - at for at in (*squares, *rounds))
