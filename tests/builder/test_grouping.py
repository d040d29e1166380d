"""What a person at a terminal reads of hundreds of problems."""

from __future__ import annotations

from builder.base.grouping import grouped
from view.problems import Problem


def told(file: str, message: str = "missing; every file needs `date:`", field: str = "date") -> Problem:
    return Problem(f"content/risk/{file}.md", 1, 1, field, message)


def test_few_problems_are_a_line_each() -> None:
    some = [told("a"), told("b"), told("c"), told("c", "other")]
    assert grouped(some) == [str(one) for one in some]


def test_the_same_problem_in_many_files_is_one_line() -> None:
    some = [told("a", "other"), *(told(f"n{number:03}") for number in range(300)), told("z", "third")]
    assert grouped(some) == [
        str(some[0]),
        "300 × date: missing; every file needs `date:` "
        "(content/risk/n000.md:1:1, content/risk/n001.md:1:1, content/risk/n002.md:1:1 …)",
        str(some[-1]),
    ]


def test_messages_that_quote_something_else_are_one_line_when_there_are_very_many() -> None:
    some = [told(f"n{number:02}", f'"{number}.md" does not exist', "link") for number in range(19)]
    assert grouped(some) == [str(one) for one in some]
    some.append(told("n19", '"19.md" does not exist', "link"))
    (only,) = grouped(some)
    assert only.startswith('20 × link: "0.md" does not exist and 19 others like it (content/risk/n00.md:1:1, ')


def test_warnings_and_problems_are_not_mixed() -> None:
    some = [told(f"n{number}") for number in range(5)]
    warnings = [Problem(one.file, 1, 1, one.field, one.message, True) for one in some]
    assert [line.partition(" × ")[2][:8] for line in grouped([*some, *warnings])] == ["date: mi", "warning:"]
