"""The options of a facet on the search page: what is chosen first, then what has results, the rest folded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from search.faces.conditions import with_selection
from search.faces.parameters import query_arguments
from search.query_types import FacetValue, Query
from view.urls import search_url
from view.vocabulary.spelling import by_initial
from view.vocabulary.vocabulary import FACET_LABELS

#: Options in sight beside the chosen ones; more of them fold away.
IN_SIGHT = 6
#: A last fold of fewer options than this takes more room than it saves.
_WORTH_FOLDING = 3
#: Few values with an order of their own: it says more than any count.
_RANKED = ("level",)


@dataclass(slots=True)  # not frozen, like FacetValue
class Option:
    """One option of a facet as the template sees it."""

    code: str
    label: str
    count: int
    selected: bool
    _query: Query
    _facet: str

    @property
    def url(self) -> str:
        """The search that a click on it asks; made when asked for, since a page has hundreds of options."""
        chosen = self._query.selected(self._facet)
        rest = tuple(code for code in chosen if code != self.code)
        asked = with_selection(self._query, self._facet, rest if self.selected else (*chosen, self.code))
        return search_url(query_arguments(asked))


@dataclass(frozen=True, slots=True)
class LetteredOptions:
    """Options under a heading: the initial of their pinyin, or nothing."""

    heading: str
    options: Sequence[Option]


def facet_view(query: Query, name: str, values: Sequence[FacetValue]) -> dict[str, Any]:
    """A facet for `search.html` (docs/templates.md); `values` are in the order of `/api/search`."""
    options = [Option(one.code, one.label, one.count, one.selected, query, name) for one in values]
    first, rest, zeros = _arranged(name, options)
    return {
        "name": name,
        "label": FACET_LABELS[name],
        "options": options,
        "chosen": sum(one.selected for one in options),
        "first": first,
        "rest": _groups(name, rest),
        "zeros": _groups(name, zeros),
    }


def _arranged(name: str, options: Sequence[Option]) -> tuple[list[Option], list[Option], list[Option]]:
    """The options in sight, the others that have results, and those that have none."""
    if name in _RANKED:
        return list(options), [], []
    chosen = [one for one in options if one.selected]
    found = sorted((one for one in options if one.count and not one.selected), key=lambda one: -one.count)
    cut = IN_SIGHT if len(found) >= IN_SIGHT + _WORTH_FOLDING else len(found)
    zeros = [one for one in options if not one.count and not one.selected]
    return [*chosen, *found[:cut]], found[cut:], zeros


def _groups(name: str, options: Iterable[Option]) -> list[LetteredOptions]:
    """Countries, of which there are many, by their letters; others as they are."""
    some = list(options)
    if name == "country":
        return [LetteredOptions(initial, members) for initial, members in by_initial(some)]
    return [LetteredOptions("", some)] if some else []
