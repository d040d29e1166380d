"""Marks in a text exactly what a query matched, and chooses the part of a bulletin worth showing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from search.query.understanding import Need, Understood, is_grammar, loosened
from search.store.whoosh_index import BLOCK_END
from search.text.names import canonical
from search.text.normalise import SEPARATOR, Folded, fold, fold_with_origin, kind

#: Characters of a snippet, and of what it shows before the first match.
SNIPPET, LEAD = 120, 24
#: Windows that are compared, and matches that are counted in one.
_WINDOWS, _IN_WINDOW = 200, 40
#: Characters of a body in which matches are looked for.
SEARCHED = 20_000
_LETTER = r"[\da-z\u00df-\u024f\u0370-\u052f\u1e00-\u1fff]"
_SPECIAL = re.compile("[&<>\"']")
_GAP = rf"(?:[^\w{BLOCK_END}]|_)+"


class Highlighter:
    """Marks the matches of one query. Everything is escaped but `<mark>`."""

    def __init__(self, q: str, understood: Understood, match: str) -> None:
        self._typed = canonical(fold(q))
        needs = [one for need in understood.needs for one in (loosened(need) if match == "most" else [need])]
        needs = [need for need in needs if not is_grammar(need)] or needs
        self._title = _pattern([need for need in needs if need.field in (None, "title")], understood.runs)
        self._text = _pattern([need for need in needs if need.field is None], understood.runs)

    def title(self, text: str) -> str:
        """The whole title, marked."""
        return _marked(text, self._spans(fold_with_origin(text), self._title), 0, len(text))

    def snippet(self, body: str, *, plain: bool) -> str:
        """The part of a body (blocks with BLOCK_END between them) that holds most of the query, else its beginning."""
        body = body[:SEARCHED]
        spans = self._spans(Folded(body.lower()) if plain else fold_with_origin(body), self._text)
        start, end = _block(body, _densest(body, spans))
        if start == end and not spans:
            start, end = _block(body, start + 1)
        return _cut(body, spans, start, end)

    def _spans(self, folded: Folded, pattern: re.Pattern[str] | None) -> list[tuple[int, int]]:
        """Raw spans of all matches. Those that stand together in the query as in the text are one."""
        found: list[tuple[int, int]] = []
        for match in pattern.finditer(folded.text) if pattern else ():
            start, end = match.span()
            if found and found[-1][1] == start and canonical(folded.text[found[-1][0] : end]) in self._typed:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        return found if folded.origin is None else [folded.raw_span(start, end) for start, end in found]


def _pattern(needs: Sequence[Need], runs: Sequence[str]) -> re.Pattern[str] | None:
    """One pattern for all that the needs match, the longest first. A whole run goes before its words."""
    parts: dict[str, bool] = {}
    for need in needs:
        parts.update(dict.fromkeys(need.beside, False) or {need.text: need.prefix})
        for entity in need.entities:
            parts.update(dict.fromkeys(entity.names, False))
        if need.days:
            parts.update(dict.fromkeys(need.days.spellings, False))
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


def _marked(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> str:
    """The raw text from `start` to `end`, escaped, with the spans inside it marked."""
    html, at = [], start
    for first, last in spans:
        if at <= first and last <= end:
            html += [_escaped(text[at:first]), "<mark>", _escaped(text[first:last]), "</mark>"]
            at = last
    html.append(_escaped(text[at:end]))
    return "".join(html)


def _escaped(text: str) -> str:
    """The text as HTML; most has nothing to escape."""
    return escape(text, quote=True) if _SPECIAL.search(text) else text


def _densest(body: str, spans: Sequence[tuple[int, int]]) -> int:
    """Where the window begins that holds most different matches, the earliest of several."""
    best, where = 0, 0
    for at, (first, _) in enumerate(spans[:_WINDOWS]):
        inside = {body[a:b].lower() for a, b in spans[at : at + _IN_WINDOW] if b <= first + SNIPPET - LEAD}
        if len(inside) > best:
            best, where = len(inside), first
    return where


def _block(body: str, at: int) -> tuple[int, int]:
    """The block around a character."""
    end = body.find(BLOCK_END, at)
    return body.rfind(BLOCK_END, 0, at) + 1, len(body) if end < 0 else end


def _cut(body: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> str:
    """At most SNIPPET characters of a block, from a little before its first match; no match is cut through."""
    inside = [(first, last) for first, last in spans if start <= first and last <= end]
    if end - start <= SNIPPET:
        return _marked(body, inside, start, end)
    first = _densest(body, inside)
    begin = max(start, min(first - LEAD, end - SNIPPET)) if inside and first - start > LEAD else start
    stop = min(end, begin + SNIPPET)
    for one, last in inside:
        begin = one if one < begin < last else begin
        stop = last if one < stop < last else stop
    return ("…" if begin > start else "") + _marked(body, inside, begin, stop) + ("…" if stop < end else "")
