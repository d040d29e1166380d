"""Why a result was found where the typed words are not written in it."""

from __future__ import annotations

from typing import Any

from search.query.via import Reasons
from search.query_types import Via
from search.store.record import StoredDocument, record_of
from search.text.analysis import Analyser
from search.understanding.understanding import Understanding
from tests.search.corpora import document, vocabulary

ANALYSER = Analyser(vocabulary())


def why(q: str, title: str, *, marked: bool = False, **more: Any) -> tuple[Via, ...]:
    understood = Understanding(ANALYSER.names, ANALYSER.segmenter, ANALYSER.synonyms).read(q)
    stored = StoredDocument(record_of(document(1, title, **more)))
    return Reasons(understood, vocabulary(), ANALYSER.synonyms.shown).of(stored, marked)


def test_what_is_written_needs_no_reason() -> None:
    assert why("关税", "越南关税") == ()
    assert why("报损", "報損") == ()
    assert why("关税", "标题", body=["关税"]) == ()


def test_a_tag_under_another_name_is_a_reason() -> None:
    assert why("钢铁", "热轧卷", industries=("steel",)) == (
        Via("alias", vocabulary().label("industry", "steel"), "industry"),
    )
    assert why("越南", "热轧卷", countries=("VN",)) == (Via("alias", "越南", "country"),)
    assert why("越南", "热轧卷") == ()


def test_a_keyword_is_a_reason() -> None:
    assert why("账期", "标题", keywords=("延长账期",)) == (Via("keyword", "延长账期"),)


def test_a_synonym_is_a_reason_as_editors_write_it() -> None:
    synonym = next(one for one in vocabulary().language.synonyms if one.words == one.means)
    typed, other = synonym.words[:2]
    assert why(typed, f"关于{other}。") == (Via("synonym", other),)
    assert why(f"{typed} 没有的词", f"关于{other}。", marked=True) == (Via("synonym", other),)


def test_a_marked_word_that_nothing_stands_for_explains_itself() -> None:
    assert why("港口", "标题", keywords=("港口拥堵",), marked=True) == ()
