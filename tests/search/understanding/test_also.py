"""The query that looks for a word alone, without its synonyms."""

from __future__ import annotations

from search.query_types import Query
from search.understanding.also import alone


def test_the_word_stands_in_quotation_marks_as_it_was_typed() -> None:
    assert alone("越南 帳期 变化", "账期") == Query(q='越南 "帳期" 变化', sort="relevance")
    assert alone("老美关税", "老美") == Query(q='"老美" 关税', sort="relevance")


def test_a_word_that_does_not_stand_there_as_one_has_none() -> None:
    assert alone("关税", "账期") is None
    assert alone("", "账期") is None
    assert alone("l / c", "lc") is None
