"""Names of places, industries and channels: every way to write one, found in texts and in queries."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from search.text.canonical import canonical
from search.text.normalise import SEPARATOR, fold, kind
from search.text.segmenter import Word
from view.vocabulary.vocabulary import Term, Vocabulary

#: The facets whose names readers type instead of choosing them. Levels (高, 中, 低) are common characters.
NAMED_FACETS = ("country", "industry", "channel")
#: What may stand between the parts of a name: 刚果（金）.
_GAP = r"[\W_]{1,3}"
#: Letters held together by a sign: the segmenter gives U.S. as one word.
_HELD = re.compile(r"[a-z][^\w\s][a-z]")


@dataclass(frozen=True, slots=True)
class Entity:
    """One place, industry or channel. Each of `names` stands for it wherever it is written."""

    facet: str
    code: str
    names: tuple[str, ...]

    @property
    def word(self) -> str:
        """The token that stands for it in the index whatever name was written; no text can contain it."""
        return f"@{self.facet}:{self.code}"

    @property
    def is_place(self) -> bool:
        """Whether it is a country or region."""
        return self.facet == "country"


#: A name in a text: what it names (nothing: a longer word that is no place), where it begins, where it ends.
Span = tuple[Sequence[Entity], int, int]


class NameBook:
    """All entities of a vocabulary by canonical name and by code."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.entities: dict[tuple[str, str], Entity] = {}
        self._by_name: dict[str, list[Entity]] = {}
        self._by_code: dict[str, list[Entity]] = {}
        #: Words in letters that are codes of places too, and words first.
        self.abbreviations = frozenset(canonical(fold(one)) for one in vocabulary.language.every_abbreviation())
        for facet in NAMED_FACETS:
            for term in vocabulary.terms[facet]:
                self._add(facet, term)
        for word in vocabulary.language.every_no_place():
            self._by_name.setdefault(canonical(fold(word)), [])
        self._longest = max((name.count(SEPARATOR) + 1 for name in self._by_name), default=1)
        #: What longer names in letters begin with. A token may hold separators itself: u.s. outlying islands.
        self._openings = {
            name[:at]
            for name in self._by_name
            for at, char in enumerate(name)
            if char == SEPARATOR and kind(name[0]) == 1
        }
        self._begin = self._openings.union(
            name for name, found in self._by_name.items() if not _in_characters(name, found)
        )
        self._places = _Places(name for name, found in self._by_name.items() if _in_characters(name, found))

    def _add(self, facet: str, term: Term) -> None:
        names = [canonical(fold(name)) for name in (term.label, *term.aliases)]
        both_ways = tuple(dict.fromkeys(name for name in names if self._is_name(name)))
        entity = Entity(facet, term.code, both_ways)
        self.entities[facet, term.code] = entity
        for name in both_ways:
            self._by_name.setdefault(name, []).append(entity)
        for code in {canonical(fold(term.code)), *(set(names) & self.abbreviations)}:
            if code not in both_ways:
                self._by_code.setdefault(code, []).append(entity)

    def _is_name(self, name: str) -> bool:
        """Whether a text that contains these characters speaks of the entity: numbers and everyday words do not."""
        return len(name) > 1 and not name.isdigit() and name not in self.abbreviations

    def named(self, name: str) -> Sequence[Entity]:
        """The entities that a canonical text names."""
        return self._by_name.get(name, ())

    def coded(self, token: str) -> Sequence[Entity]:
        """The entities whose code a reader may have typed; in a text the same letters are an ordinary word."""
        return self._by_code.get(token, ())

    def han_names(self) -> Iterable[str]:
        """The names that the segmenter must not cut: those of characters alone."""
        return (name for name, found in self._by_name.items() if found and all(kind(char) == 2 for char in name))

    def spans(self, folded: str, words: Sequence[Word]) -> list[Span]:
        """Every name in a folded text, in order; of several that overlap the longest.

        `words` are the text's words as they stand in it, with the shorter ones inside long ones, in the order of
        `Segmenter.all_words`. A place in characters is found wherever the characters stand and no word runs over its
        ends (沿海|地区 is not 海地); all other names are words or several of them.
        """
        found = self._in_words(folded, words)
        ends: list[int] | None = None
        for start, names in self._places.begin_in(folded):
            if folded[start] == "日" and folded[max(start - 2, 0) : start].rstrip(" ")[-1:].isdecimal():
                continue  # the day of a date: 20日本公司
            ends = _word_ends(words) if ends is None else ends
            for name, end in names:
                if _is_whole(ends, start, end):
                    found.append((self._by_name[name], start, end))
                    break
        return _longest(found)

    def _in_words(self, folded: str, words: Sequence[Word]) -> list[Span]:
        """Names that are a word or, in letters, several words; the longest from each."""
        found: list[Span] = []
        begin = self._begin
        places = [at for at, word in enumerate(words) if word[0] in begin]
        if _HELD.search(folded):
            places += [at for at, (word, _, _) in enumerate(words) if word[0].isalpha() and not word.isalnum()]
        for at in places:
            word, start, end = words[at]
            text = word if word.isalnum() else canonical(word)
            known = self._by_name.get(text)
            if known is None and text not in self._openings:
                continue
            best = (known, start, end) if known is not None and not _in_characters(text, known) else None
            if text in self._openings:
                joined = text
                for token, _, last in words[at + 1 : at + self._longest]:
                    joined += SEPARATOR + token
                    if (known := self._by_name.get(joined)) is not None:
                        best = (known, start, last)
            if best:
                found.append(best)
        return found


def _in_characters(name: str, found: Sequence[Entity]) -> bool:
    """Whether a name is one of a place, or only looks like one, and begins in characters."""
    return kind(name[0]) == 2 and (not found or any(entity.is_place for entity in found))


def _word_ends(words: Sequence[Word]) -> list[int]:
    """Where the words of a text begin and end by turns, those inside longer ones left out."""
    ends: list[int] = []
    reached: int | None = None
    for _, start, end in reversed(words):  # a long word comes after the shorter ones inside it
        if reached is None or end <= reached:
            ends += (end, start)
            reached = start
    return ends[::-1]


def _is_whole(ends: Sequence[int], start: int, end: int) -> bool:
    """Whether no word runs over one end of a span alone: then the span is a word, several, or inside one."""
    first, last = bisect_right(ends, start), bisect_right(ends, end - 1)
    cut_before = first % 2 == 1 and ends[first - 1] < start
    cut_after = last % 2 == 1 and ends[last] > end
    return not (cut_before or cut_after) or first == last


def _longest(found: list[Span]) -> list[Span]:
    """Of names that overlap the longest, of equally long ones the first; in order."""
    taken: list[Span] = []
    for span in sorted(found, key=lambda one: (one[1] - one[2], one[1])):
        if all(span[2] <= start or end <= span[1] for _, start, end in taken):
            taken.append(span)
    return sorted(taken, key=lambda one: one[1])


class _Places:
    """Names in characters by what they begin with."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_beginning: dict[str, list[tuple[str, re.Pattern[str] | None]]] = {}
        for name in sorted(names, key=lambda name: (-len(name), name)):
            pattern = re.compile(re.escape(name).replace(SEPARATOR, _GAP)) if SEPARATOR in name else None
            self._by_beginning.setdefault(name[:2], []).append((name, pattern))
        firsts, seconds = (re.escape("".join({two[at] for two in self._by_beginning})) for at in (0, 1))
        # A class of characters comes first, so that other places of a text are passed over quickly.
        self._beginnings = re.compile(f"[{firsts}](?=[{seconds}])") if self._by_beginning else None

    def begin_in(self, folded: str) -> Iterator[tuple[int, Iterator[tuple[str, int]]]]:
        """Where names begin in a folded text, with each that begins there and where it ends, the longest first."""
        for match in self._beginnings.finditer(folded) if self._beginnings else ():
            at = match.start()
            if names := self._by_beginning.get(folded[at : at + 2]):
                yield at, self._at(folded, at, names)

    @staticmethod
    def _at(folded: str, at: int, names: Iterable[tuple[str, re.Pattern[str] | None]]) -> Iterator[tuple[str, int]]:
        for name, pattern in names:
            if pattern is None:
                if folded.startswith(name, at):
                    yield name, at + len(name)
            elif found := pattern.match(folded, at):
                yield name, found.end()
