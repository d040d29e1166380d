"""A body, rendered, and what was told of it."""

from __future__ import annotations

from builder.reading.bodies.markdown import Rendered, render

Told = list[tuple[int, int, str, str]]


def rendered(text: str, first_line: int = 1) -> tuple[Rendered, Told]:
    told: Told = []
    return render(text, first_line, lambda *problem: told.append(problem)), told
