"""A word that nobody wrote is offered in a spelling that somebody did."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from search.query_types import Query
from tests.search import corpora
from tests.search.corpora import document


@cache
def engine() -> Any:
    documents = [
        document(1, "加征关税", ["关系紧张", "关系恶化"], countries=("VN",)),
        document(2, "反倾销调查", ["关系一般"]),
        document(3, "Tariff measures", ["光伏产品"]),
        document(4, "转口报关", countries=("HK",)),
    ]
    kept = corpora.index(documents)
    corpora._KEPT.append(kept)
    return kept.__enter__()


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("关睡", ["关税"]),  # 关系 shares a character and nothing else
        ("關睡", ["关税"]),
        ("反倾肖", ["反倾销"]),
        ("光付 产品", ["光伏 产品"]),
        ("tarriff", ["tariff"]),
        ("Tarif measurs", ["Tarif measures"]),
        ("关税", []),
        ("关税 大蒜", []),
        ("魑魅", []),
        ("***", []),
        ("关税 紧张 最近", []),  # a word of the language is no slip beside others that were found
        ('"关税反倾销"', ["关税反倾销"]),
        ('"税关 反倾销" -光伏', ["税关 反倾销 -光伏"]),
        ('"反倾销 关税"', ["反倾销 关税"]),
        ('"Viet Nam"', ["Viet Nam"]),
        ("vietnam", []),
        ("unitedstates", []),  # nothing is there to be found
        ("HongKong 报关", ["中国香港 报关"]),
    ],
)
def test_corrections(q: str, expected: list[str]) -> None:
    answer = engine().answer(Query(q=q, sort="relevance"), 20)
    assert [one.text for one in answer.corrections] == expected


def test_the_promised_number_respects_every_filter() -> None:
    query = Query(q="关睡", country=("VN",), sort="relevance")
    [first, *_] = engine().answer(query, 20).corrections
    assert (first.text, first.total) == ("关税", 1)
    assert first.query == Query(q="关税", country=("VN",), sort="relevance")
    assert engine().count(first.query) == 1
