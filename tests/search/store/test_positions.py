"""Where texts stand in the streams of one segment."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.store.positions import Positions
from search.store.segments import Live
from search.text.canonical import canonical
from search.text.normalise import BOUNDARY, fold
from tests.search.corpora import document, written

TITLES = ["越南钢铁关税", "关税与steelworks", "steel 2026 税", "关"]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Positions:
    folder: Path = tmp_path_factory.mktemp("index")
    some = [document(at, title, [f"正文{title}"]) for at, title in enumerate(TITLES)]
    return Live(written(folder, some)).segments[0].places


def holding(places: Positions, text: str, field: str | None = None, *, prefix: bool = False) -> set[str]:
    """The titles of documents that hold a text: those of the segment are numbered from the newest."""
    docs, weights = places.text(canonical(fold(text)), field, prefix=prefix)
    assert (weights > 0).all()
    return {places.stream("title", doc).decode("utf-16-le")[:3] for doc in docs.tolist()}


def first(*titles: int) -> set[str]:
    return {f"{canonical(fold(TITLES[at]))}{BOUNDARY}"[:3] for at in titles}


def test_a_run_is_found_wherever_it_stands(places: Positions) -> None:
    assert holding(places, "关税") == first(0, 1)
    assert holding(places, "关") == first(0, 1, 3)
    assert holding(places, "钢铁关税") == first(0)
    assert holding(places, "税关") == set()
    assert holding(places, "没有") == set()


def test_a_token_is_found_whole_unless_it_may_go_on(places: Positions) -> None:
    assert holding(places, "steel") == first(2)
    assert holding(places, "steel", prefix=True) == first(1, 2)
    assert holding(places, "works") == set()
    assert holding(places, "202") == set()


def test_a_field_can_be_asked_alone_and_no_text_runs_over_its_end(places: Positions) -> None:
    assert holding(places, "正文", "title") == set()
    assert holding(places, "正文", "body") == first(0, 1, 2, 3)
    assert holding(places, "关税正文") == set()


def test_what_stands_in_a_title_weighs_more(places: Positions) -> None:
    _, both = places.text("关税", None, prefix=False)
    _, title = places.text("关税", "title", prefix=False)
    _, body = places.text("关税", "body", prefix=False)
    assert (title > body).all()
    assert (both == title + body).all()


def test_nothing_asked_is_nowhere(places: Positions) -> None:
    assert len(places.places("")) == 0
    assert places.word_range("没有这个词") == (0, 0)
    start, end = places.word_range("关税")
    assert end - start == len(places.word_documents(start, end)) == len(places.word_weights(start, end)) == 2
