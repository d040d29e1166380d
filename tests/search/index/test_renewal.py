"""An index made from the one before answers exactly as one made at one go."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from search.engines.arrays.backend import ArraysBackend
from search.engines.opening import open_engine
from search.index import renewal, spelling
from search.index.indexing import write_index
from search.query.engine import Engine
from search.query_types import Query
from search.store.segments import Live
from search.store.whoosh_index import WhooshReader
from tests.search import corpora
from tests.search.corpora import ZONE, document, vocabulary
from view.bulletin import Document, DocumentList

pytestmark = pytest.mark.thorough

QUERIES = (
    *(
        Query(q=text)
        for text in ("关税", "越南 关税", "钢铁", "马克思", "新", "汇率 USA", "2026-11-20", "8517", "nord-st")
    ),
    *(
        Query(q=text)
        for text in ("官税", "bras", "tarifs", "没有", '"延期付款"', "-关税", "title:标题", "买方拖欠货款怎么办")
    ),
    *(
        Query(),
        Query(sort="newest"),
        Query(country=("VN",)),
        Query(level=("high",), q="关税"),
        Query(status="withdrawn"),
    ),
    *(Query(keyword=("关税", "FTA")), Query(industry=("steel",), channel=("warning",))),
)
TYPED = ("关", "g", "gs", "越", "vn", "标", "买方", "2")


def scores(engine: Engine, query: Query) -> list[float]:
    """The score of every document."""
    assert isinstance(engine.backend, ArraysBackend)
    every = np.arange(len(engine.backend._live.dates))
    with engine.backend._ranking.scores(engine._understanding.read(query.q)) as found:
        told: list[float] = found.of(every).tolist()
    return told


def facts(folder: Path) -> list[object]:
    """Everything an index answers: results, scores, numbers, suggestions."""
    engine = open_engine(folder, vocabulary(), ZONE)
    told: list[object] = [engine.answer(query, 7) for query in QUERIES]
    told += [engine.ids(query) for query in QUERIES]
    told += [engine.suggest(text) for text in TYPED]
    told += [scores(engine, query) for query in QUERIES]
    engine.close()
    return told


def changed(choose: random.Random, documents: Sequence[Document], fresh: Iterable[Document]) -> list[Document]:
    """A few bulletins less, others, and more."""
    kept = {one.id: one for one in documents}
    for one in choose.sample(list(documents), min(len(documents), choose.choice((0, 1, 1, 3)))):
        del kept[one.id]
    for one in choose.sample(list(kept.values()), min(len(kept), choose.choice((0, 1, 2, 5)))):
        other = next(iter(fresh))
        edited = replace(one, title=other.title, blocks=other.blocks, keywords=other.keywords, status=other.status)
        kept[one.id] = replace(edited, digest=f"{one.digest}+{choose.random()}")
    for _, one in zip(range(choose.choice((0, 1, 2))), fresh, strict=False):
        kept[one.id] = one
    return list(kept.values())


#: The bounds of segments as a site of many thousand bulletins meets them, and as a small one does.
BOUNDS = (
    {"MOST": 25, "QUICK": 3, "FEW": 6},
    {"MOST": 40, "QUICK": 3, "FEW": 30},
    {"MOST": 10, "QUICK": 0, "FEW": 2},
)


@pytest.mark.parametrize("seed", range(int(os.environ.get("XINFENG_STEPS", "60")) // 10))
def test_a_chain_of_builds_answers_like_one_build(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in BOUNDS[seed % len(BOUNDS)].items():
        monkeypatch.setattr(renewal, name, value)
    choose = random.Random(seed)  # noqa: S311 - nothing secret
    fresh = iter([replace(one, id=f"new/{at}") for at, one in enumerate(corpora.corpus(1000 + seed, 400))])
    documents = sorted(corpora.corpus(seed, 70), key=lambda one: (one.date, one.id))
    previous: Path | None = None
    segments = set()
    for step in range(10):
        ours, clean = tmp_path / f"ours-{step}", tmp_path / f"clean-{step}"
        ours.mkdir()
        clean.mkdir()
        write_index(DocumentList(documents), ours, vocabulary(), ZONE, previous=previous)
        with monkeypatch.context() as patch:
            patch.setattr(renewal, "MOST", 4096)
            write_index(DocumentList(documents), clean, vocabulary(), ZONE)
        assert len(Live(clean).segments) == 1
        assert facts(ours) == facts(clean)
        same_words(ours)
        segments.add(len(Live(ours).segments))
        previous, documents = ours, changed(choose, documents, fresh)
        choose.shuffle(documents)
    assert max(segments) > 2


def same_words(folder: Path) -> None:
    """Whoosh and the arrays beside it hold the same live documents for the same codes."""
    live, whoosh = Live(folder), WhooshReader(folder)
    assert whoosh.count() == live.size
    for facet in ("country", "industry", "keyword"):
        for code, documents in live.holders(facet).items():
            assert sorted(live.stored[list(documents)].tolist()) == whoosh.postings(facet, code)
    whoosh.close()
    live.verify()
    live.close()


@pytest.fixture
def numbered(tmp_path: Path) -> Path:
    """An index of 200 bulletins in a folder of its own."""
    return written(tmp_path / "first", [document(number, f"标题 {number}") for number in range(200)])


def written(folder: Path, documents: Iterable[Document], previous: Path | None = None) -> Path:
    folder.mkdir()
    write_index(DocumentList(documents), folder, vocabulary(), ZONE, previous=previous)
    return folder


def edited(number: int) -> list[Document]:
    """200 bulletins, one of them with another title."""
    return [document(at, f"标题 {at}{'更正' * (at == number)}") for at in range(200)]


def test_only_what_changed_is_read(tmp_path: Path, numbered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewal, "QUICK", 100)
    looked_at = []

    class Blocks(tuple[str, ...]):
        def __iter__(self):  # type: ignore[no-untyped-def]
            looked_at.append(True)
            return super().__iter__()

    documents = [replace(one, blocks=Blocks(one.blocks)) for one in edited(17)]
    folder = written(tmp_path / "second", documents, numbered)
    assert 1 <= len(looked_at) <= 3
    shared = "segment-0.bin"
    assert (folder / shared).stat().st_ino == (numbered / shared).stat().st_ino
    assert facts(folder) == facts(written(tmp_path / "clean", edited(17)))


def test_an_earlier_generation_stays_as_it_was(tmp_path: Path, numbered: Path) -> None:
    before = facts(numbered)
    folder = numbered
    for number in count(1):
        folder = written(tmp_path / f"next-{number}", edited(number), folder)
        if number == 6:
            break
    assert facts(numbered) == before


@pytest.mark.parametrize("name", ["segment-0.bin", "live.bin"])
def test_an_index_that_cannot_be_opened_is_not_built_upon(tmp_path: Path, numbered: Path, name: str) -> None:
    path = numbered / name
    path.write_bytes(path.read_bytes()[:-100])
    folder = written(tmp_path / "second", edited(3), numbered)
    assert facts(folder) == facts(written(tmp_path / "clean", edited(3)))
    assert len(Live(folder).segments) == 1


def test_another_program_or_vocabulary_begins_anew(
    tmp_path: Path, numbered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.index.indexing.code_version", lambda *rooms: b"another")
    folder = written(tmp_path / "second", edited(3), numbered)
    assert (folder / "segment-0.bin").stat().st_ino != (numbered / "segment-0.bin").stat().st_ino


def test_spellings_are_kept_with_the_index_and_need_no_dictionary_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = written(tmp_path / "first", [document(1, "重庆的关税"), document(2, "另一条")])
    monkeypatch.setattr(spelling, "_known", {})
    monkeypatch.setitem(sys.modules, "pypinyin", None)
    written(tmp_path / "second", [document(1, "重庆的另一条关税"), document(2, "另一条")], first)
    assert spelling.syllables("重庆") == ("chong", "qing")
    with pytest.raises(ImportError):
        spelling.syllables("没有写过")


def test_a_spelling_goes_with_the_last_text_that_needs_it(tmp_path: Path) -> None:
    first = written(tmp_path / "first", [document(1, "重庆的关税"), document(2, "另一条")])
    second = written(tmp_path / "second", [document(2, "另一条")], first)
    assert "重庆" in spelled(first)
    assert "重庆" not in spelled(second)


def spelled(folder: Path) -> set[str]:
    live = Live(folder)
    words = {word for segment in live.segments for word in segment.sidecar.strings("spelled")}
    live.close()
    return words


def test_segments_are_bounded_and_of_like_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewal, "MOST", 64)
    folder = written(tmp_path / "first", [document(number, f"标题 {number}") for number in range(200)])
    assert sizes(folder) == [50, 50, 50, 50]


def sizes(folder: Path) -> list[int]:
    live = Live(folder)
    found = [len(segment.numbers) for segment in live.segments]
    live.close()
    return found


def test_one_that_is_taken_away_costs_its_own_segment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewal, "MOST", 64)
    documents = [document(number, f"标题 {number}") for number in range(200)]
    first = written(tmp_path / "first", documents)
    second = written(tmp_path / "second", [*documents[:70], *documents[71:]], first)
    assert sizes(second) == [50, 50, 50, 49]
    shared = [(first / f"segment-{at}.bin").stat().st_nlink for at in range(4)]
    assert shared == [2, 1, 2, 2]


def test_the_number_of_segments_stays_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewal, "MOST", 16)
    monkeypatch.setattr(renewal, "QUICK", 0)
    choose = random.Random(5)  # noqa: S311 - nothing secret
    documents = [document(number, f"标题 {number}") for number in range(64)]
    folder, most = written(tmp_path / "first", documents), 0
    for step in range(60):
        at = choose.randrange(64)
        documents[at] = document(at, f"标题 {at} {step}")
        folder = written(tmp_path / f"next-{step}", documents, folder)
        most = max(most, len(sizes(folder)))
    assert most <= 2 * 4 + 4
