"""What could be better in one bulletin: by its facts and its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from builder.reading.front_matter import decode, split
from builder.reading.records import BulletinRecord, ParsedFile
from builder.reading.traps.trap import HAN, BodyText
from editing.linting.finding import Finding
from editing.linting.rules import Rules
from editing.mentions import list_lines, mentions
from view.vocabulary.vocabulary import Vocabulary

#: A text from so many characters on should say in a sentence what it is about.
_LONG = 600
#: Fewer characters give no reason for a level.
_REASON = 60
#: Places that readers are in themselves.
_HOME = frozenset(("CN",))
_PUNCTUATION = re.compile(
    rf"(?<=[{HAN}])[,;:!?](?=\s*[{HAN}]|\s*$)|(?<=[{HAN}])\.(?=\s*$)|(?<![\]\w])\((?=[{HAN}])|\"(?=[{HAN}])",
    re.MULTILINE,
)
_FULL_WIDTH = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。", "(": "（ ）", '"': "“ ”"}
_YEAR = re.compile(r"\d{4}\s*年|\d{4}[-/]|[今去明本当前同]年|[〇零一二三四五六七八九十]{4}年")
_DAY = re.compile(r"(?<![\d年])\d{1,2}\s*月\s*\d{1,2}\s*日")


def text_findings(
    root: Path, parsed: ParsedFile, raw: bytes, vocabulary: Vocabulary, rules: Rules
) -> Iterator[Finding]:
    """The findings of a bulletin, in no order; those that are silenced are among them."""
    record = parsed.record
    parts = split(decode(parsed.file, raw))
    if not isinstance(record, BulletinRecord) or parts is None:
        return
    front, body, first_line = parts
    text = _Text(parsed.file, front, body, first_line)
    yield from _facts(record, parsed, text, rules)
    yield from _places(record, parsed, text, vocabulary)
    yield from _wording(text, rules)
    for one in record.references:
        path = root / Path(parsed.file).parent / one.target
        if one.kind == "image" and path.is_file() and path.stat().st_size > rules.picture_kilobytes * 1000:
            size = path.stat().st_size // 1000
            message = f'"{one.target}" has {size} kB; make it smaller than {rules.picture_kilobytes}'
            yield Finding(parsed.file, one.line, one.column, "picture-large", message)


class _Text:
    """A file's text with its places: front matter and body, code and addresses of the body blanked."""

    def __init__(self, file: str, front: str, body: str, first_line: int) -> None:
        self.file = file
        prose = re.sub(r"\]\([^)\n]*\)|https?://\S+|<[^>\n]*>", lambda found: " " * len(found[0]), BodyText(body).prose)
        #: Texts with the number of their first line.
        self.pieces = ((front, 2), (prose, first_line))

    def at_key(self, key: str, code: str, message: str) -> Finding:
        """A finding at a key of the front matter, or at its beginning."""
        for number, line in enumerate(self.pieces[0][0].split("\n"), self.pieces[0][1]):
            if line.startswith(key):
                return Finding(self.file, number, 1, code, message)
        return Finding(self.file, 1, 1, code, message)

    def found(self, pattern: re.Pattern[str], *, body_only: bool = False) -> Iterator[tuple[int, int, re.Match[str]]]:
        """Every place of a pattern: line, column and match."""
        for piece, first in self.pieces[body_only:]:
            for one in pattern.finditer(piece):
                start = piece.rfind("\n", 0, one.start()) + 1
                yield first + piece.count("\n", 0, one.start()), one.start() - start + 1, one


def _facts(record: BulletinRecord, parsed: ParsedFile, text: _Text, rules: Rules) -> Iterator[Finding]:
    facts, length = record.facts, sum(map(len, parsed.body.blocks))
    if len(facts.title) > rules.title_characters:
        message = f"{len(facts.title)} characters; lists show {rules.title_characters}: say it shorter"
        yield text.at_key("title", "title-long", message)
    if record.begins_with_summary and length > _LONG:
        message = f"a text of {length} characters; write `summary:` with one sentence for lists and feeds"
        yield text.at_key("title", "summary-missing", message)
    if facts.level and length < _REASON and not facts.actions:
        message = f"the text has {length} characters; say why the level is so, and what to do"
        yield text.at_key("level", "level-reason", message)


def _places(record: BulletinRecord, parsed: ParsedFile, text: _Text, vocabulary: Vocabulary) -> Iterator[Finding]:
    facts = record.facts
    head = f"{facts.title}\n{facts.summary}"
    named = {code: word for word, code in reversed(list(mentions(vocabulary, "country", head)))}
    for code, word in named.items():
        if code not in facts.countries and code not in _HOME and len(facts.countries) + len(named) < 12:
            message = f'names "{word}", which `countries` does not hold; add it, or it is not found there'
            yield text.at_key("countries" if facts.countries else "title", "place-untagged", message)
    everywhere = {code for _, code in mentions(vocabulary, "country", "\n".join((head, *parsed.body.blocks)))}
    for code in facts.countries:
        if code not in everywhere:
            message = f'"{vocabulary.label("country", code)}" is named nowhere in the text; name it, or take it away'
            yield text.at_key("countries", "place-unnamed", message)


def _wording(text: _Text, rules: Rules) -> Iterator[Finding]:
    for line, column, found in text.found(_PUNCTUATION, body_only=True):
        yield Finding(
            text.file, line, column, "punctuation", f'"{found[0]}" among Chinese; write {_FULL_WIDTH[found[0]]}'
        )
    for pattern, right in _confused().items():
        for line, column, found in text.found(pattern):
            message = f'"{found[0]}" is most likely "{right}" here'
            yield Finding(text.file, line, column, "word", message)
    for word, instead in rules.forbidden.items():
        for line, column, _ in text.found(re.compile(re.escape(word))):
            yield Finding(text.file, line, column, "forbidden", f'"{word}" is not used here; write {instead}')
    prose, first = text.pieces[1]
    day, year = _DAY.search(prose), _YEAR.search(prose)
    if day and (year is None or day.start() < year.start()):
        line = first + prose.count("\n", 0, day.start())
        column = day.start() - prose.rfind("\n", 0, day.start())
        message = f'"{day[0]}" before any year; write the year, for those who read it later'
        yield Finding(text.file, line, column, "year-missing", message)


@cache
def _confused() -> Mapping[re.Pattern[str], str]:
    pairs = (line.split("\t") for line in list_lines("confused.txt"))
    return {re.compile(wrong): right for wrong, right in pairs}
