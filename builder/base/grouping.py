"""Problems as lines for a terminal: the same one in many files is one line, with a count and the first places."""

from __future__ import annotations

import re
from collections.abc import Iterable

from view.problems import Problem

#: From so many places on, the same message is one line.
_SAME_FROM = 4
#: From so many places on, messages that differ only in what they quote and propose are one line too.
_ALIKE_FROM = 20
#: How many places are named.
_NAMED = 3
_DIFFERING = re.compile(r'"[^"]*"|\d+|; (?:did you mean|one of) .*')


def grouped(problems: Iterable[Problem]) -> list[str]:
    """A line for each problem, or for each group of problems that say the same, in the order of their first places."""
    alike: dict[tuple[bool, str, str], list[Problem]] = {}
    for one in problems:
        alike.setdefault((one.warning, one.field, _DIFFERING.sub("", one.message)), []).append(one)
    groups: list[list[Problem]] = []
    for group in alike.values():
        same: dict[str, list[Problem]] = {}
        for one in group:
            same.setdefault(one.message, []).append(one)
        groups += [group] if len(group) >= _ALIKE_FROM else same.values()
    lines = [line for group in groups for line in _lines(group)]
    return [text for _, text in sorted(lines, key=lambda line: line[0])]


def _lines(group: list[Problem]) -> list[tuple[Problem, str]]:
    """The lines of one group, each with the problem that it stands at."""
    first = group[0]
    if len(group) < _SAME_FROM:
        return [(one, str(one)) for one in group]
    places = ", ".join(f"{one.file}:{one.line}:{one.column}" for one in group[:_NAMED])
    others = len({one.message for one in group}) - 1
    like = f" and {others} others like it" if others else ""
    kind, field = "warning: " if first.warning else "", f"{first.field}: " if first.field else ""
    return [(first, f"{len(group)} × {kind}{field}{first.message}{like} ({places} …)")]
