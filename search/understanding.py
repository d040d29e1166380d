"""From what was typed to what is looked up: words, names in all their spellings, and pairs of characters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from search.names import Entity, NameBook, canonical
from search.normalise import fold, fold_for_words, kind
from search.query_language import Clause, parse
from search.segment import FUNCTION_WORDS, PARTICLES, Segmenter

#: Signs that hold a number, code or Latin name together: 8517.62, 2026-11-20, Nord-Stream, AT&T.
_JOINERS = frozenset(".-_/'’&,:")
#: What a word inside a longer word counts.
INSIDE = 0.4
#: A shorter token of letters and digits is looked up whole only.
MIN_PREFIX = 2


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a query. `text` is canonical; `group` numbers the run without spaces that it stands in."""

    text: str
    start: int
    end: int
    group: int


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a document must hold: the text as typed (`prefix`: or a token that begins so), or what it names.

    A single character cut from a longer run says little: it must stand `beside` a neighbour that it has there,
    in one of these texts.
    """

    text: str
    field: str | None = None
    prefix: bool = False
    entities: tuple[Entity, ...] = ()
    beside: tuple[str, ...] = ()


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
        for clause in parse(q):
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
        tokens = self._tokens(clause.text)
        named: dict[int, list[Entity]] = {}
        covered: dict[int, int] = {}
        for entity, start, end in self._names.spans([(token.text, token.start, token.end) for token in tokens]):
            named.setdefault(start, []).append(entity)
            covered[start] = end
        needs: list[Need] = []
        subjects = {token.group for token in tokens if token.text not in PARTICLES}
        keys = fold(clause.text)
        reached = -1
        for at, token in enumerate(tokens):
            if token.start < reached:
                continue
            if token.start in named:
                reached = covered[token.start]
                text = canonical(keys[token.start : reached])
                needs.append(Need(text, clause.field, False, tuple(named[token.start])))
            elif token.text not in PARTICLES or token.group not in subjects or _stands_alone(keys, token):
                needs.append(self._token_need(token, clause.field, _beside(tokens, at, named)))
        return needs

    def _token_need(self, token: Token, field: str | None, beside: tuple[str, ...]) -> Need:
        if coded := self._names.coded(token.text):
            return Need(token.text, field, False, tuple(coded))
        prefix = kind(token.text[-1]) == 1 and len(token.text) >= MIN_PREFIX
        return Need(token.text, field, prefix, beside=beside)

    def _tokens(self, text: str) -> list[Token]:
        """Words of plain text; a run without spaces that is a name as a whole is one word."""
        keys, cut = fold(text), fold_for_words(text)
        tokens: list[Token] = []
        for group, (start, end) in enumerate(_chunks(keys)):
            whole = canonical(keys[start:end])
            if self._names.named(whole):
                tokens.append(Token(whole, start, end, group))
                continue
            for first, last, latin in _pieces(keys, start, end):
                if latin:
                    tokens.append(Token(canonical(keys[first:last]), first, last, group))
                else:
                    for _, a, b in self._segmenter.words(cut[first:last]):
                        tokens.append(Token(keys[first + a : first + b], first + a, first + b, group))
        return tokens

    def _ranking_words(self, needs: Sequence[Need]) -> Iterator[tuple[str, float]]:
        """The words that rank what was found: entities, and the words of all else with the shorter ones inside."""
        for need in needs:
            for entity in need.entities:
                yield entity.word, 1.0
            if not is_place(need):
                for word, start, end in self._segmenter.all_words(need.text):
                    if kind(word[-1]) == 2 and word not in FUNCTION_WORDS:
                        yield word, 1.0 if end - start == len(need.text) else INSIDE


def _chunks(keys: str) -> Iterator[tuple[int, int]]:
    """The runs without spaces."""
    start = 0
    while start < len(keys):
        if keys[start].isspace():
            start += 1
            continue
        end = start
        while end < len(keys) and not keys[end].isspace():
            end += 1
        yield start, end
        start = end


def _pieces(keys: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """The parts of a run that are cut into words, or (True) are one token of letters and digits."""
    at = start
    while at < end:
        what, first = kind(keys[at]), at
        while at < end and (kind(keys[at]) == what or (what == 1 and _joins(keys, at, end))):
            at += 1
        if what:
            yield first, at, what == 1


def _joins(keys: str, at: int, end: int) -> bool:
    return keys[at] in _JOINERS and at + 1 < end and kind(keys[at + 1]) == 1


def _beside(tokens: Sequence[Token], at: int, named: Mapping[int, Sequence[Entity]]) -> tuple[str, ...]:
    """A single character with its neighbours in the query, one by one, where they touch; names in all spellings."""
    token = tokens[at]
    if len(token.text) > 1 or kind(token.text) != 2:
        return ()

    def spellings(one: Token) -> list[str]:
        return [one.text, *(name for entity in named.get(one.start, ()) for name in entity.names)]

    before = [
        text + token.text for one in tokens[max(at - 1, 0) : at] if one.end == token.start for text in spellings(one)
    ]
    after = [token.text + text for one in tokens[at + 1 : at + 2] if one.start == token.end for text in spellings(one)]
    return tuple(dict.fromkeys((*before, *after)))


def _stands_alone(keys: str, token: Token) -> bool:
    """Whether a word has spaces or the ends of the query on both sides: then it was meant."""
    before, after = keys[: token.start][-1:], keys[token.end :][:1]
    return (not before or before.isspace()) and (not after or after.isspace())


def is_grammar(need: Need) -> bool:
    """Whether a need is a word that says nothing of a subject, such as 什么 in a question."""
    return need.text in FUNCTION_WORDS


def loosened(need: Need) -> Need:
    """What a document may hold instead when none has everything: a single character wherever it stands."""
    return replace(need, beside=()) if need.beside else need


def is_place(need: Need) -> bool:
    """Whether a need is a country or region, which has many spellings."""
    return any(entity.facet == "country" for entity in need.entities)


def _runs(clause: Clause, needs: Sequence[Need]) -> Iterator[str]:
    """Runs of characters as typed, names of places apart: they are looked up in all their spellings."""
    keys = canonical(fold(clause.text))
    for need in needs:
        if is_place(need):
            keys = keys.replace(need.text, " ")
    run = ""
    for char in keys + " ":
        if kind(char) == 2:
            run += char
        else:
            if run:
                yield run
            run = ""
