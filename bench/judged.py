"""How well the judged questions over the shipped bulletins are answered: `tests/search/judged.toml`, kind by kind.

    python bench/judged.py [--aside] [--misses]

A third of the questions is set aside by a fixed seed. Nobody looks at those while the ranking is worked on; `--aside`
measures them alone, once, at the end. `--misses` lists what is not first.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parent.parent)  # not this folder: http.py would hide the library

from builder.base.progress import Progress
from builder.releasing.release import Options
from builder.site import build_site
from search.faces.generations import Generations
from search.query.engine import Engine
from search.query_types import Query
from tests.site_helper import real_index

ROOT = Path(__file__).parent.parent
JUDGED = ROOT / "tests" / "search" / "judged.toml"
#: The shipped content as it was published when the questions were judged.
MOMENT = "2026-11-28T12:00:00+08:00"
#: Draws the questions that are set aside.
SEED = 18
#: How far down a reader looks.
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed, and the bulletins of which any is right in the first place; none: nothing should be found."""

    kind: str
    q: str
    first: frozenset[str]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of `asked` questions had a right bulletin in the first place, and among the first three."""

    asked: int
    first: int
    third: int

    @property
    def at_1(self) -> float:
        """success@1."""
        return self.first / max(self.asked, 1)

    @property
    def at_3(self) -> float:
        """success@3."""
        return self.third / max(self.asked, 1)


def questions() -> list[Question]:
    """All of them, in the order of the file."""
    read = tomllib.loads(JUDGED.read_text(encoding="utf-8"))["query"]
    return [Question(one["kind"], one["q"], frozenset(one["first"])) for one in read]


def divided() -> tuple[list[Question], list[Question]]:
    """The questions to work with, and the third that is set aside."""
    every = questions()
    aside = set(random.Random(SEED).sample(range(len(every)), len(every) // 3))  # noqa: S311 - repeats, no secret
    return [one for at, one in enumerate(every) if at not in aside], [every[at] for at in sorted(aside)]


@contextmanager
def shipped() -> Iterator[Engine]:
    """An engine over the shipped bulletins."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(ROOT / "content", root / "content", copy_function=shutil.copyfile)
        build_site(root, Options(MOMENT, 1), real_index, Progress())
        generations = Generations(root)
        try:
            with generations.lease() as generation:
                yield generation.engine
        finally:
            generations.close()


def seen(engine: Engine, q: str) -> list[str]:
    """The bulletins that a reader is shown, in order: results, then what is related, else what a correction finds."""
    answer = engine.answer(Query(q=q, sort="relevance"), DEPTH)
    shown = [hit.bulletin.id for hit in (*answer.hits, *getattr(answer, "related", ()))]
    if not shown and answer.corrections:
        shown = engine.ids(answer.corrections[0].query)
    return shown[:DEPTH]


def rank(question: Question, shown: Sequence[str]) -> int:
    """The place of the first right bulletin, from 1; 0 if there is none. Where none is right, nothing is the first."""
    if not question.first:
        return 0 if shown else 1
    return next((at for at, ident in enumerate(shown, 1) if ident in question.first), 0)


def measure(engine: Engine, asked: Sequence[Question]) -> dict[str, Share]:
    """Success by kind, and of all together."""
    ranks: dict[str, list[int]] = {}
    for question in asked:
        at = rank(question, seen(engine, question.q))
        for kind in (question.kind, "all"):
            ranks.setdefault(kind, []).append(at)
    order = [*sorted(kind for kind in ranks if kind != "all"), "all"]
    return {
        kind: Share(len(ranks[kind]), ranks[kind].count(1), sum(0 < at <= 3 for at in ranks[kind])) for kind in order
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--aside", action="store_true", help="the third that is set aside, alone")
    parser.add_argument("--misses", action="store_true", help="list the questions that are not answered first")
    args = parser.parse_args()
    asked = divided()[1 if args.aside else 0]
    with shipped() as engine:
        for kind, share in measure(engine, asked).items():
            print(f"{kind:12} {share.asked:4}   success@1 {share.at_1:.3f}   success@3 {share.at_3:.3f}")
        for question in asked if args.misses else ():
            shown = seen(engine, question.q)
            if (at := rank(question, shown)) != 1:
                print(f"{question.kind:12} {at or '-':>2}  {question.q}  {'  '.join(shown[:4])}")


if __name__ == "__main__":
    main()
