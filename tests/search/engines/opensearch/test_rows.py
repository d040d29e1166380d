"""A bulletin as a row of the cluster's index, and back."""

from __future__ import annotations

from search.engines.opensearch.rows import (
    feature,
    index_body,
    is_character,
    row_of_cluster,
    stored_of,
    streams_of,
    window,
)
from search.query.scoring import CLOSE_FIELDS
from search.store.record import record_of
from search.text.analysis import STREAM_FIELDS
from tests.search.corpora import document
from tests.search.understood import ANALYSER
from view.bulletin import row_of
from view.settings.search_settings import OpenSearchSettings

ONE = document(1, "钢steel 钢", ["文"], countries=("VN",), keywords=("甲", "甲"), level="high")
ANALYSIS = ANALYSER.analyse(ONE)
ROW = row_of_cluster(record_of(ONE), ANALYSIS, ["begins"], 10.0)


def test_what_is_filtered_by_stands_as_codes() -> None:
    body = ROW.body
    assert (body["id"], body["status"], body["country"], body["level"]) == (ONE.id, "active", ["VN"], ["high"])
    assert (body["keyword"], body["begins"]) == (["甲"], ["begins"])
    assert body["us"] == round(ONE.date.timestamp() * 1_000_000)
    assert set(body) <= index_body(OpenSearchSettings(), 1, {})["mappings"]["properties"].keys()


def test_texts_are_terms_and_each_is_counted() -> None:
    assert ROW.body["title"] == ["钢 steel 钢"]
    assert ROW.places["钢"] == 2
    assert "钢steel" not in ROW.places
    assert set(ROW.words) == set(ANALYSIS.words)


def test_what_stands_more_often_and_in_titles_weighs_more() -> None:
    weights = ROW.body["t"]
    assert weights["钢"] > weights["文"] > 0


def test_it_comes_back_as_it_was() -> None:
    assert stored_of(ROW.body).bulletin == row_of(ONE)
    streams = dict(zip(STREAM_FIELDS, ANALYSIS.streams, strict=True))
    assert streams_of(ROW.body) == [streams[field] for field in CLOSE_FIELDS]


def test_names_of_features_are_no_paths_and_every_page_can_be_had() -> None:
    assert "." not in feature("8517.62")
    assert (window(5), window(100_000)) == (10_000, 101_000)
    assert [is_character(one) for one in ("钢", "a", "钢铁")] == [True, False, False]
