"""Which of many known values is nearest to a wrong one: only those that share its rarest pieces are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from functools import cached_property

#: So few known values are all told.
_TOLD = 12
#: So few known values are all compared.
_FEW = 100
#: Comparing two texts takes a tenth of a millisecond: so many are compared at most.
_COMPARED = 24
#: How many places of pieces are looked at for one wrong value.
_LOOKED_AT = 2_000
#: Longer values are no slips of the keyboard.
_LONGEST = 200
#: Pieces of names, and of addresses, which have many.
_SHORT, _LONG = (1, 2), (4,)
_NAME = 10


class NearValues:
    """Known values, each wrong one compared with few of them however many there are."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = list(dict.fromkeys(known))

    def hint(self, value: str, key: str = "", shown: Callable[[str], str] = str, *, but: str = "") -> str:
        """The tail of an error message: the nearest known value, or, when none is near, the values there are.

        `shown` says how a known value would be written in this place; `key` what `value` is among the known ones,
        where that is something else; `but` is the one that cannot be meant.
        """
        if len(value) > _LONGEST:
            return ""
        near = get_close_matches(
            value, [shown(one) for one in self._candidates(key or value) if one != but], n=1, cutoff=0.5
        )
        if near:
            return f'; did you mean "{near[0]}"?'
        others = [shown(one) for one in self._known if one != but] if len(self._known) <= _TOLD else []
        return "; one of " + ", ".join(others) if others else ""

    def _candidates(self, value: str) -> list[str]:
        """The known values that share most of the rare pieces of a value, the first known ones first."""
        if len(self._known) <= _FEW:
            return self._known
        there = sorted(
            (found for piece in _pieces(value, (*_SHORT, *_LONG)) if (found := self._places.get(piece))), key=len
        )
        shared: dict[int, float] = {}  # the rarer a piece, the more it tells
        looked_at = 0
        for places in there:
            looked_at += len(places)
            if looked_at > _LOOKED_AT and shared:
                break
            for place in places[:_LOOKED_AT]:
                shared[place] = shared.get(place, 0.0) + 1 / len(places)
        best = sorted(shared, key=lambda place: (-shared[place], place))[:_COMPARED]
        return [self._known[place] for place in sorted(best)]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Piece → which known values hold it; made when the first wrong value comes."""
        found: dict[str, list[int]] = {}
        for place, value in enumerate(self._known):
            for piece in _pieces(value, _SHORT if len(value) <= _NAME else _LONG):
                found.setdefault(piece, []).append(place)
        return found


def _pieces(value: str, lengths: Iterable[int]) -> Iterator[str]:
    """Every different piece of a value, the ends marked."""
    marked = f"\x02{value[:_LONGEST]}\x03"
    yield from dict.fromkeys(marked[at : at + length] for length in lengths for at in range(len(marked) - length + 1))


def did_you_mean(value: str, known: Iterable[str]) -> str:
    """The tail of an error message about a value that is none of a few, asked for once."""
    return NearValues(known).hint(value)
