"""What the faces show of random searches is true and the same, also after bulletins were changed and deleted."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.faces.parameters import query_arguments
from search.query_types import FACETS, Query
from tests.search import corpora
from tests.search.atom import entries, links, read_feed
from tests.search.corpora import contains, newest_first, passes
from tests.search.http_site import PER_PAGE, client, publish
from tests.search.questions import QUERIES
from view.bulletin import Document
from view.urls import search_url

#: How often bulletins are changed, and random searches asked after each change.
STEPS, SEARCHES = 3, 40
Numbers = dict[tuple[str, str], tuple[int, bool]]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a face shows: the total, the number beside each option and whether it is chosen, and the results."""

    total: int
    numbers: Numbers
    urls: list[str]


def edited(choose: random.Random, documents: Sequence[Document], fresh: Sequence[Document]) -> list[Document]:
    """The corpus a day later: some bulletins gone, some with other text, facets, date and status, some new."""
    kept = choose.sample(list(documents), len(documents) - 4)
    others = [replace(other, id=one.id, url=one.url) for one, other in zip(kept, fresh[:5], strict=False)]
    return [
        *others,
        *kept[5:],
        *(replace(one, id=f"x/{one.digest}", url=f"/risk/x/{one.digest}/") for one in fresh[5:8]),
    ]


@pytest.fixture(scope="module", params=range(2))
def editions(request: Any, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[list[Document], FlaskClient]]:
    """The same site after each of some changes, each index made of the one before."""
    choose = random.Random(request.param)  # noqa: S311 - nothing secret
    documents = corpora.corpus(request.param)
    found: list[tuple[list[Document], FlaskClient]] = []
    for step in range(STEPS):
        root = tmp_path_factory.mktemp("site")
        if step:
            documents = edited(choose, documents, corpora.corpus(100 * request.param + step))
        publish(root, "g0", found[-1][0] if found else documents)
        publish(root, "g1", documents, previous="g0")
        found.append((documents, client(root)))
    return found


def page(site: FlaskClient, query: Query) -> Shown:
    """What /search shows."""
    text = site.get(search_url(query_arguments(query))).text
    total = re.search("找到 <b>([0-9]+)</b> 条", text)
    option = 'name="([a-z]+)" value="([^"]*)"( checked)?>.*?<span class="option-count">([0-9]+)<'
    return Shown(
        int(total[1]) if total else 0,
        {(one[1], unescape(one[2])): (int(one[4]), bool(one[3])) for one in re.finditer(option, text)},
        [unescape(url) for url in re.findall(r'class="row-title" href="([^"]*)"', text)],
    )


def data(site: FlaskClient, query: Query) -> Shown:
    """What /api/search says."""
    answer = site.get(search_url(query_arguments(query), "/api/search")).json
    assert answer is not None
    numbers = {
        (facet, one["code"]): (one["count"], one["selected"]) for facet in FACETS for one in answer["facets"][facet]
    }
    return Shown(answer["total"], numbers, [one["url"] for one in answer["results"]])


def feed(site: FlaskClient, query: Query) -> list[str]:
    """The entries of /search.atom."""
    arguments = {**query_arguments(query), "sort": query.sort}
    found = read_feed(site.get(search_url(arguments, "/search.atom")).text)
    return [urlsplit(links(entry)["alternate"]).path for entry in entries(found)]


def truth(documents: Sequence[Document], query: Query, shown: Numbers) -> tuple[list[Document], Numbers]:
    """What a plain filter finds, and the number of each option that is shown."""
    worded = [one for one in documents if contains(one, query.q)]
    numbers = {}
    for facet, code in shown:
        changed: dict[str, Any] = {facet: (code,)}
        alone = replace(query, **changed)
        numbers[facet, code] = (sum(passes(one, alone) for one in worded), code in query.selected(facet))
    return [one for one in worded if passes(one, query)], numbers


@settings(max_examples=SEARCHES, suppress_health_check=list(HealthCheck))
@given(query=QUERIES, which=st.integers(0, STEPS - 1))
def test_every_number_and_result_is_that_of_a_plain_filter(
    editions: list[tuple[list[Document], FlaskClient]], query: Query, which: int
) -> None:
    documents, site = editions[which]
    query = query if query.q else replace(query, sort="newest")
    shown = data(site, query)
    found, numbers = truth(documents, query, shown.numbers)
    assert shown.total == len(found)
    assert shown.numbers == numbers
    assert page(site, query) == shown
    urls: list[str] = []
    for at in range(1, max(-(-shown.total // PER_PAGE), 1) + 1):
        part = replace(query, page=at)
        assert page(site, part).urls == data(site, part).urls == feed(site, part)
        urls += feed(site, part)
    assert sorted(urls) == sorted(one.url for one in found)
    if query.sort == "newest":
        order = newest_first(found)
        assert urls == sorted((one.url for one in found), key=lambda url: order.index(by_url(found)[url]))


def by_url(documents: Sequence[Document]) -> dict[str, str]:
    """The id of each address."""
    return {one.url: one.id for one in documents}
