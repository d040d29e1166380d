"""Marks in a text exactly what a query matched, and chooses the part of a bulletin worth showing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from search.text.amounts import noted
from search.text.canonical import canonical
from search.text.marks import CODE, JOINED, forms_of
from search.text.names import Entity, NameBook
from search.text.normalise import Folded, fold, fold_for_words, fold_with_origin
from search.text.patterns import BLOCK_END, code_expression, expression, guarded, joined_expression
from search.text.segmenter import Segmenter
from search.understanding.understanding import Need, Understood, loosened, parts_of

#: Characters of a snippet, and of what it shows before the first match.
SNIPPET, LEAD = 120, 24
#: Windows that are compared, and matches that are counted in one.
_WINDOWS, _IN_WINDOW = 200, 40
#: Characters of a body in which matches are looked for.
SEARCHED = 20_000
_SPECIAL = re.compile("[&<>\"']")
#: Categories of signs that belong to the character before them: marks, variation selectors, keycaps, joiners.
_ATTACHED = ("Mn", "Me", "Mc", "Cf")

Spans = list[tuple[int, int]]


class Highlighter:
    """Marks the matches of one query. Everything is escaped but `<mark>`."""

    def __init__(
        self, q: str, understood: Understood, names: NameBook, segmenter: Segmenter, *, loosely: bool = False
    ) -> None:
        """With `loosely`, parts of words count too, as they do when no document has everything."""
        self._typed = canonical(fold(q))
        parts = parts_of(understood.needs)
        parts += [Need(need.text, texts=need.synonyms, marks=need.marks) for need in understood.needs if need.synonyms]
        needs = [one for part in parts for one in (loosened(part) if loosely else [part])]
        needs = [need for need in needs if not need.is_grammar] or needs
        self._title = Wanted([need for need in needs if need.field in (None, "title")], understood.runs)
        self._text = Wanted([need for need in needs if need.field is None], understood.runs)
        self._names, self._segmenter = names, segmenter

    def title(self, text: str) -> str:
        """The whole title, marked."""
        folded = fold_with_origin(text)
        return _marked(text, self._raw(self._named(folded.text, self._title), folded), 0, len(text))

    def snippet(self, body: str, *, plain: bool) -> str:
        """The part of a body (blocks with BLOCK_END between them) that holds most of the query, else its beginning."""
        body = body[:SEARCHED]
        folded = Folded(body.lower()) if plain else fold_with_origin(body)
        spans = self._raw(self._text.spans(folded.text), folded)
        where = _densest(body, spans)
        start, end = _block(body, where)
        if start == end and not spans:
            start, end = _block(body, start + 1)
        if spans and self._text.places:  # the names that only look like one are told apart where they are shown
            first = max(start, where - SNIPPET)
            shown = body[first : min(end, where + 2 * SNIPPET)]
            part = Folded(shown.lower()) if plain else fold_with_origin(shown)
            spans = [(first + a, first + b) for a, b in self._raw(self._named(part.text, self._text), part)]
        return _cut(body, spans, start, end)

    def _named(self, text: str, wanted: Wanted) -> Spans:
        """Where something wanted stands in a folded text, names only where no longer word is meant."""
        if not (wanted.places and wanted.may_name(text)):
            return wanted.texts(text)
        words = [(text[a:b], a, b) for _, a, b in self._segmenter.all_words(fold_for_words(text, text))]
        spans = self._names.spans(text, words)
        places = [(a, b) for known, a, b in spans if any(entity in wanted.places for entity in known)]
        return _disjoint([*wanted.texts(text), *places])

    def _raw(self, spans: Spans, folded: Folded) -> Spans:
        """Raw spans; those that stand together in the query as in the text are one."""
        found: Spans = []
        for start, end in spans:
            if found and found[-1][1] == start and canonical(folded.text[found[-1][0] : end]) in self._typed:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        return found if folded.origin is None else [folded.raw_span(start, end) for start, end in found]


class Wanted:
    """What is marked in one kind of text: spellings, and places whose names stand for them."""

    def __init__(self, needs: Sequence[Need], runs: Iterable[str]) -> None:
        self.places = frozenset(entity for need in needs for entity in need.entities if entity.is_place)
        names = [name for entity in self.places for name in entity.names]
        self._texts = _pattern(needs, runs if any(need.field is None for need in needs) else ())
        self._names = _alternatives({name: expression(name) for name in names})
        self._amounts = frozenset(note for need in needs for note in need.amounts)

    def texts(self, text: str) -> Spans:
        """Where the spellings stand in a folded text."""
        found = [match.span() for match in self._texts.finditer(text)] if self._texts else []
        amounts = list(self._noted(text))
        return _disjoint([*found, *amounts]) if amounts else found

    def _noted(self, text: str) -> Iterator[tuple[int, int]]:
        """Where amounts stand that the text says in other characters."""
        if self._amounts:
            yield from ((one.start, one.end) for one in noted(text) if one.note in self._amounts)

    def may_name(self, text: str) -> bool:
        """Whether the characters of a name stand in a folded text, be it in a longer word."""
        return bool(self._names and self._names.search(text))

    def may_stand(self, text: str) -> bool:
        """Whether a spelling stands in a folded text, or the characters of a name."""
        stands = bool(self._texts and self._texts.search(text)) or any(self._noted(text))
        return stands or self.may_name(text)

    def spans(self, text: str) -> Spans:
        """Where spellings and the characters of names stand: enough to choose what is shown."""
        names = [match.span() for match in self._names.finditer(text)] if self._names else []
        return _disjoint([*self.texts(text), *names]) if names else self.texts(text)


def _pattern(needs: Sequence[Need], runs: Iterable[str]) -> re.Pattern[str] | None:
    """One pattern for all that the needs match but places, the longest first. A whole run goes before its words."""
    parts: dict[str, str] = {}
    for need in needs:
        for text in need.beside or need.texts:
            parts[text] = expression(text, prefix=need.prefix)
        for mark in (mark.rpartition(":")[2] for mark in need.marks):
            if mark.startswith(CODE):
                parts[mark] = code_expression(mark[len(CODE) :])
            elif mark.startswith(JOINED):
                parts[mark] = joined_expression(mark[len(JOINED) :])
            else:
                parts.update({form: expression(form) for form in forms_of(mark)})
        others: list[Entity] = [entity for entity in need.entities if not entity.is_place]
        parts.update({name: expression(name) for entity in others for name in entity.names})
    parts.update({run: expression(run) for run in runs})
    return _alternatives(parts)


def _alternatives(parts: dict[str, str]) -> re.Pattern[str] | None:
    if not parts:
        return None
    joined = "|".join(parts[text] for text in sorted(parts, key=lambda text: (-len(text), text)))
    return re.compile(guarded(joined, parts))


def _disjoint(spans: Spans) -> Spans:
    """The spans in order; of two that overlap the one that begins first, else the longer."""
    found: Spans = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found


def _marked(text: str, spans: Iterable[tuple[int, int]], start: int, end: int) -> str:
    """A part of a text as HTML, with its spans marked. A sign and what belongs to it are not parted."""
    parts: list[str] = []
    at = start
    for first, last in spans:
        last = min(_attached(text, last), end)
        if start <= first < last and first >= at:
            parts += (_escaped(text[at:first]), "<mark>", _escaped(text[first:last]), "</mark>")
            at = last
    parts.append(_escaped(text[at:end]))
    return "".join(parts)


def _attached(text: str, at: int) -> int:
    """The first place from `at` on whose character does not belong to the one before it."""
    while at < len(text) and (text[at] > "\u02ff" and unicodedata.category(text[at]) in _ATTACHED):
        at += 1
    return at


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
    begin, stop = min(_attached(body, begin), end), min(_attached(body, stop), end)
    return ("…" if begin > start else "") + _marked(body, inside, begin, stop) + ("…" if stop < end else "")
