"""What happened to bulletins after they were published: level changes, corrections, withdrawals (contract 1.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from builder.catalogue.published import Published

#: The number of a change that no note tells: a successor came, with another level.
BY_SUCCESSOR = -1


class Happening(NamedTuple):
    """One change. `kind` is level, correction or withdrawal; `at` microseconds; levels are codes where they changed.

    `number` is the note's place among the changes of `one`, or BY_SUCCESSOR: then `one` is the successor of `other`.
    """

    one: Published
    at: int
    kind: str
    number: int
    before: str | None = None
    after: str | None = None
    other: Published | None = None

    @property
    def is_level_change(self) -> bool:
        """Whether the level is another one since."""
        return self.before != self.after

    @property
    def digest(self) -> tuple[object, ...]:
        """Changes with anything that is shown of it."""
        return (*self[1:6], self.one.printed, self.other.digest if self.other else b"")


def happenings(published: Iterable[Published], by_id: Mapping[str, Published]) -> list[Happening]:
    """All of them, oldest first."""
    found = [each for one in published if one.notes or one.successor for each in _of(one, by_id)]
    return sorted(found, key=lambda each: (each.at, each.one.id, each.number))


def by_file(some: Sequence[Happening]) -> dict[str, list[Happening]]:
    """Those of each bulletin."""
    found: dict[str, list[Happening]] = defaultdict(list)
    for each in some:
        found[each.one.file].append(each)
    return found


def _of(one: Published, by_id: Mapping[str, Published]) -> Iterator[Happening]:
    levels = [(number, level) for _, number, _, level in one.notes if level]
    for at, number, kind, before in one.notes:
        later = [level for other, level in levels if other > number]
        after = (later[0] if later else one.level) if before else None
        if kind in ("correction", "withdrawal"):
            yield Happening(one, at, kind, number, before, after)
        elif before != after:
            yield Happening(one, at, "level", number, before, after)
    successor = by_id.get(one.successor) if one.successor else None
    if successor and one.level and successor.level and one.level != successor.level:
        yield Happening(successor, successor.born, "level", BY_SUCCESSOR, one.level, successor.level, one)
