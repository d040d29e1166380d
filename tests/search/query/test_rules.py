"""The rules that every backend follows: what tells how much, what leads, and what an abbreviation is."""

from __future__ import annotations

import pytest

from search.query.rules import (
    RARITY_UNIT,
    groups_of,
    is_run,
    leading,
    loose_parts,
    rarity,
    settle,
    telling,
    terms_in_order,
    whole_rarity,
)
from search.understanding.understanding import Need
from tests.search.understood import ANALYSER, read


def texts(needs: object) -> list[str]:
    assert isinstance(needs, (list, tuple))
    return [one.text for one in needs]


def test_what_is_rarer_tells_more_and_nothing_tells_less_than_nothing() -> None:
    some = [rarity(documents, 1000) for documents in (1, 10, 500, 1000)]
    assert some == sorted(some, reverse=True)
    assert some[-1] > 0
    assert whole_rarity(1000, 1000) == 1
    assert whole_rarity(1, 1000) == round(rarity(1, 1000) * RARITY_UNIT)


@pytest.mark.parametrize(
    ("q", "run"), [("关税", False), ("关税 汇率", True), ("中华人民共和国海关", True), ("越南", False)]
)
def test_of_a_run_something_is_left_when_not_all_is_asked_for(q: str, run: bool) -> None:
    assert is_run(read(q).needs) is run


def test_places_go_first_among_terms_and_grammar_tells_nothing() -> None:
    needs = read('"汇率" 越南 什么').needs
    assert texts(terms_in_order(needs)) == ["越南", "汇率"]
    assert "什么" not in texts(telling(needs))
    only = read("什么").needs
    assert list(telling(only)) == list(only)


def test_each_run_has_its_terms_and_its_loose_parts() -> None:
    groups = list(groups_of(read("越南关税 汇率").needs))
    assert [texts(terms) for terms, _ in groups] == [["越南"], ["汇率"]]
    assert groups[0][1] is not None
    assert "关税" in texts(groups[0][1])
    assert groups[1][1] is None
    assert "越南" not in texts(loose_parts(read("越南关税").needs))


def test_an_industry_leads_in_a_short_query_of_several_words() -> None:
    assert texts(leading(read("钢铁 关税").needs)) == ["钢铁"]
    assert leading(read("钢铁").needs) == []
    assert leading(read("钢铁 a1 b2 c3 d4 e5 f6").needs) == []


def test_an_abbreviation_is_the_word_where_somebody_writes_it_and_else_the_place() -> None:
    abbreviation = next(
        one for one in sorted(ANALYSER.names.abbreviations) if one.isalpha() and ANALYSER.names.coded(one)
    )
    understood = read(abbreviation)
    (word,) = settle(understood, lambda need: True).needs
    assert (word.texts, word.entities, word.abbreviation) == ((abbreviation,), (), False)
    (place,) = settle(understood, lambda need: False).needs
    assert (place.texts, place.fixed, place.abbreviation) == ((), True, False)
    assert place.marks == tuple(one.word for one in place.entities)
    assert settle(understood, lambda need: False).words[place.marks[0]] == 1.0


def test_without_abbreviations_nobody_is_asked() -> None:
    def occurs(need: Need) -> bool:
        raise AssertionError(need)

    understood = read("关税")
    assert settle(understood, occurs) is understood
