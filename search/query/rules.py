"""What a query finds: the rules of "all", "most" and related that every backend follows, in numbers that add alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from math import log

from search.text.analysis import in_field
from search.understanding.understanding import Need, Understood, loosened, parts_of

#: Fewer listed bulletins than this have all words: then what is related is shown too, at most so many.
FEW = 10
#: Words of a query in which one that names an industry says what it is about; in a longer one it is a word like others.
SHORT = 6
#: With "most", a document must hold one part in so many of what the best one holds, words weighed by their rarity;
#: what is related must hold it of each run. Rarities are whole numbers here, so that any engine adds them up alike.
MOST_PART, RARITY_UNIT = 5, 16


def rarity(documents: int, size: int) -> float:
    """How much a match tells when `documents` of `size` have it (the idf of BM25, never negative)."""
    return log(1 + (size - documents + 0.5) / (documents + 0.5))


def whole_rarity(documents: int, size: int) -> int:
    """The same in whole RARITY_UNITs, at least 1."""
    return max(1, round(rarity(documents, size) * RARITY_UNIT))


def is_run(needs: Sequence[Need]) -> bool:
    """Whether something is left of some words when they are not asked for all together."""
    return len(needs) > 1 or any(len(loosened(need)) > 1 for need in needs)


def telling(needs: Sequence[Need]) -> Sequence[Need]:
    """The needs that say something of a subject; all when none does."""
    return [need for need in needs if not need.is_grammar] or needs


def terms_in_order(needs: Sequence[Need]) -> list[Need]:
    """The terms that a document must hold as far as any has them together: places go first."""
    return sorted((need for need in telling(needs) if need.fixed), key=lambda need: not need.is_place)


def loose_parts(needs: Iterable[Need]) -> list[Need]:
    """Everything of some needs that counts when not all words are asked for; each as often as it is there."""
    return [one for need in needs if not need.fixed for one in loosened(need)]


def groups_of(needs: Sequence[Need]) -> Iterator[tuple[list[Need], list[Need] | None]]:
    """For each term or run typed apart the terms in it, all of which related documents hold, and its loose parts.

    None stands for loose parts where all of it is asked for.
    """
    for group in dict.fromkeys(need.group for need in needs):
        some = telling([need for need in needs if need.group == group])
        if is_run(some):
            yield [need for need in some if need.fixed], loose_parts(some)
        else:
            yield list(some), None


def leading(needs: Sequence[Need]) -> list[Need]:
    """The industries that a short query names: documents that have them go before others."""
    named = [need for need in needs if need.is_industry]
    return named if 1 < len(needs) <= SHORT else []


def settle(understood: Understood, occurs: Callable[[Need], bool]) -> Understood:
    """Decide of each abbreviation whether it is the word or, where nobody writes it, the place it is a code of.

    `occurs` says whether any document has a need.
    """
    if not any(part.abbreviation for part in parts_of(understood.needs)):
        return understood
    words = dict(understood.words)
    needs = tuple(_settled(need, words, occurs) for need in understood.needs)
    excluded = tuple(tuple(replace(need, abbreviation=False) for need in some) for some in understood.excluded)
    return replace(understood, needs=needs, excluded=excluded, words=words)


def _settled(need: Need, words: dict[str, float], occurs: Callable[[Need], bool]) -> Need:
    if need.ways:
        ways = tuple(tuple(_settled(one, words, occurs) for one in way) for way in need.ways)
        return replace(need, ways=ways)
    if not need.abbreviation:
        return need
    word = replace(need, entities=(), abbreviation=False)
    if occurs(word):
        return word
    words.update({entity.word: 1.0 for entity in need.entities})
    marks = tuple(in_field(entity.word, need.field) for entity in need.entities)
    return replace(need, texts=(), marks=marks, abbreviation=False, fixed=True)
