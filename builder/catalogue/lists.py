"""The lists of a site and their pages: which bulletins each holds, and how they are paged so that old pages rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from builder.catalogue.published import Published
from builder.catalogue.related import Related
from builder.catalogue.selection import Selection
from view.settings.site_settings import Settings
from view.urls import feed_url, list_url, numbered_url
from view.vocabulary.vocabulary import Vocabulary

#: What tells a list from the others: its facets and codes.
ListKey = tuple[tuple[str, str], ...]


@dataclass
class BulletinList:
    """One list. `members` are the listed bulletins oldest first; `withdrawn` those that only its feed still has.

    `codes` leads from facet to code (`{"country": "VN"}`, `{"month": "2026-11"}`); empty for the list of all.
    `wanted` are the numbers of the pages that a change may touch; None are all.
    """

    codes: dict[str, str]
    members: list[Published] = field(default_factory=list)
    withdrawn: list[Published] = field(default_factory=list)
    wanted: frozenset[int] | None = None

    @property
    def key(self) -> ListKey:
        """What tells it from the others."""
        return tuple(self.codes.items())

    @cached_property
    def url(self) -> str:
        """The first page."""
        codes = self.codes
        return list_url(codes.get("country"), codes.get("industry"), codes.get("channel"), codes.get("month"))

    def page_url(self, number: int | None) -> str:
        """A page of the list; None is the first."""
        return self.url if number is None else numbered_url(self.url, number)

    @property
    def feed(self) -> str:
        """The Atom feed."""
        return feed_url(self.url)

    @property
    def facet(self) -> str | None:
        """None for all, `pair` for country and industry, else the one facet."""
        return "pair" if len(self.codes) == 2 else next(iter(self.codes), None)

    def counted(self) -> int:
        """Changes with what the numbers beside the list are counted from: not with titles or texts."""
        return sum(map(attrgetter("counted"), self.members))


class ListMark(NamedTuple):
    """What other pages need to know of a list: how many bulletins it lists, and when one of them last changed."""

    members: int
    lastmod: str | None


def mark_of(one: BulletinList) -> ListMark:
    """The mark of a list."""
    last = max(one.members, key=attrgetter("touched"), default=None)
    return ListMark(len(one.members), last.lastmod if last else None)


def make_lists(selection: Selection, vocabulary: Vocabulary, settings: Settings) -> list[BulletinList]:
    """Every list of the site.

    Channels and industries always have theirs, so that subscriptions can begin before the first bulletin; countries
    and months once a published bulletin names them, and as long, because their feeds must still be able to say that
    it was withdrawn. Pairs of country and industry stand only while they list something; a withdrawn bulletin of an
    existing pair stays in its feed.
    """
    lists: dict[ListKey, BulletinList] = {(): BulletinList({})}
    for facet in ("channel", "industry"):
        for term in vocabulary.terms[facet]:
            lists[((facet, term.code),)] = BulletinList({facet: term.code})
    for one in selection.published:
        for key in keys_of(one, settings.facet_pairs):
            found = lists.get(key)
            if found is None:
                found = lists[key] = BulletinList(dict(key))
            (found.members if one.listed else found.withdrawn).append(one)
    return [one for one in lists.values() if one.facet != "pair" or one.members]


def some_lists(
    selection: Selection, related: Related, vocabulary: Vocabulary, settings: Settings, keys: Iterable[ListKey]
) -> list[BulletinList]:
    """Those lists among `keys` that there are, as `make_lists` makes them."""
    listed, others = selection.listed, [one for one in selection.published if not one.listed]
    found = []
    for key in sorted(keys):
        codes = dict(key)
        if not codes:
            members = listed
        elif len(codes) == 2:
            both = set(related.places("country", codes["country"]))
            members = [listed[place] for place in related.places("industry", codes["industry"]) if place in both]
        elif "channel" in codes:
            members = [one for one in listed if one.channel == codes["channel"]]
        elif "month" in codes:
            members = [one for one in listed if one.month == codes["month"]]
        else:
            members = [listed[place] for place in related.places(*key[0])]
        one = BulletinList(codes, members, [other for other in others if key in keys_of(other, settings.facet_pairs)])
        if members or (one.facet != "pair" and one.withdrawn) or _stands(key, vocabulary):
            found.append(one)
    return found


def _stands(key: ListKey, vocabulary: Vocabulary) -> bool:
    """Whether a list is there before its first bulletin."""
    if len(key) != 1:
        return not key
    ((facet, code),) = key
    return facet in ("channel", "industry") and vocabulary.term(facet, code) is not None


def keys_of(one: Published, facet_pairs: bool) -> Iterable[ListKey]:
    """Which lists a bulletin stands in."""
    yield ()
    if one.channel:  # a bulletin without one has a problem, and its links are checked all the same
        yield (("channel", one.channel),)
    yield (("month", one.month),)
    for country in one.countries:
        yield (("country", country),)
        if facet_pairs:
            for industry in one.industries:
                yield (("country", country), ("industry", industry))
    for industry in one.industries:
        yield (("industry", industry),)


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list, newest first. `number` None is the first page, which always shows the newest items.

    Numbered pages hold fixed blocks counted from the oldest bulletin. A full block's `newer` is the next number,
    which exists from the moment the block is full, so a page changes only when its own items do.
    """

    number: int | None
    items: tuple[Published, ...]
    newer: str | None
    older: str | None


def paginate(of: BulletinList, per_page: int) -> list[ListPage]:
    """The pages of a list that are wanted, the first among them in any case.

    A block that holds nothing yet has no page here: `empty_block` says where it will be.
    """
    members, total = of.members, len(of.members)
    newest = tuple(reversed(members[-per_page:]))
    if total <= per_page:
        return [ListPage(None, newest, None, None)]
    older_block = (total - per_page - 1) // per_page + 1
    pages = [ListPage(None, newest, None, of.page_url(older_block))]
    for start in range(0, total, per_page):
        number = start // per_page + 1
        if of.wanted is not None and number not in of.wanted:
            continue
        items = tuple(reversed(members[start : start + per_page]))
        newer = of.page_url(number + 1) if len(items) == per_page else of.url
        older = of.page_url(number - 1) if number > 1 else None
        pages.append(ListPage(number, items, newer, older))
    return pages


def empty_block(total: int, per_page: int) -> int | None:
    """The number of the block that begins with the next bulletin; until then its address leads to the first page."""
    return total // per_page + 1 if total > per_page and total % per_page == 0 else None


def last_block(total: int, per_page: int) -> int:
    """The highest number of a list's page, its waiting address included; 0 where there is only the first page."""
    return empty_block(total, per_page) or (0 if total <= per_page else (total - 1) // per_page + 1)


def facet_counts(members: Iterable[Published]) -> dict[str, Mapping[str, int]]:
    """Facet → code → number of bulletins, for the links beside a list."""
    every = list(members)
    levels = Counter(map(attrgetter("level"), every))
    del levels[None]
    return {
        "country": Counter(chain.from_iterable(map(attrgetter("countries"), every))),
        "industry": Counter(chain.from_iterable(map(attrgetter("industries"), every))),
        "channel": Counter(map(attrgetter("channel"), every)),
        "level": levels,
    }
