"""What is not published any more is in no file of the next index; replaced wording goes with a renewal."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from pathlib import Path

import pytest

from search.index import renewal
from search.index.indexing import holds_replaced, write_index
from tests.leaks import leaks
from tests.search.corpora import ZONE, document, vocabulary
from view.bulletin import Document, DocumentList

pytestmark = pytest.mark.thorough

_LETTERS, _HAN = "bcdfghjkmnpqrstvwxz", "靐齉爩鱻麤龗灪吁龖厵滟爨癵籱饢驫鲡鹂鸾"
PLACES = ("title", "keyword", "summary", "body", "note")


def marks(choose: random.Random) -> list[str]:
    """Words that nothing else has: one of letters and one of characters for each place that holds text."""
    letters = ["qzx" + "".join(choose.sample(_LETTERS, 9)) for _ in PLACES]
    return letters + ["龘" + "".join(choose.sample(_HAN, 7)) for _ in PLACES]


def marked(number: int, choose: random.Random) -> tuple[Document, list[str]]:
    """A bulletin with a mark in every place, and its marks."""
    words = marks(choose)
    title, keyword, summary, body, note = (f"{one} 关税 {other}" for one, other in zip(words, words[5:], strict=False))
    made = document(
        number, title, (body, "买方拖欠货款，出口企业应尽快报损。", note), summary=summary, keywords=(keyword,),
        countries=("VN",), industries=("steel",), level="high",
    )  # fmt: skip
    return made, words


class History:
    """Bulletins that change at random, and every mark that they ever had."""

    def __init__(self, choose: random.Random, size: int) -> None:
        self.choose = choose
        self.live: dict[str, tuple[Document, list[str]]] = {}
        self.replaced: dict[str, list[str]] = {}  # by the id of a bulletin that may be there still
        self.numbers = iter(range(10**6))
        for _ in range(size):
            self.add()

    def add(self) -> None:
        made = marked(next(self.numbers), self.choose)
        self.live[made[0].id] = made

    def take_away(self) -> None:
        ident = self.choose.choice(list(self.live))
        self.replaced.setdefault(ident, []).extend(self.live.pop(ident)[1])

    def reword(self) -> None:
        ident = self.choose.choice(list(self.live))
        before, words = self.live[ident]
        made, fresh = marked(0, self.choose)
        self.replaced.setdefault(ident, []).extend(words)
        self.live[ident] = replace(made, id=ident, url=before.url, date=before.date), fresh

    def step(self) -> None:
        for change, most in ((self.take_away, 2), (self.reword, 4), (self.add, 3)):
            for _ in range(self.choose.randint(0, most)):
                if len(self.live) > 3 or change == self.add:
                    change()

    def documents(self) -> DocumentList:
        return DocumentList([one for one, _ in self.live.values()])

    def unpublished(self) -> list[str]:
        return [word for ident, words in self.replaced.items() if ident not in self.live for word in words]

    def reworded(self) -> list[str]:
        return [word for ident, words in self.replaced.items() if ident in self.live for word in words]


@pytest.fixture(params=range(int(os.environ.get("XINFENG_STEPS", "40")) // 10))
def history(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> History:
    """One with small segments, so that there are many."""
    monkeypatch.setattr(renewal, "MOST", 12)
    monkeypatch.setattr(renewal, "QUICK", 2)
    monkeypatch.setattr(renewal, "FEW", 6)
    return History(random.Random(request.param), 40)  # noqa: S311 - nothing secret


def test_what_is_taken_away_is_in_no_file(tmp_path: Path, history: History) -> None:
    previous: Path | None = None
    stayed = 0
    for step in range(8):
        folder = tmp_path / str(step)
        folder.mkdir()
        write_index(history.documents(), folder, vocabulary(), ZONE, previous=previous)
        assert leaks(history.unpublished(), folder) == []
        stayed += holds_replaced(folder)

        pure = tmp_path / f"{step}-pure"
        pure.mkdir()
        write_index(history.documents(), pure, vocabulary(), ZONE, previous=folder, replaced_stays=False)
        assert leaks(history.unpublished() + history.reworded(), pure) == []
        assert not holds_replaced(pure)
        live = [word for _, words in history.live.values() for word in words]
        assert {one.partition(" ")[0] for one in leaks(live, pure)} == set(live)
        previous = history.choose.choice((folder, pure))
        history.step()
    assert stayed  # a small change does not write everything again
