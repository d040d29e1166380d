"""One address that searches without end is asked to wait: ten a second is the shipped limit, one a minute this one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.publish.stack import Stack
from tests.site_helper import Site

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder: Path = tmp_path_factory.mktemp("limits")
    site = Site(folder / "root").small().settings('base_url = "https://risk.example"\n')
    site.build(index=True)
    with Stack(site, folder, rate="1r/m") as made:
        made.start()
        yield made


def test_who_asks_too_often_is_told_when_to_come_again(stack: Stack) -> None:
    answers = [stack.get(f"/api/search?q={number}") for number in range(60)]
    assert {status for status, _, _ in answers[:30]} == {200}
    status, headers, body = answers[-1]
    assert (status, headers["content-type"]) == (429, "application/problem+json")
    assert int(headers["retry-after"]) > 0
    assert json.loads(body)["status"] == 429
    status, headers, body = stack.get("/search?q=x")
    assert (status, headers["content-type"].partition(";")[0]) == (429, "text/html")
    assert int(headers["retry-after"]) > 0
    assert b"/risk/country/" in body
    assert stack.get("/risk/")[0] == 200  # pages are not searches
