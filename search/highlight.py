"""Marks in a text exactly what a query matched, and chooses the part of a bulletin worth showing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import escape

from search.names import canonical
from search.normalise import SEPARATOR, fold_with_origin, kind
from search.understanding import Need, Understood

#: Characters of a snippet, and of what it shows before the first match.
SNIPPET, LEAD = 120, 24
#: Characters of a body in which matches are looked for.
SEARCHED = 20_000
_LETTER = r"[\da-z\u00df-\u024f\u0370-\u052f\u1e00-\u1fff]"
_GAP = r"[\W_]+"


@dataclass(frozen=True, slots=True)
class _Block:
    """One block of raw text and the raw spans matched in it."""

    text: str
    spans: tuple[tuple[int, int], ...]
    worth: int


class Highlighter:
    """Marks the matches of one query. Everything is escaped but `<mark>`."""

    def __init__(self, q: str, understood: Understood) -> None:
        self._typed = canonical(fold_with_origin(q).text)
        self._title = _pattern([need for need in understood.needs if need.field in (None, "title")], understood.runs)
        self._text = _pattern([need for need in understood.needs if need.field is None], understood.runs)

    def title(self, text: str) -> str:
        """The whole title, marked."""
        return _marked(text, self._spans(text, self._title)[0])

    def snippet(self, summary: str, blocks: Sequence[str]) -> str:
        """The part of the summary or body with most of the query, else the summary."""
        best = _Block(summary or (blocks[0] if blocks else ""), (), 0)
        searched = 0
        for text in (summary, *blocks):
            if searched > SEARCHED or self._text is None:
                break
            searched += len(text)
            spans, different = self._spans(text[:SEARCHED], self._text)
            if different > best.worth:
                best = _Block(text, tuple(spans), different)
        return _cut(best)

    def _spans(self, text: str, pattern: re.Pattern[str] | None) -> tuple[list[tuple[int, int]], int]:
        """Raw spans of all matches, those that stand together in the query joined, and how many differ."""
        if pattern is None:
            return [], 0
        folded = fold_with_origin(text)
        found: list[tuple[int, int]] = []
        different: set[str] = set()
        for match in pattern.finditer(folded.text):
            start, end = match.span()
            different.add(match[0])
            if found and found[-1][1] == start and canonical(folded.text[found[-1][0] : end]) in self._typed:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        return [folded.raw_span(start, end) for start, end in found], len(different)


def _pattern(needs: Sequence[Need], runs: Sequence[str]) -> re.Pattern[str] | None:
    """One pattern for all that the needs match, the longest first. A whole run goes before its words."""
    parts: dict[str, bool] = {}
    for need in needs:
        parts[need.text] = need.prefix
        for entity in need.entities:
            parts.update(dict.fromkeys(entity.names, False))
    if any(need.field is None for need in needs):
        parts.update(dict.fromkeys(runs, False))
    if not parts:
        return None
    ordered = sorted(parts, key=lambda text: (-len(text), text))
    return re.compile("|".join(_expression(text, prefix=parts[text]) for text in ordered))


def _expression(text: str, *, prefix: bool) -> str:
    body = _GAP.join(re.escape(part) for part in text.split(SEPARATOR))
    if kind(text[0]) == 1:
        body = f"(?<!{_LETTER}){body}"
    if kind(text[-1]) == 1 and not prefix:
        body += f"(?!{_LETTER})"
    return body


def _marked(text: str, spans: Sequence[tuple[int, int]], start: int = 0, end: int | None = None) -> str:
    """The raw text from `start` to `end`, escaped, with the spans marked."""
    end = len(text) if end is None else end
    html, at = [], start
    for first, last in spans:
        if first < at or last > end:
            continue
        html += [str(escape(text[at:first])), "<mark>", str(escape(text[first:last])), "</mark>"]
        at = last
    html.append(str(escape(text[at:end])))
    return "".join(html)


def _cut(block: _Block) -> str:
    """The window of a block that holds most matches."""
    text, spans = block.text, block.spans
    if len(text) <= SNIPPET:
        return _marked(text, spans)
    starts = [first for first, _ in spans] or [0]
    inside = [sum(1 for first, last in spans if first >= start and last <= start + SNIPPET - LEAD) for start in starts]
    first = starts[inside.index(max(inside))]
    start = max(0, min(first - LEAD, len(text) - SNIPPET)) if first > LEAD else 0
    end = min(len(text), start + SNIPPET)
    for a, b in spans:  # never cut through a match
        if a < end < b:
            end = b
        if a < start < b:
            start = a
    return ("…" if start else "") + _marked(text, spans, start, end) + ("…" if end < len(text) else "")
