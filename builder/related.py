"""Which earlier bulletins stand beside one: same country or industry, published before it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator

from builder.selection import Published

#: How many are shown.
SHOWN = 5
#: How many of the latest of each country and industry are looked at.
_LOOK_BACK = 12


class Related:
    """Answers for any listed bulletin of a selection (`listed`, oldest first)."""

    def __init__(self, listed: list[Published]) -> None:
        self._listed = listed
        self._position = {one.file: index for index, one in enumerate(listed)}
        # Where those published at the same moment begin: only what stands before is earlier.
        self._moment: list[int] = []
        self._places: dict[str, dict[str, list[int]]] = {"country": defaultdict(list), "industry": defaultdict(list)}
        countries, industries = self._places["country"], self._places["industry"]
        born, first = None, 0
        for index, one in enumerate(listed):
            if one.born != born:
                born, first = one.born, index
            self._moment.append(first)
            for code in one.countries:
                countries[code].append(index)
            for code in one.industries:
                industries[code].append(index)

    def places(self, facet: str, code: str) -> list[int]:
        """Where those with a country or industry stand among the listed."""
        return self._places[facet].get(code, [])

    def neighbours(self, one: Published) -> tuple[Published | None, Published | None]:
        """The next newer and next older listed bulletin."""
        index = self._position.get(one.file)
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
                if bisect_left(positions, self._moment[later]) - _LOOK_BACK > here + 1:
                    break
                yield self._listed[later]

    def of(self, one: Published) -> list[Published]:
        """Up to five earlier bulletins: those that share most countries and industries, the newest of them first."""
        index = self._position.get(one.file)
        if index is None:
            return []
        shared: dict[int, int] = defaultdict(int)
        for term in _terms(one):
            positions = self.places(*term)
            end = bisect_left(positions, self._moment[index])
            for earlier in positions[max(0, end - _LOOK_BACK) : end]:
                shared[earlier] += 2 if term[0] == "country" else 1
        # One number per candidate, so that sorting needs no key function: what is shared above, how new below.
        best = sorted(((score << 40) + earlier for earlier, score in shared.items()), reverse=True)[:SHOWN]
        return [self._listed[number & ((1 << 40) - 1)] for number in best]


def _terms(one: Published) -> list[tuple[str, str]]:
    return [*(("country", code) for code in one.countries), *(("industry", code) for code in one.industries)]
