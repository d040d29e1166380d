"""How labels are spoken: the order of long lists, and the letters under which readers look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Protocol, TypeVar

from view.vocabulary.countries import builtin_spellings


class Labelled(Protocol):
    """Whatever has a label that readers see."""

    @property
    def label(self) -> str:
        """The label."""
        ...


T = TypeVar("T", bound=Labelled)


@cache
def spelling(label: str) -> str:
    """A label in pinyin, without tones or spaces."""
    if known := builtin_spellings().get(label):
        return known
    from pypinyin import lazy_pinyin  # 0.3 s to load, for labels of the site's own alone

    return "".join(lazy_pinyin(label))


def by_initial(some: Iterable[T]) -> list[tuple[str, list[T]]]:
    """Things with labels in the order of their pinyin, under its capital initials."""
    groups: dict[str, list[T]] = defaultdict(list)
    for one in sorted(some, key=lambda one: (spelling(one.label), one.label)):
        groups[spelling(one.label)[:1].upper()].append(one)
    return sorted(groups.items())
