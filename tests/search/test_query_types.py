"""A checked search and its answer."""

from __future__ import annotations

import pytest

from search.query_types import FACETS, Query


@pytest.mark.parametrize("facet", FACETS)
def test_each_facet_has_its_selection(facet: str) -> None:
    assert Query().selected(facet) == ()
    assert Query(**{facet: ("a", "b")}).selected(facet) == ("a", "b")  # type: ignore[arg-type]


def test_equal_questions_are_one() -> None:
    assert len({Query("a", country=("VN",)), Query("a", country=("VN",)), Query("a", page=2)}) == 2
