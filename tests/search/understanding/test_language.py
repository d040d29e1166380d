"""What a person typed, clause by clause; nothing is an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.understanding.language import MAX_CLAUSES, MAX_LENGTH, Clause, operators, parse_query

ONE, OTHER = Clause("甲"), Clause("乙")


@pytest.mark.parametrize(
    ("q", "clauses"),
    [
        ("", []),
        ("  甲  乙 ", [Clause("甲 乙")]),
        ('"甲 乙"', [Clause("甲 乙", phrase=True)]),
        ("“甲 乙” 丙", [Clause("甲 乙", phrase=True), Clause("丙")]),
        ("“黑色”年度", [Clause("“黑色”年度")]),
        ('"甲', [Clause('"甲')]),
        ("-甲", [Clause("甲", exclude=True)]),
        ("——甲", [Clause("甲", exclude=True)]),
        ("甲 - 乙", [Clause("甲 - 乙")]),
        ("甲-乙", [Clause("甲-乙")]),
        ('-"甲 乙"', [Clause("甲 乙", phrase=True, exclude=True)]),
        ("title:甲", [Clause("甲", "title")]),
        ("标题：甲", [Clause("甲", "title")]),
        ("关键词:甲 乙", [Clause("甲", "keywords"), Clause("乙")]),
        ("title: 甲", [Clause("title: 甲")]),
        ("甲 OR 乙", [Clause("甲", others=(OTHER,))]),
        ("甲 AND 乙", [Clause("甲 乙")]),
        ("甲 NOT 乙", [ONE, Clause("乙", exclude=True)]),
        ("甲 AND NOT 乙", [ONE, Clause("乙", exclude=True)]),
        ("甲 or 乙", [Clause("甲 or 乙")]),
        ("OR 甲", [Clause("OR 甲")]),
        ("甲 OR", [Clause("甲 OR")]),
    ],
)
def test_clauses(q: str, clauses: list[Clause]) -> None:
    assert parse_query(q) == clauses


def test_operators_are_told_once_and_only_where_they_work() -> None:
    assert operators("甲 OR 乙 OR 丙 NOT 丁") == ["OR", "NOT"]
    assert operators("OR 甲 NOT") == []


@given(st.text(alphabet='甲a- "“”:OR NOT标题—', max_size=300))
def test_whatever_is_typed_has_few_clauses_that_say_something(q: str) -> None:
    found = parse_query(q)
    assert len(found) <= MAX_CLAUSES
    assert all(one.text for one in found)


def test_what_lies_beyond_the_end_is_not_read() -> None:
    assert parse_query("甲" * MAX_LENGTH + "乙") == [Clause("甲" * MAX_LENGTH)]
    assert len(parse_query(" ".join(["-a"] * 100))) == MAX_CLAUSES
