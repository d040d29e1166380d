"""Paging and related bulletins by themselves, without building a site: each number counts."""

from __future__ import annotations

import pytest

from builder.catalogue.lists import BulletinList, empty_block, facet_counts, last_block, paginate
from tests.builder.catalogue.listing import listed, names


@pytest.mark.parametrize("total", range(1, 13))
@pytest.mark.parametrize("per_page", [1, 2, 3, 5])
def test_the_first_page_leads_to_the_newest_block_that_shows_something_else(total: int, per_page: int) -> None:
    of = BulletinList({}, listed(total))
    first, *blocks = paginate(of, per_page)
    assert names(first.items) == names(of.members[-per_page:][::-1])
    if total <= per_page:
        assert (blocks, first.older) == ([], None)
        return
    by_url = {of.page_url(one.number): one for one in blocks if one.number}
    assert first.older is not None
    behind = by_url[first.older]
    unseen = [one.id for one in of.members[:-per_page]]
    assert unseen[-1] in names(behind.items), "the newest bulletin that the first page does not show is one step away"
    seen = names(behind.items)
    while behind.older:
        behind = by_url[behind.older]
        seen += names(behind.items)
    assert set(unseen) <= set(seen)


@pytest.mark.parametrize("total", range(13))
def test_waiting_pages_are_where_the_next_bulletin_goes(total: int) -> None:
    waiting = empty_block(total, 3)
    blocks = [one.number for one in paginate(BulletinList({}, listed(total)), 3) if one.number]
    assert waiting == (len(blocks) + 1 if blocks and total % 3 == 0 else None)
    assert last_block(total, 3) == (waiting or max(blocks, default=0))


def test_facets_count_every_value_once_a_bulletin() -> None:
    counts = facet_counts(listed(3, ["VN", "BR"], ["VN"], ["BR"]))
    assert counts["country"] == {"VN": 2, "BR": 2}
    assert counts["channel"] == {"warning": 3}
    assert counts["level"] == {}
