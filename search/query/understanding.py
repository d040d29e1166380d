"""From what was typed to what is looked up: words, names in all their spellings, and pairs of characters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from search.query.language import Clause, parse_query
from search.query.words import Days, Token, cut_query, days_of, neighbours_of, stands_alone
from search.text.names import Entity, NameBook, canonical
from search.text.normalise import fold, kind
from search.text.segmenter import FUNCTION_WORDS, PARTICLES, Segmenter

#: Words of a run that no document has to hold: particles, and what asks (什么, 怎么办) but not what denies.
TYING_WORDS = FUNCTION_WORDS - {"不", "没", "没有", "无"}
#: Stands where a place was taken out of a run, and the characters that tied it to the rest.
_PLACE, _TIES = "\x02", "".join(word for word in PARTICLES if len(word) == 1)
#: What a word inside a longer word counts.
INSIDE = 0.4
#: A shorter token of letters and digits is looked up whole only.
MIN_PREFIX = 2


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a document must hold: the text as typed (`prefix`: or a token that begins so), or what it names.

    A single character cut from a longer run says little: it must stand `beside` a neighbour that it has there,
    in one of these texts. `inside` are the shorter words of a long one, which count when no document has everything.
    A date stands for its spellings, and for what was published on its `days`.
    """

    text: str
    field: str | None = None
    prefix: bool = False
    entities: tuple[Entity, ...] = ()
    beside: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    days: Days | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """A query ready for look-up: `needs` and `excluded` (what each -part needs) select, the rest ranks.

    `words` are words and entities with how much each counts, `runs` the characters as typed (names of places
    apart, which are looked up in all their spellings).
    """

    needs: tuple[Need, ...]
    excluded: tuple[tuple[Need, ...], ...]
    words: Mapping[str, float]
    runs: tuple[str, ...]


class Understanding:
    """Reads queries with the names and the segmenter that the index was made with."""

    def __init__(self, names: NameBook, segmenter: Segmenter) -> None:
        self._names = names
        self._segmenter = segmenter

    def read(self, q: str) -> Understood:
        """What a query asks for."""
        needs: list[Need] = []
        excluded: list[tuple[Need, ...]] = []
        words: dict[str, float] = {}
        runs: list[str] = []
        for clause in parse_query(q):
            found = [self._phrase(clause)] if clause.phrase else self._plain(clause)
            found = [need for need in found if need.text]
            if clause.exclude:
                excluded += [tuple(found)] if found else []
                continue
            needs += found
            for word, count in self._ranking_words(found):
                words[word] = words.get(word, 0.0) + count
            runs += _runs(clause, found)
        return Understood(tuple(dict.fromkeys(needs)), tuple(excluded), words, tuple(runs))

    def _phrase(self, clause: Clause) -> Need:
        return Need(canonical(fold(clause.text)), clause.field)

    def _plain(self, clause: Clause) -> list[Need]:
        tokens = cut_query(clause.text, self._names, self._segmenter)
        named: dict[int, list[Entity]] = {}
        covered: dict[int, int] = {}
        for entity, start, end in self._names.spans([(token.text, token.start, token.end) for token in tokens]):
            named.setdefault(start, []).append(entity)
            covered[start] = end
        needs: list[Need] = []
        subjects = {token.group for token in tokens if token.text not in TYING_WORDS}
        keys = fold(clause.text)
        reached = -1
        for at, token in enumerate(tokens):
            if token.start < reached:
                continue
            if token.start in named:
                reached = covered[token.start]
                text = canonical(keys[token.start : reached])
                needs.append(Need(text, clause.field, False, tuple(named[token.start])))
            elif days := days_of(keys[token.start : token.end]):
                needs.append(Need(token.text, clause.field, kind(token.text[-1]) == 1, days=days))
            elif token.text not in TYING_WORDS or token.group not in subjects or stands_alone(keys, token):
                needs.append(self._token_need(token, clause.field, neighbours_of(tokens, at, named)))
        return needs

    def _token_need(self, token: Token, field: str | None, beside: tuple[str, ...]) -> Need:
        if coded := self._names.coded(token.text):
            return Need(token.text, field, False, tuple(coded))
        prefix = kind(token.text[-1]) == 1 and len(token.text) >= MIN_PREFIX
        inside = tuple(word for word, _, _ in self._segmenter.all_words(token.text) if word != token.text)
        return Need(token.text, field, prefix, beside=beside, inside=inside)

    def _ranking_words(self, needs: Sequence[Need]) -> Iterator[tuple[str, float]]:
        """The words that rank what was found: entities, and the words of all else with the shorter ones inside."""
        for need in needs:
            for entity in need.entities:
                yield entity.word, 1.0
            if not is_place(need):
                for word, start, end in self._segmenter.all_words(need.text):
                    if kind(word[-1]) == 2 and word not in FUNCTION_WORDS:
                        yield word, 1.0 if end - start == len(need.text) else INSIDE


def is_grammar(need: Need) -> bool:
    """Whether a need is a word that says nothing of a subject, such as 什么 in a question."""
    return need.text in FUNCTION_WORDS


def loosened(need: Need) -> list[Need]:
    """What counts when no document has everything: the words inside a word too, and a character wherever it stands."""
    return [replace(need, beside=(), inside=()), *(Need(word, need.field) for word in need.inside)]


def is_place(need: Need) -> bool:
    """Whether a need is a country or region, which has many spellings."""
    return any(entity.facet == "country" for entity in need.entities)


def _runs(clause: Clause, needs: Sequence[Need]) -> Iterator[str]:
    """Runs of characters as typed, places and dates apart: they are looked up in all their spellings.

    The particles that tie a name to the rest (美国的关税) go with it.
    """
    keys = canonical(fold(clause.text))
    for need in needs:
        if is_place(need) or need.days:
            keys = keys.replace(need.text, _PLACE)
    run, opened = "", False
    for char in keys + " ":
        if kind(char) == 2:
            run += char
            continue
        run = run.rstrip(_TIES) if char == _PLACE else run
        run = run.lstrip(_TIES) if opened else run
        if run:
            yield run
        run, opened = "", char == _PLACE
