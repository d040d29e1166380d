"""What a query is ranked by: its parts, what each counts, and what words that stand close together add."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from search.text.analysis import stream_codes
from search.text.normalise import kind
from search.text.segmenter import FUNCTION_WORDS
from search.understanding.understanding import Understood, parts_of

#: What a match counts by what it is: a word; a place under any name (a word and its characters in one); the industry
#: or channel that a word stands for; a pair of neighbouring characters; such a pair of grammar alone; one character.
WORD, PLACE, ALIAS, PAIR, GRAMMAR_PAIR, SINGLE = 1.0, 2.4, 0.3, 1.0, 0.3, 1.0
#: What a synonym counts of what the word that was typed would.
SYNONYM = 0.5
#: One character ranks only while it stands at most this many times in a document on average, or it would tell nothing.
SINGLE_SHARE = 1.0
#: The share of the score that a document keeps only as far as it holds the query's words, weighed by rarity.
COVERAGE = 0.4
#: The newest bulletin is lifted by FRESH; the lift halves every HALF_LIFE_DAYS, counted from the newest bulletin.
FRESH, HALF_LIFE_DAYS = 0.15, 90.0
#: How soon more occurrences stop counting, and how much long documents are held back (BM25's k1 and b): of a run of
#: text; of a word, whose repetition says more of the subject; of one character, which any long text has.
OF_TEXT, OF_WORD, OF_CHARACTER = (1.2, 0.85), (2.5, 0.85), (2.5, 1.0)
#: How many of the first documents are looked at for closeness: three pages. The order of the others stays as it is.
LOOKED_AT = 60
#: The greatest lift, for words that touch; it halves with every HALF_GAP characters between them.
LIFT, HALF_GAP = 0.3, 8.0
#: The streams in which words may stand close together.
CLOSE_FIELDS = ("title", "summary", "body")
#: Words beyond this many, and occurrences of one word beyond this many, are not looked at.
_WORDS, _OCCURRENCES = 8, 12


@dataclass(frozen=True, slots=True)
class RankedPart:
    """Something a query is ranked by: text as it stands, or words of the index; one of them counts like another.

    What is `required` counts for coverage.
    """

    texts: tuple[str, ...]
    marks: tuple[str, ...]
    weight: float
    required: bool = False
    prefix: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """Tells parts apart and gives them a fixed order."""
        return (*self.texts, "", *self.marks)


def ranked_parts(understood: Understood) -> Iterator[RankedPart]:
    """Everything that ranks, each once with its whole weight."""
    for word, count in understood.words.items():
        yield RankedPart((), (word,), count * _word_weight(word), required=True)
    for need in parts_of(understood.needs):
        if kind(need.text[0]) == 1 and not need.entities and (need.texts or need.marks):
            yield RankedPart(need.texts, need.marks, WORD + PAIR, required=True, prefix=need.prefix)
    for text in dict.fromkeys(text for need in understood.needs for text in need.synonyms):
        yield RankedPart((text,), (), SYNONYM * (WORD + PAIR))
    pairs = Counter(run[at : at + 2] for run in understood.runs for at in range(len(run) - 1))
    for pair, count in pairs.items():
        grammar = pair in FUNCTION_WORDS or all(char in FUNCTION_WORDS for char in pair)
        yield RankedPart((pair,), (), count * (GRAMMAR_PAIR if grammar else PAIR))
    alone = len(understood.runs) == 1 and len(understood.needs) == 1 and len(understood.runs[0]) == 1
    for char in dict.fromkeys("".join(understood.runs)):
        if char not in FUNCTION_WORDS:
            yield RankedPart((char,), (), SINGLE, required=alone)


def _word_weight(word: str) -> float:
    if word.startswith("@country"):
        return PLACE
    return ALIAS if word.startswith("@") else WORD


def close_words(understood: Understood) -> list[bytes]:
    """The words of a query whose distance counts, as streams hold them; fewer than two have none."""
    texts = [need.text for need in understood.needs if not (need.is_grammar or need.ways)][:_WORDS]
    return [stream_codes(text).encode("utf-16-le", "surrogatepass") for text in texts]


def closeness(wanted: Sequence[bytes], streams: Sequence[bytes]) -> float:
    """From 0 to 1: the mean over neighbouring words of a query of how close they come in one stream of a document."""
    best = [0.0] * (len(wanted) - 1)
    for text in streams:
        places = [_occurrences(text, one) for one in wanted]
        for at, (first, second) in enumerate(pairwise(range(len(wanted)))):
            for a in places[first]:
                for b in places[second]:
                    gap = (b - a - len(wanted[first]) if b > a else a - b - len(wanted[second])) / 2
                    best[at] = max(best[at], 0.5 ** (max(gap, 0.0) / HALF_GAP))
    return sum(best) / len(best)


def _occurrences(text: bytes, wanted: bytes) -> list[int]:
    """The first places, in bytes, where some text stands."""
    found: list[int] = []
    at = text.find(wanted)
    while at >= 0 and len(found) < _OCCURRENCES:
        if at % 2 == 0:
            found.append(at)
        at = text.find(wanted, at + 1)
    return found
