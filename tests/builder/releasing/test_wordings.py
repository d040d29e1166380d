"""What every published page says, as digests."""

from __future__ import annotations

import json

import pytest

from builder.releasing.generation_files import NotRenewedError
from builder.releasing.wordings import wordings
from tests.site_helper import Site


def live(site: Site) -> str:
    name: str = json.loads(site.text("/generation.json"))["generation"]
    return name


def test_each_page_has_one_that_changes_with_what_it_says(site: Site) -> None:
    site.small().bulletin("2026/a").bulletin("b").guide("g").bulletin("later", date="2027-01-01").build()
    before = wordings(site.root, live(site))
    assert before.keys() == {"risk/2026/a/index.html", "risk/b/index.html", "guide/g/index.html"}
    site.bulletin("b", "另一段。").guide("g", "另一段。").build()
    after = wordings(site.root, live(site))
    assert {page for page in before if before[page] != after[page]} == {"risk/b/index.html", "guide/g/index.html"}


def test_what_another_build_was_of_cannot_be_told(site: Site) -> None:
    site.small().guide("g").build()
    with pytest.raises(NotRenewedError):
        wordings(site.root, "other")
    name = live(site)
    site.remove("var/cache/parsed.sqlite")
    with pytest.raises(NotRenewedError):
        wordings(site.root, name)
