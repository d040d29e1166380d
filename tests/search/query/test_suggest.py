"""What is offered while a reader types."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from search.query_types import Suggestion
from tests.search import corpora
from tests.search.corpora import document, index


@cache
def engine() -> Any:
    documents = [
        document(1, "重庆银行收紧信用证", keywords=("银行", "信用证"), countries=("VN",), channel="warning"),
        document(2, "越南光伏产品", keywords=("光伏",), countries=("VN",), industries=("electrical",)),
        document(3, "美国对光伏加税", keywords=("FTA",), countries=("US",), channel="country"),
        document(4, "老挝旧闻", countries=("LA",), keywords=("旧闻",), status="withdrawn"),
    ]
    kept = index(documents)
    corpora._KEPT.append(kept)
    return kept.__enter__()


def texts(typed: str, limit: int = 10) -> list[str]:
    return [offered.text for offered in engine().suggest(typed, limit)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("越", ["越南", "越南光伏产品"]),
        ("yuenan", ["越南", "越南光伏产品"]),
        ("YUE nan", ["越南", "越南光伏产品"]),
        ("yn", ["越南", "越南光伏产品"]),
        ("光伏", ["电气与新能源设备", "光伏", "美国对光伏加税", "越南光伏产品"]),
        ("usa", ["美国", "美国对光伏加税"]),
        ("chongqingyinhang", ["重庆银行收紧信用证"]),
        ("cqyh", ["重庆银行收紧信用证"]),
        ("信用證", ["信用证", "重庆银行收紧信用证"]),
        ("fta", ["FTA"]),
        ("老挝", []),
        ("jiuwen", []),
        ("  ", []),
        ("%_*", []),
    ],
)
def test_suggestions(typed: str, expected: list[str]) -> None:
    assert texts(typed) == expected


def test_each_leads_to_its_own_page() -> None:
    found = {offered.kind: offered for offered in engine().suggest("光伏")}
    assert found["industry"] == Suggestion("电气与新能源设备", "industry", "/risk/industry/electrical/")
    assert found["keyword"] == Suggestion("光伏", "keyword", "/search?keyword=%E5%85%89%E4%BC%8F")
    assert found["bulletin"].url == "/risk/2026/002/"
    assert engine().suggest("越南")[0].url == "/risk/country/vn/"
    assert engine().suggest("风险预警")[0].url == "/risk/channel/warning/"


def test_names_leave_room_for_titles() -> None:
    documents = [document(number, f"反倾销{number:02d}", keywords=(f"反倾销{number:02d}",)) for number in range(30)]
    with index(documents) as engine:
        kinds = [offered.kind for offered in engine.suggest("反倾销", 10)]
        assert kinds == ["keyword"] * 6 + ["bulletin"] * 4
        titles = [offered.text for offered in engine.suggest("反倾销")][6:]
        assert titles == ["反倾销29", "反倾销28", "反倾销27", "反倾销26"]
        assert len(engine.suggest("反", 3)) == 3
