"""The options of a facet: what is chosen first, then what has results, the rest folded."""

from __future__ import annotations

from search.faces.page.options import IN_SIGHT, facet_view
from search.query_types import FacetValue, Query


def values(*counts: int, chosen: int = -1) -> list[FacetValue]:
    return [FacetValue(f"c{at}", f"值{at}", count, at == chosen) for at, count in enumerate(counts)]


def codes(some: object) -> list[str]:
    assert isinstance(some, (list, tuple))
    return [one.code for one in some]


def test_chosen_ones_come_first_then_the_most_frequent() -> None:
    view = facet_view(Query(industry=("c2",)), "industry", values(1, 5, 0, 0, chosen=2))
    assert codes(view["first"]) == ["c2", "c1", "c0"]
    assert view["chosen"] == 1
    assert [codes(group.options) for group in view["zeros"]] == [["c3"]]
    assert view["rest"] == []


def test_many_fold_away_and_two_more_do_not() -> None:
    few = facet_view(Query(), "industry", values(*range(IN_SIGHT + 2, 0, -1)))
    assert (len(few["first"]), few["rest"]) == (IN_SIGHT + 2, [])
    many = facet_view(Query(), "industry", values(*range(IN_SIGHT + 3, 0, -1)))
    assert (len(many["first"]), len(many["rest"][0].options)) == (IN_SIGHT, 3)


def test_levels_keep_their_order_whatever_is_found() -> None:
    view = facet_view(Query(), "level", values(0, 9, 1))
    assert (codes(view["first"]), view["rest"], view["zeros"]) == (["c0", "c1", "c2"], [], [])


def test_countries_fold_under_their_letters() -> None:
    some = [FacetValue("VN", "越南", 0, False), FacetValue("BR", "巴西", 0, False)]
    view = facet_view(Query(), "country", some)
    assert [(group.heading, codes(group.options)) for group in view["zeros"]] == [("B", ["BR"]), ("Y", ["VN"])]


def test_a_click_adds_or_takes_away_and_begins_at_the_first_page() -> None:
    view = facet_view(Query("a", industry=("c1",), sort="relevance", page=3), "industry", values(1, 2, chosen=1))
    urls = {one.code: one.url for one in view["options"]}
    assert urls == {"c0": "/search?q=a&industry=c1&industry=c0", "c1": "/search?q=a"}
