"""A mistake in the editors' or operators' files, said as file:line:column: field: message."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from view.messages.catalogue import cause_heading, cause_of

#: From so many on, messages that differ only in what they quote and propose are one line on a terminal.
_ALIKE_FROM = 20
_DIFFERING = re.compile(r'"[^"]*"|\d+|; (?:did you mean|one of) .*')


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


def problem_lines(problems: Iterable[Problem], *, grouped: bool, language: str = "en") -> list[str]:
    """A line for each problem; `grouped`: one for each message, with its places, under the name of its cause.

    Very many messages that differ only in what they quote and propose are one line too.
    """
    if not grouped:
        return [str(one) for one in problems]
    listed = list(problems)
    alike = Counter(map(_alike, listed))
    causes: dict[str, dict[tuple[bool, str, str], list[Problem]]] = {}
    for one in listed:
        places = causes.setdefault(cause_of(one.message), {})
        kind = _alike(one)
        places.setdefault(kind if alike[kind] >= _ALIKE_FROM else (one.warning, one.field, one.message), []).append(one)
    lines = []
    for cause, places in causes.items():
        lines += [f"== {cause_heading(cause, language)} ==", *map(_group_line, places.values())]
    return lines


def _alike(one: Problem) -> tuple[bool, str, str]:
    """What problems have in common that say the same of different things."""
    return one.warning, one.field, without_details(one.message)


def without_details(message: str) -> str:
    """A message without what it quotes, counts and proposes: what it has in common with others of its kind."""
    return _DIFFERING.sub(lambda one: {'"': '"…"', ";": ""}.get(one[0][0], "…"), message)


def _group_line(group: list[Problem]) -> str:
    first = group[0]
    if len({one.file for one in group}) == 1:
        return "\n".join(map(str, group))
    rest = f"; also in {group[1].file}:{group[1].line}" + (f" and {len(group) - 2} more" * (len(group) > 2))
    others = len({one.message for one in group}) - 1
    like = f", {others} of them with other words" if others else ""
    return f"{first} ({len(group)} places{like}{rest})"


class PlainError(Exception):
    """What cannot be done, in words for whoever asked for it: commands print it and exit with 1."""


class NotTakenError(PlainError):
    """A cluster did not take the index of a generation, and what was there is as it was: commands exit with 3."""


class MisusedError(PlainError):
    """What was asked for makes no sense as it was asked: commands exit with 2, as for an option that there is not."""


class ContentError(PlainError):
    """The content or settings cannot be used; carries every problem found, sorted."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ContentError], tuple[list[Problem]]]:
        """How the error travels from a worker process: with its problems, not its text."""
        return ContentError, (self.problems,)
