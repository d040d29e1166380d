"""The live documents of an index, numbered from the newest, whatever segments they stand in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from search.index import renewal
from search.store.segments import DEAD, Live, joined
from tests.search.corpora import document, written
from view.bulletin import STATUSES


@pytest.fixture
def live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Live:
    """Of five bulletins one was reworded and one added."""
    monkeypatch.setattr(renewal, "FOLDED", 0)
    monkeypatch.setattr(renewal, "QUICK", 0)
    before = [document(at, f"标题{at}", [f"文{at}"], countries=("VN",) if at < 3 else ()) for at in range(5)]
    first = written(tmp_path / "one", before)
    after = [*before[:4], document(4, "标题四", ["另"]), document(5, "新", status="withdrawn")]
    return Live(written(tmp_path / "two", after, previous=first))


def test_documents_are_numbered_from_the_newest(live: Live) -> None:
    assert live.size == 6
    assert [live.text("title", at) for at in range(6)] == ["新", "标题四", "标题3", "标题2", "标题1", "标题0"]
    assert [live.text("id", at) for at in (0, 5)] == ["2026/005", "2026/000"]
    assert (np.diff(live.dates) < 0).all()
    assert [STATUSES[at] for at in live.statuses.tolist()] == ["withdrawn"] + ["active"] * 5


def test_what_was_taken_away_is_counted_nowhere(live: Live) -> None:
    assert len(live.segments) == 2
    assert {code: list(found) for code, found in live.holders("country").items()} == {"VN": [3, 4, 5]}
    assert sorted(ident for _, ident, _ in live.digests()) == [f"2026/{at:03d}" for at in range(6)]
    old = next(one for one in live.segments if one.has_dead)
    assert (old.numbers == DEAD).sum() == 1
    assert old.word_size("@channel:warning") == 4


def test_each_has_its_place(live: Live) -> None:
    for number in range(live.size):
        owner, local = live.where(number)
        segment, place = live.place(number)
        assert (live.segments[owner], place) == (segment, local)
        assert segment.numbers[local] == number
    assert (live.lengths() > 0).all()
    live.verify()
    live.close()


def test_postings_of_segments_are_joined_in_order() -> None:
    one, none, other = ((np.array(docs), np.array(docs) * 10) for docs in ([1, 5], [], [0, 3]))
    assert [column.tolist() for column in joined([one, none, other])] == [[0, 1, 3, 5], [0, 10, 30, 50]]
    assert joined([none, one]) is one
    assert [len(column) for column in joined([none, none])] == [0, 0]
