"""Which earlier bulletins stand beside one: same country or industry, published before it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import attrgetter

from builder.catalogue.published import Published, age

#: How many are shown.
SHOWN = 5
#: How many of the latest of each country and industry are looked at.
_LOOK_BACK = 12
_born = attrgetter("born")


class Related:
    """Answers for any listed bulletin of a selection (`listed`, oldest first)."""

    def __init__(self, listed: list[Published]) -> None:
        self._listed = listed
        self._places = {
            "country": _places(map(attrgetter("countries"), listed)),
            "industry": _places(map(attrgetter("industries"), listed)),
        }

    def _moment(self, one: Published) -> int:
        """Where those published at the same moment begin: only what stands before is earlier."""
        return bisect_left(self._listed, one.born, key=_born)

    def _position(self, one: Published) -> int | None:
        """Where one stands, None if it is not listed."""
        first = self._moment(one)
        last = bisect_right(self._listed, one.born, first, key=_born)
        place = first if last - first == 1 else bisect_left(self._listed, age(one), first, last, key=age)
        return place if place < last and self._listed[place].file == one.file else None

    def places(self, facet: str, code: str) -> list[int]:
        """Where those with a country or industry stand among the listed."""
        return self._places[facet].get(code, [])

    def neighbours(self, one: Published) -> tuple[Published | None, Published | None]:
        """The next newer and next older listed bulletin."""
        index = self._position(one)
        if index is None:
            return None, None
        newer = self._listed[index + 1] if index + 1 < len(self._listed) else None
        return newer, self._listed[index - 1] if index else None

    def may_show(self, one: Published, place: int) -> Iterator[Published]:
        """The listed bulletins whose related ones may change with one that stands, or stood, at `place` of the list."""
        for term in _terms(one):
            positions = self.places(*term)
            here = bisect_left(positions, place)
            for later in positions[here:]:
                if bisect_left(positions, self._moment(self._listed[later])) - _LOOK_BACK > here + 1:
                    break
                yield self._listed[later]

    def of(self, one: Published) -> list[Published]:
        """Up to five earlier bulletins: those that share most countries and industries, the newest of them first."""
        if self._position(one) is None:
            return []
        shared: dict[int, int] = defaultdict(int)
        moment = self._moment(one)
        for term in _terms(one):
            positions = self.places(*term)
            end = bisect_left(positions, moment)
            for earlier in positions[max(0, end - _LOOK_BACK) : end]:
                shared[earlier] += 2 if term[0] == "country" else 1
        # One number per candidate, so that sorting needs no key function: what is shared above, how new below.
        best = sorted(((score << 40) + earlier for earlier, score in shared.items()), reverse=True)[:SHOWN]
        return [self._listed[number & ((1 << 40) - 1)] for number in best]


def _places(codes: Iterable[tuple[str, ...]]) -> dict[str, list[int]]:
    """Where each code stands, given the codes at each place."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, some in enumerate(codes):
        for code in some:
            found[code].append(place)
    return found


def _terms(one: Published) -> list[tuple[str, str]]:
    return [*(("country", code) for code in one.countries), *(("industry", code) for code in one.industries)]
