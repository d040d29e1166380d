"""A mistake in the editors' or operators' files, said as file:line:column: field: message."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake. `file` is relative to the site's root; `line` and `column` count from 1."""

    file: str
    line: int
    column: int
    field: str
    message: str
    warning: bool = False

    def __str__(self) -> str:
        kind = "warning: " if self.warning else ""
        field = f"{self.field}: " if self.field else ""
        return f"{self.file}:{self.line}:{self.column}: {kind}{field}{self.message}"


def problem_lines(problems: Iterable[Problem], *, grouped: bool) -> list[str]:
    """A line for each problem; `grouped`: one for each message, with its places, in the order of the first ones."""
    if not grouped:
        return [str(one) for one in problems]
    places: dict[tuple[bool, str, str], list[Problem]] = {}
    for one in problems:
        places.setdefault((one.warning, one.field, one.message), []).append(one)
    return [_group_line(group) for group in places.values()]


def _group_line(group: list[Problem]) -> str:
    first = group[0]
    if len({one.file for one in group}) == 1:
        return "\n".join(map(str, group))
    rest = f"; also in {group[1].file}:{group[1].line}" + (f" and {len(group) - 2} more" * (len(group) > 2))
    return f"{first} ({len(group)} places{rest})"


class ContentError(Exception):
    """The content or settings cannot be used; carries every problem found, sorted."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ContentError], tuple[list[Problem]]]:
        """How the error travels from a worker process: with its problems, not its text."""
        return ContentError, (self.problems,)


def did_you_mean(value: str, known: Iterable[str]) -> str:
    """The tail of an error message: the nearest known value, or, when none is near, the values there are."""
    values = list(known)
    near = get_close_matches(value, values, n=1, cutoff=0.5)
    if near:
        return f'; did you mean "{near[0]}"?'
    if 0 < len(values) <= 12:
        return "; one of " + ", ".join(values)
    return ""


class NotTakenError(Exception):
    """A cluster did not take the index of a generation; the message is one sentence. What was there is as it was."""
