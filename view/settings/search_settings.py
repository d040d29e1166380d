"""The settings of the search: which engine answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

#: The engines, by name (docs/search.md).
ENGINES = ("arrays", "whoosh")


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """Which engine finds and counts."""

    engine: str = "arrays"


def check_search(search: SearchSettings) -> Iterator[tuple[str, str]]:
    """What types alone cannot say: (setting, what would be right)."""
    if search.engine not in ENGINES:
        yield "search.engine", f'must be one of {", ".join(ENGINES)}, not "{search.engine}"'
