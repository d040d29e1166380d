"""What an index stores of a document for results."""

from __future__ import annotations

from search.store.record import StoredDocument, record_of
from search.text.patterns import BLOCK_END
from tests.search.corpora import document
from view.bulletin import row_of


def test_a_row_and_its_text_come_back() -> None:
    one = document(1, "越南 𠮷", ["一。", f"二{BLOCK_END}三"], summary="摘要", countries=("VN",), level="high")
    stored = StoredDocument(record_of(one))
    assert stored.bulletin == row_of(one)
    assert stored.body == f"摘要{BLOCK_END}一。{BLOCK_END}二 三"


def test_it_says_whether_its_body_needs_folding() -> None:
    assert StoredDocument(record_of(document(1, body=["Steel 钢"]))).plain
    assert not StoredDocument(record_of(document(1, body=["ＵＳＡ 報損"]))).plain
    assert StoredDocument(record_of(document(1))).body.strip(BLOCK_END) == ""
