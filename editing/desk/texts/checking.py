"""What is wrong with a text, and what could be better, each at its line; places and keywords that the text offers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from builder.reading.front_matter import SourceText, split
from builder.reading.records import BulletinRecord
from builder.reading.traps.finding import find_traps
from editing.desk.known.catalogue import KnownBulletins
from editing.life.bulletins import Stored
from editing.linting.finding import Finding
from editing.linting.rules import load_rules
from editing.linting.texts import text_findings
from editing.mentions import mentions
from view.messages.catalogue import cause_of, chinese, translated
from view.problems import ContentError, Problem

#: How many values and keywords are offered.
_MOST_OFFERED, _MOST_KEYWORDS = 6, 8
#: Keywords of other bulletins that are looked for, the most used first.
_KNOWN_KEYWORDS = 5_000
#: The reader's own country: every text speaks of it.
_HOME = "CN"


def problem_rows(problems: list[Problem], text: str) -> list[dict[str, Any]]:
    """Problems as the page shows them, with the corrections that are safe."""
    # Reading the text has found its traps already; where it found none there is nothing to mend.
    fixes = _fixes(text) if any(cause_of(one.message) == "traps" for one in problems) else {}
    return [
        {
            "line": one.line, "column": one.column, "key": one.field or None,
            "severity": "warning" if one.warning else "problem", "code": "",
            "message": chinese(one.message),
            "replace": fixes.get((one.line, one.column, one.message)),
        }
        for one in sorted(problems)
    ]  # fmt: skip


def lint_rows(site: KnownBulletins, stored: Stored) -> list[dict[str, Any]]:
    """What could be written better, without what the site or the file silences."""
    record = stored.parsed.record
    if not isinstance(record, BulletinRecord):
        return []
    try:
        rules = load_rules(site.root)
    except ContentError:
        return []  # `lint` itself tells what is wrong with it
    silenced = {*rules.off, *dict(record.lint_off)}
    found = sorted(text_findings(site.root, stored.parsed, stored.raw, site.vocabulary, rules))
    return [_lint_row(one) for one in found if one.code not in silenced]


def _lint_row(one: Finding) -> dict[str, Any]:
    coded = f"{one.code}: "
    said = translated(f"{coded}{one.message}")
    return {
        "line": one.line, "column": one.column, "key": None, "severity": "lint", "code": one.code,
        "message": said.removeprefix(coded) if said else one.message, "replace": None,
    }  # fmt: skip


def _fixes(text: str) -> dict[tuple[int, int, str], list[dict[str, Any]]]:
    """Line, column and message of a trap → the edits that mend it, with offsets in the text as it is shown."""
    parts = split(SourceText("", text))
    if parts is None:
        return {}
    _, body, first_line = parts
    start = len(text) - len(body)
    places, traps = find_traps(body) or (None, [])
    found: dict[tuple[int, int, str], list[dict[str, Any]]] = {}
    for one in traps:
        if places and one.message and one.edits:
            line, column = places.place(one.at)
            edits = [{"from": start + edit.start, "to": start + edit.end, "text": edit.text} for edit in one.edits]
            found[first_line + line, column + 1, one.message] = edits
    return found


def offered_values(site: KnownBulletins, stored: Stored, text: str) -> dict[str, list[dict[str, str]]]:
    """Places and industries that the text names and the front matter does not hold, most named first."""
    record = stored.parsed.record
    facts = record.facts if isinstance(record, BulletinRecord) else None
    held = {"country": facts.countries if facts else (), "industry": facts.industries if facts else ()}
    return {facet: list(_offered_values(site, facet, text, held[facet])) for facet in held}


def _offered_values(
    site: KnownBulletins, facet: str, text: str, held: tuple[str, ...]
) -> Iterator[dict[str, str]]:  # fmt: skip
    words: dict[str, Counter[str]] = {}
    for name, code in mentions(site.vocabulary, facet, text):
        if code not in held and not (facet == "country" and code == _HOME):
            words.setdefault(code, Counter())[name] += 1
    most_named = sorted(words.items(), key=lambda one: (-one[1].total(), one[0]))
    for code, counted in most_named[:_MOST_OFFERED]:
        because = "、".join(f"{name} ×{count}" for name, count in counted.most_common(4))
        yield {"value": code, "label": site.vocabulary.label(facet, code), "because": because}


class Keywords:
    """The keywords that bulletins use, counted once for each state of the content."""

    def __init__(self) -> None:
        self._known: tuple[int, list[str]] = (0, [])

    def offered(self, site: KnownBulletins, stored: Stored, text: str) -> list[str]:
        """Those that stand in the text and not yet among its keywords: the longest, then the most used first."""
        version = site.snapshot.version
        if self._known[0] != version:
            counted = Counter(word for one in site.content.bulletins for word in one.facts.keywords)
            self._known = version, [word for word, _ in counted.most_common(_KNOWN_KEYWORDS)]
        record = stored.parsed.record
        held = set(record.facts.keywords) if isinstance(record, BulletinRecord) else set()
        body = _body(text)
        found = [word for word in self._known[1] if len(word) > 1 and word not in held and word in body]
        whole = [one for one in found if not any(one != other and one in other for other in found)]
        return whole[:_MOST_KEYWORDS]


def _body(text: str) -> str:
    """A text without its keywords, which would find themselves."""
    parts = split(SourceText("", text))
    if parts is None:
        return text
    front = "\n".join(line for line in parts[0].split("\n") if not line.startswith("keywords"))
    return f"{front}\n{parts[1]}"
