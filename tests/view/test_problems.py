"""Problems as lines, in the order of their places."""

from __future__ import annotations

import pickle

from view.problems import ContentError, Problem, problem_lines


def test_problems_are_lines_in_the_order_of_their_places() -> None:
    some = [
        Problem("b.md", 1, 1, "", "x"),
        Problem("a.md", 10, 1, "k", "y"),
        Problem("a.md", 9, 2, "k", "z", warning=True),
    ]
    error = ContentError(some)
    assert str(error) == "a.md:9:2: warning: k: z\na.md:10:1: k: y\nb.md:1:1: x"
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert again.problems == error.problems


def test_the_same_message_in_many_files_is_a_line_with_a_count() -> None:
    problems = [Problem(f"{name}.md", 3, 8, "level", 'unknown value "x"', warning=True) for name in "abc"]
    problems.insert(1, Problem("a.md", 1, 1, "date", "missing; every file needs `date:`"))
    assert problem_lines(problems, grouped=True) == [
        "== Values ==",
        'a.md:3:8: warning: level: unknown value "x" (3 places; also in b.md:3 and 1 more)',
        "== How the front matter is written ==",
        "a.md:1:1: date: missing; every file needs `date:`",
    ]
    assert problem_lines(problems, grouped=False) == [str(one) for one in problems]


def test_very_many_problems_that_quote_something_else_are_one_line_on_a_terminal() -> None:
    told = '"{}.md" does not exist; did you mean "{}a.md"?'
    some = [Problem(f"content/risk/n{at:02}.md", 1, 1, "link", told.format(at, at)) for at in range(20)]
    assert len(problem_lines(some[:19], grouped=True)) == 1 + 19
    assert problem_lines(some, grouped=True)[1:] == [
        f"{some[0]} (20 places, 19 of them with other words; also in content/risk/n01.md:1 and 18 more)"
    ]
    assert len(problem_lines(some, grouped=False)) == 20
