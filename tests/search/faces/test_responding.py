"""An HTTP answer with its headers: who may keep it, and who has it already."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from search.faces.responding import CACHED, NOT_STORED, respond, respond_cached
from view.settings.site_settings import Settings

SETTINGS = Settings(base_url="https://a.example/x")


def generation(name: str = "g") -> Any:
    return SimpleNamespace(name=name, bundle=SimpleNamespace(settings=SETTINGS))


def test_without_a_tag_nobody_keeps_it() -> None:
    assert respond("x", "text/plain", SETTINGS).headers["Cache-Control"] == NOT_STORED
    tagged = respond("x", "text/plain", SETTINGS, tag="t")
    assert (tagged.headers["Cache-Control"], tagged.headers["ETag"]) == (CACHED, '"t"')
    assert tagged.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_pages_of_the_site_may_read_it_only_where_the_endpoint_lives_elsewhere() -> None:
    assert "Access-Control-Allow-Origin" not in respond("x", "text/plain", SETTINGS).headers
    abroad = Settings(base_url="https://a.example/x", endpoint_origin="https://q.example")
    assert respond("x", "text/plain", abroad).headers["Access-Control-Allow-Origin"] == "https://a.example"


def answered(asked: str, *, known: str = "", name: str = "g") -> tuple[int, str, str, list[int]]:
    """Status, tag and text of an answer, and how often it was made."""
    made: list[int] = []

    def make() -> str:
        made.append(1)
        return "text"

    with Flask("x").test_request_context(headers={"If-None-Match": known} if known else {}):
        response = respond_cached(generation(name), asked, make, "text/plain")
    return response.status_code, response.headers["ETag"], response.get_data(as_text=True), made


def test_who_has_it_is_told_so_and_it_is_not_made_again() -> None:
    status, tag, text, made = answered("q=a")
    assert (status, text, made) == (200, "text", [1])
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        assert answered("q=a", known=known) == (304, tag, "", [])


@pytest.mark.parametrize("known", ["*", '"other"'])
def test_what_names_no_answer_is_none(known: str) -> None:
    assert answered("q=a", known=known)[0] == 200


def test_another_question_or_generation_has_another_tag() -> None:
    tags = {answered("q=a")[1], answered("q=b")[1], answered("q=a", name="h")[1]}
    assert len(tags) == 3
