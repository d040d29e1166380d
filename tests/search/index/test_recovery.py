"""What was worked out for a document is had back from its segment; written again it gives the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.index.indexing import write_index
from search.index.recovery import Recovery
from search.store.record import record_of
from search.store.segments import Live
from search.text.analysis import Analyser
from tests.search import corpora
from tests.search.corpora import ZONE, document, vocabulary
from view.bulletin import Document, DocumentList


def written(folder: Path, documents: list[Document], previous: Path | None = None) -> Path:
    folder.mkdir()
    write_index(DocumentList(documents), folder, vocabulary(), ZONE, previous=previous)
    return folder


def test_records_and_analyses_are_those_that_were_written(tmp_path: Path) -> None:
    documents = [*corpora.corpus(4, 40), document(900, "𠮷野家 ＵＳＡ", ("",), keywords=("关税", "FTA"))]
    folder = written(tmp_path / "first", documents)
    live, analyser, by_id = Live(folder), Analyser(vocabulary()), {one.id: one for one in documents}
    recovery = Recovery(folder, live)
    for number, ident in enumerate(live.segments[0].sidecar.strings("id")):
        wanted = record_of(by_id[ident]), analyser.analyse(by_id[ident])
        assert recovery.document(0, number) == wanted
    recovery.close()


def test_a_segment_written_again_has_the_bytes_of_one_that_never_held_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = corpora.corpus(5, 60)
    first = written(tmp_path / "first", documents)
    analysed = []
    analyse = Analyser.analyse

    def noted(self: Analyser, one: Document) -> object:
        analysed.append(one.id)
        return analyse(self, one)

    monkeypatch.setattr(Analyser, "analyse", noted)
    (again,) = written(tmp_path / "second", documents[:30] + documents[31:], first).glob("segment-*.bin")
    assert analysed == []
    (clean,) = written(tmp_path / "clean", documents[:30] + documents[31:]).glob("segment-*.bin")
    assert again.read_bytes() == clean.read_bytes()
