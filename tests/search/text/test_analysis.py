"""A document as the index sees it: streams of characters, and words with what they weigh where they stand."""

from __future__ import annotations

from search.text.analysis import STREAM_FIELDS, WEIGHT_UNIT, WEIGHTS, Analyser, in_field, stream_codes
from search.text.normalise import BOUNDARY
from tests.search.corpora import document, vocabulary

ANALYSER = Analyser(vocabulary())


def test_each_field_has_its_stream_and_each_block_its_end() -> None:
    one = document(1, "越南关税", ["一。", "二。"], keywords=("甲",), summary="摘要")
    streams = ANALYSER.streams(one)
    assert tuple(streams) == STREAM_FIELDS
    assert streams["body"] == f"一{BOUNDARY}二{BOUNDARY}"
    analysed = ANALYSER.analyse(one)
    assert [part.decode("utf-16-le") for part in analysed.streams] == list(streams.values())


def test_a_word_weighs_by_where_and_how_often_it_stands() -> None:
    words = ANALYSER.analyse(document(1, "关税", ["关税与关税"])).words
    assert words["关税"] == round((WEIGHTS["title"] + 2 * WEIGHTS["body"]) * WEIGHT_UNIT)
    assert "与" not in words


def test_a_tag_and_a_written_name_are_the_same_word() -> None:
    tagged = ANALYSER.analyse(document(1, "标题", countries=("VN",))).words
    written = ANALYSER.analyse(document(1, "越南")).words
    assert tagged["@country:VN"] == written["@country:VN"] == round(2.0 * WEIGHT_UNIT)
    assert tagged["=越南"] == written["=越南"]


def test_marks_of_titles_and_keywords_can_be_asked_alone() -> None:
    words = ANALYSER.analyse(document(1, "8517.62（电话机）", ["8541.43"])).words
    assert in_field("#8517", "title") in words
    assert in_field("#8541", "title") not in words
    assert (in_field("#8517", None), "#8541" in words) == ("#8517", True)


def test_a_weight_has_an_end_and_a_rare_character_one_code() -> None:
    assert max(ANALYSER.analyse(document(1, body=["关税 " * 9000])).words.values()) == 0xFFFF
    assert len(stream_codes("𠮷a")) == 2
    assert 0xD800 <= ord(stream_codes("𠮷")) < 0xE000
