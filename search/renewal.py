"""Decides what of the index before stays: which segments are shared, which documents are written into a new one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search.collecting import age_key
from search.segments import DEAD, FILE, Live
from search.sidecar import SidecarError
from view.document import Document

Array = npt.NDArray[Any]

#: A segment that holds at most this many times the documents of the new one is written into it, so that the number
#: of segments grows with the logarithm of the number of builds.
FOLDED = 2
#: When the deleted and the newly written documents are more than this share of all (and than a few), the index is
#: made anew at one go: what every query pays for them is then more than one build saves.
SHARE, FEW = 1 / 16, 50


@dataclass(slots=True)
class Renewal:
    """An index made of the one before.

    `kept` are segments of `previous` by their place there. `numbers` gives for each of their documents its live
    number or DEAD, `fresh` are the documents to write, oldest first, with their live numbers.
    """

    previous: Live
    kept: list[int] = field(default_factory=list)
    numbers: list[Array] = field(default_factory=list)
    fresh: list[tuple[Document, int]] = field(default_factory=list)
    documents: int = 0


def signature(path: Path) -> list[int]:
    """Size and time of a file, which tell whether someone has written to it."""
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns]


def open_previous(folder: Path | None, made_by: str) -> Live | None:
    """The index before, when it is whole, untouched, and was `made_by` the same program from the same vocabulary."""
    if folder is None or not (folder / FILE).is_file():
        return None
    try:
        live = Live(folder)
    except (SidecarError, OSError, LookupError, ValueError):
        return None
    files: dict[str, list[int]] = live.facts.get("files", {})
    try:
        whole = live.facts.get("made_by") == made_by and all(
            signature(folder / name) == wanted for name, wanted in files.items()
        )
    except OSError:
        whole = False
    if whole and files:
        return live
    live.close()
    return None


def renew(previous: Live, documents: Iterable[Document]) -> Renewal | None:
    """How to make the index of `documents` (oldest first) from the one before; None when it is better made anew."""
    known = {ident: (digest, number) for number, ident, digest in previous.digests()}
    plan = Renewal(previous)
    unchanged: list[list[tuple[int, int]]] = [[] for _ in previous.segments]  # (number in the segment, age)
    small: list[list[tuple[Document, int]]] = [[] for _ in previous.segments]
    last: tuple[int, str] | None = None
    age = 0
    for age, document in enumerate(documents, 1):
        key = age_key(document)
        if last is not None and key <= last:
            raise ValueError(f"{document.id}: documents must come oldest first, each once")
        last = key
        digest, number = known.get(document.id, ("", 0))
        if digest != document.digest:
            plan.fresh.append((document, age))
            continue
        owner, local = previous.where(number)
        unchanged[owner].append((local, age))
        if owner:
            small[owner].append((document, age))
    plan.documents = age
    _fold(plan, unchanged, small)
    if _worn(plan, unchanged[0]):
        return None
    plan.fresh = [(document, plan.documents - age) for document, age in sorted(plan.fresh, key=lambda one: one[1])]
    for at in plan.kept:
        numbers = np.full(len(previous.segments[at].numbers), DEAD, np.uint32)
        if unchanged[at]:
            local, ages = np.array(unchanged[at], np.int64).T
            numbers[local] = plan.documents - ages
        plan.numbers.append(numbers)
    return plan


def _fold(plan: Renewal, unchanged: list[list[tuple[int, int]]], small: list[list[tuple[Document, int]]]) -> None:
    """Write small segments at the end anew together with what is fresh; the first always stays."""
    plan.kept = list(range(len(unchanged)))
    while len(plan.kept) > 1 and len(unchanged[plan.kept[-1]]) <= FOLDED * len(plan.fresh):
        plan.fresh += small[plan.kept.pop()]
    plan.kept = [at for at in plan.kept if at == 0 or unchanged[at]]


def _worn(plan: Renewal, first: list[tuple[int, int]]) -> bool:
    """Whether so much of the first segment is deleted, or so much stands beside it, that all is better made anew."""
    extra = plan.documents - len(first) + len(plan.previous.segments[0].numbers) - len(first)
    return not first or extra > max(FEW, plan.documents * SHARE)
