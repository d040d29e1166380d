"""相关: earlier, never the page itself, what shares more before what is newer."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from builder.base.progress import Progress
from builder.catalogue.related import SHOWN, Related
from builder.catalogue.selection import select
from builder.planning.build_inputs import read_inputs
from builder.reading.loading import load_content
from builder.reading.scanning import scan
from tests.builder.catalogue.listing import listed, names
from tests.site_helper import Site


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


def test_places_are_found_among_bulletins_of_the_same_moment(site: Site) -> None:
    for name in ("b", "a-1", "a", "c"):
        site.bulletin(name, date="2026-11-01", countries=["VN"])
    site.small().bulletin("later", date="2026-11-02", countries=["VN"])
    inputs = read_inputs(site.root, site.at, 1)
    content = load_content(site.root, scan(site.root), inputs.settings, inputs.vocabulary, None, 1, Progress())
    selection = select(content.bulletins, datetime(2026, 11, 20, tzinfo=ZoneInfo("Asia/Shanghai")))
    related = Related(selection.listed)
    ids = [one.id for one in selection.listed]
    assert ids == ["a", "a-1", "b", "c", "later"]
    for place, one in enumerate(selection.listed):
        newer, older = related.neighbours(one)
        assert (newer and newer.id) == (ids[place + 1] if place < 4 else None)
        assert (older and older.id) == (ids[place - 1] if place else None)
    assert [len(related.of(one)) for one in selection.listed] == [0, 0, 0, 0, 4]
