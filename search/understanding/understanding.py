"""From what was typed to what is looked up: words, names in all their spellings, and pairs of characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from search.text.amounts import AMOUNT
from search.text.analysis import in_field
from search.text.canonical import canonical
from search.text.marks import WRITTEN, forms, forms_of, joined_mark
from search.text.names import Entity, NameBook
from search.text.normalise import fold, kind
from search.text.segmenter import FUNCTION_WORDS, MEASURES, PARTICLES, QUANTITIES, Segmenter
from search.text.synonyms import SynonymBook
from search.understanding.language import Clause, parse_query
from search.understanding.words import Days, Token, cut_query, neighbours_of, stands_alone

#: Words of a run that no document has to hold: particles, and what asks (什么, 怎么办) but not what denies.
TYING_WORDS = FUNCTION_WORDS - {"不", "没", "没有", "无"}
#: Stands where a place was taken out of a run, and the characters that tied it to the rest.
_PLACE, _TIES = "\x04", "".join(word for word in PARTICLES if len(word) == 1) + "至到"
#: The country that readers write from. They name it in passing (中国企业出口越南), and bulletins seldom do.
HOME = "CN"
#: What a word inside a longer word counts.
INSIDE = 0.4
#: A shorter token of letters and digits is looked up whole only.
MIN_PREFIX = 2


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a document must hold, `text` as it was typed.

    It holds it when one of `texts` stands in it (`prefix`: or a token that begins so), when one of `marks` is noted
    of it, when it was published on its `days`, when it holds one of the `synonyms`, or all of one of its `ways`.

    A single character cut from a longer run says little: it must stand `beside` a neighbour that it has there, in one
    of these texts. `inside` are the shorter words of a long one, which count when no document has everything.

    A `fixed` one is a place, a number with what it counts, a code or a phrase: while any document has it, no document
    does without it. An `industry` only goes before other words: it is a word of texts too.
    `group` numbers the run without spaces that it stands in. An `abbreviation` is a word, or what it is the code of
    where nobody writes the word.
    """

    text: str
    field: str | None = None
    texts: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    prefix: bool = False
    entities: tuple[Entity, ...] = ()
    beside: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    days: Days | None = None
    fixed: bool = False
    group: int = 0
    abbreviation: bool = False
    synonyms: tuple[str, ...] = ()
    ways: tuple[tuple[Need, ...], ...] = ()

    @property
    def is_place(self) -> bool:
        """Whether it is a country or region, which has many spellings."""
        return any(entity.is_place for entity in self.entities)

    @property
    def is_industry(self) -> bool:
        """Whether it names an industry."""
        return any(entity.facet == "industry" for entity in self.entities)

    @property
    def is_amount(self) -> bool:
        """Whether it is a number, a date or an amount, which has spellings of its own."""
        return any(map(str.isdecimal, self.text)) or bool(self.amounts)

    @property
    def amounts(self) -> tuple[str, ...]:
        """The notes of amounts among its marks, of whatever field."""
        notes = (mark.rpartition(":")[2] for mark in self.marks)
        return tuple(note for note in notes if note.startswith(AMOUNT))

    @property
    def is_grammar(self) -> bool:
        """Whether it is a word that says nothing of a subject, such as 什么 in a question."""
        return self.text in FUNCTION_WORDS

    @property
    def parts(self) -> tuple[Need, ...]:
        """The needs that it is made of; itself when it is made of none."""
        return tuple(one for way in self.ways for need in way for one in need.parts) or (self,)


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
    """Reads queries with the names, the synonyms and the segmenter that the index was made with."""

    def __init__(self, names: NameBook, segmenter: Segmenter, synonyms: SynonymBook) -> None:
        self._names = names
        self._segmenter = segmenter
        self._synonyms = synonyms

    def read(self, q: str) -> Understood:
        """What a query asks for."""
        needs: list[Need] = []
        excluded: list[tuple[Need, ...]] = []
        words: dict[str, float] = {}
        runs: list[str] = []
        groups = count()
        for clause in parse_query(q):
            found = self._clause(clause, next(groups) * (len(q) + 1))
            if clause.exclude:
                excluded += [tuple(found)] if found else []
                continue
            runs += _runs(clause, found)
            for other in clause.others:
                runs += _runs(other, self._clause(other, 0))
            needs += [self._either(clause, found)] if clause.others and found else found
        for part in parts_of(needs):
            for word, weight in self._ranking_words(part):
                words[word] = words.get(word, 0.0) + weight
        return Understood(tuple(dict.fromkeys(needs)), tuple(excluded), words, tuple(runs))

    def _clause(self, clause: Clause, group: int) -> list[Need]:
        found = [self._phrase(clause, group)] if clause.phrase else self._plain(clause, group)
        return [need for need in found if need.text]

    def _either(self, clause: Clause, found: list[Need]) -> Need:
        """The clause or one of its others."""
        others = (tuple(self._clause(other, found[0].group)) for other in clause.others)
        ways = (tuple(found), *(way for way in others if way))
        return Need(canonical(fold(clause.text)), clause.field, ways=ways, group=found[0].group)

    def _phrase(self, clause: Clause, group: int) -> Need:
        """Exactly what stands between quotation marks; a name as a whole is not one inside a longer name."""
        text = canonical(fold(clause.text))
        if any(entity.is_place for entity in self._names.named(text)):
            mark = in_field(WRITTEN + text, clause.field)
            return Need(text, clause.field, marks=(mark,), fixed=True, group=group)
        return Need(text, clause.field, (text,), fixed=True, group=group)

    def _plain(self, clause: Clause, group: int) -> list[Need]:
        """The words of a clause; `group` is the number of its first run."""
        keys = fold(clause.text)
        tokens = cut_query(clause.text, self._names, self._segmenter)
        named, covered = self._named(keys, tokens)
        subjects = {
            token.group
            for at, token in enumerate(tokens)
            if token.text not in TYING_WORDS and not _is_counted(tokens, at)
        }
        needs: list[Need] = []
        reached = -1
        for at, token in enumerate(tokens):
            if token.start < reached:
                continue
            several = None if clause.exclude else self._several(clause, keys, tokens, at, named, covered)
            if several and several[0] > covered.get(token.start, 0):
                reached, found = several
            elif token.start in named:
                reached = covered[token.start]
                text = canonical(keys[token.start : reached])
                found = self._name(text, named[token.start], clause)
            elif token.group in subjects and (
                _is_counted(tokens, at) or (token.text in TYING_WORDS and not stands_alone(keys, token))
            ):
                continue
            else:
                found = self._word(token, clause, neighbours_of(tokens, at, named))
            if not clause.exclude:
                found = self._with_synonyms(found)
            needs.append(replace(found, group=group + token.group))
        return needs

    def _named(self, keys: str, tokens: Sequence[Token]) -> tuple[dict[int, Sequence[Entity]], dict[int, int]]:
        """What is named from the beginning of a word on, and where the name ends, which is the end of a word."""
        starts, ends = {token.start for token in tokens}, {token.end for token in tokens}
        spans = self._names.spans(keys, [(one.text, one.start, one.end) for one in tokens])
        for one in tokens:  # a run that is one name with the signs around it: 刚果（金）
            known, size = self._names.named(one.text), one.end - one.start
            if known and not any(
                start < one.end and one.start < end and end - start >= size for _, start, end in spans
            ):
                spans = [span for span in spans if not one.start <= span[1] < span[2] <= one.end]
                spans.append((known, one.start, one.end))
        whole = [(known, start, end) for known, start, end in spans if known and start in starts and end in ends]
        return {start: known for known, start, _ in whole}, {start: end for _, start, end in whole}

    def _name(self, text: str, entities: Sequence[Entity], clause: Clause) -> Need:
        """A place, industry or channel under any of its names."""
        marks = tuple(in_field(entity.word, clause.field) for entity in entities)
        if any(entity.is_place for entity in entities):
            abroad = any(entity.code != HOME for entity in entities)
            return Need(text, clause.field, (), marks, entities=tuple(entities), fixed=abroad)
        if clause.exclude:  # the name of a wider industry is not the word
            return Need(text, clause.field, (text,))
        return Need(text, clause.field, (text,), marks, entities=tuple(entities))

    def _with_synonyms(self, need: Need) -> Need:
        """A need with what editors say means the same; letters are found by their joined spelling (L/C) too."""
        others = need.synonyms or next(filter(None, map(self._synonyms.of, (need.text, *need.texts))), ())
        joined = (in_field(mark, need.field) for text in others for mark in joined_mark(text))
        return replace(need, synonyms=others, marks=(*need.marks, *joined))

    def _several(
        self, clause: Clause, keys: str, tokens: Sequence[Token], at: int, named: Mapping[int, Sequence[Entity]],
        covered: Mapping[int, int],
    ) -> tuple[int, Need] | None:  # fmt: skip
        """Several words in a row that editors gave synonyms together (收不回钱): all of them, or one of those."""
        for last in range(min(at + self._synonyms.longest, len(tokens)) - 1, at, -1):
            row = range(at, last + 1)
            if any(tokens[one].end != tokens[one + 1].start for one in row[:-1]):
                continue
            text = "".join(tokens[one].text for one in row)
            if others := self._synonyms.of(text):
                way, reached = [], -1
                for one in row:
                    start = tokens[one].start
                    if start < reached:
                        continue
                    if start in named and covered[start] <= tokens[last].end:
                        reached = covered[start]
                        way.append(self._name(canonical(keys[start:reached]), named[start], clause))
                    else:
                        way.append(self._word(tokens[one], clause, neighbours_of(tokens, one, named)))
                return tokens[last].end, Need(text, clause.field, ways=(tuple(way),), synonyms=others)
        return None

    def _word(self, token: Token, clause: Clause, beside: tuple[str, ...]) -> Need:
        """A word, number, date or code that names nothing; or letters that are a code of a place."""
        field = clause.field
        marks = tuple(in_field(mark, field) for mark in token.marks)
        if token.figures:
            days = None if field else token.days
            return Need(token.text, field, token.texts, marks, days=days, fixed=token.fixed)
        if coded := self._names.coded(token.text):
            places = tuple(in_field(entity.word, field) for entity in coded)
            if token.text not in self._names.abbreviations:
                return Need(token.text, field, token.texts, (*marks, *places), entities=tuple(coded), fixed=True)
            return Need(token.text, field, token.texts, marks, entities=tuple(coded), abbreviation=True)
        prefix = kind(token.text[-1]) == 1 and len(token.text) >= MIN_PREFIX and not token.text[-1].isdecimal()
        words = (word for word, _, _ in self._segmenter.all_words(token.text))
        inside = tuple(word for word in words if word != token.text and not word.isdecimal() and len(word) > 1)
        usual = forms().get(token.text, token.text)
        texts = tuple(dict.fromkeys((*token.texts, usual)))
        if field is None and forms_of(usual):
            marks = (*marks, usual)
        return Need(token.text, field, texts, marks, prefix, beside=beside, inside=inside)

    def _ranking_words(self, need: Need) -> Iterator[tuple[str, float]]:
        """The words that rank what was found: entities, and the words of all else with the shorter ones inside."""
        if not need.abbreviation:
            for entity in need.entities:
                yield entity.word, 1.0
        if not (need.is_place or need.is_amount):
            for word, start, end in self._segmenter.all_words(need.text):
                if kind(word[-1]) == 2 and word not in FUNCTION_WORDS:
                    yield forms().get(word, word), 1.0 if end - start == len(need.text) else INSIDE


def parts_of(needs: Iterable[Need]) -> list[Need]:
    """The needs that some are made of."""
    return [part for need in needs for part in need.parts]


def loosened(need: Need) -> list[Need]:
    """What counts when no document has everything: the words inside a word too, and a character wherever it stands."""
    if need.ways:
        return [need, *(one for part in need.parts for one in loosened(part))]
    texts = need.texts or ((need.text,) if need.beside else ())
    whole = replace(need, texts=texts, beside=(), inside=())
    return [whole, *(Need(word, need.field, (word,)) for word in need.inside)]


def _is_counted(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word is what a question counts: 天 of 多少天."""
    return (
        at > 0
        and tokens[at].text in MEASURES
        and tokens[at - 1].text in QUANTITIES
        and tokens[at - 1].end == tokens[at].start
    )


def _runs(clause: Clause, needs: Sequence[Need]) -> Iterator[str]:
    """Runs of characters as typed, but places, and numbers with what they count: these have spellings of their own.

    The particles that tie a name to the rest (美国的关税) go with it, and so does a character that says nothing
    without what stood beside it (第 of 第12条).
    """
    keys = canonical(fold(clause.text))
    for need in needs:
        if need.is_place or need.is_amount:
            keys = keys.replace(need.text, _PLACE)
    tied = {need.text for need in needs if need.beside}
    run, opened = "", False
    for char in keys + " ":
        if kind(char) == 2:
            run += char
            continue
        run = run.rstrip(_TIES) if char == _PLACE else run
        run = run.lstrip(_TIES) if opened else run
        if run and run not in tied:
            yield run
        run, opened = "", char == _PLACE
