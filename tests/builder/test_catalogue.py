"""Paging and related bulletins by themselves, without building a site: each number counts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from builder.catalogue.lists import BulletinList, empty_block, facet_counts, last_block, paginate
from builder.catalogue.published import Published
from builder.catalogue.related import SHOWN, Related
from builder.catalogue.selection import select
from builder.reading.parsing import Parser
from builder.reading.records import BulletinRecord
from tests.site_helper import NOW, source
from view.clock import parse_moment
from view.settings.site_settings import Settings
from view.vocabulary.vocabulary import load_vocabulary

ZONE = Settings().zone
AT = parse_moment(NOW, ZONE)
PARSER = Parser(load_vocabulary(Path(__file__).parent.parent.parent), ZONE)


def listed(count: int, *countries: list[str], together: bool = False) -> list[Published]:
    """So many bulletins, oldest first; of the nth, the nth `countries`, of those without any VN."""
    records = []
    for number in range(count):
        date = AT - timedelta(days=0 if together else count - number)
        where = countries[number] if number < len(countries) else ["VN"]
        front: dict[str, object] = {
            "title": f"{number}",
            "date": date.isoformat(),
            "channel": "风险预警",
            "countries": where,
        }
        raw = source(front, "文。").encode()
        record = PARSER.parse("risk", f"n{number:02}", f"content/risk/n{number:02}.md", raw).record
        assert isinstance(record, BulletinRecord)
        records.append(record)
    return select(records, AT).listed


def names(some: object) -> list[str]:
    assert isinstance(some, (list, tuple))
    return [one.id for one in some]


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


def test_related_are_earlier_and_never_the_page_itself() -> None:
    some = listed(9)
    related = Related(some)
    for place, one in enumerate(some):
        shown = names(related.of(one))
        assert shown == names(some[max(0, place - SHOWN) : place][::-1])


def test_those_of_the_same_moment_are_not_earlier() -> None:
    related = Related(some := listed(4, together=True))
    assert [related.of(one) for one in some] == [[]] * 4


def test_sharing_more_goes_before_being_newer() -> None:
    related = Related(some := listed(4, ["VN", "BR"], ["VN"], ["BR"], ["VN", "BR"]))
    assert names(related.of(some[3])) == ["n00", "n02", "n01"]
    assert names(related.neighbours(some[1])) == ["n02", "n00"]


def test_facets_count_every_value_once_a_bulletin() -> None:
    counts = facet_counts(listed(3, ["VN", "BR"], ["VN"], ["BR"]))
    assert counts["country"] == {"VN": 2, "BR": 2}
    assert counts["channel"] == {"warning": 3}
    assert counts["level"] == {}
