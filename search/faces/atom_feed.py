"""An answer as an Atom feed, so that any search can be followed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from search.faces.parameters import query_arguments
from search.query_types import FACETS, Answer, Query
from view.rendering.bundle import Bundle
from view.rendering.feeds import MAX_ENTRIES, Feed, moved, render_feed
from view.settings.site_settings import Settings
from view.urls import SEARCH, SEARCH_ATOM, search_url

#: How feeds are sorted unless the request says otherwise.
DEFAULT_SORT = "newest"


def entries_per_page(settings: Settings) -> int:
    """As many entries as the other faces have results, so that `page` means the same in all, but never over 50."""
    return min(settings.per_page, MAX_ENTRIES)


def feed_of(answer: Answer, bundle: Bundle, heading: str, otherwise: datetime) -> str:
    """The feed's XML. `heading` is its title; `otherwise` is its `updated` when there is no entry to take it from."""
    query, settings = answer.query, bundle.settings
    items = [hit.bulletin for hit in answer.hits]
    feed = Feed(
        id=feed_id(settings.feed_authority, query),
        title=f"{heading} - {settings.title}",
        url=_at_endpoint(settings, feed_arguments_url(query)),
        alternate=_at_endpoint(settings, search_url(query_arguments(query), SEARCH)),
        updated=max(map(moved, items), default=otherwise),
        entries=items,
        previous=_part(settings, query, answer.page - 1) if 1 < answer.page <= answer.pages else None,
        next=_part(settings, query, answer.page + 1) if answer.page < answer.pages else None,
    )
    return render_feed(bundle.environment, feed, settings.feed_authority)


def feed_arguments_url(query: Query) -> str:
    """The feed of a search, with all its conditions. Newest first is what feeds do unasked, so it is left out."""
    arguments = {**query_arguments(query), "sort": query.sort if query.sort != DEFAULT_SORT else ""}
    return search_url(arguments, SEARCH_ATOM)


def feed_id(feed_authority: str, query: Query) -> str:
    """A lasting id (tag URI): the same conditions in another order are the same feed, whatever part of it is read."""
    ordered: dict[str, Any] = {facet: tuple(sorted(query.selected(facet))) for facet in FACETS}
    conditions = feed_arguments_url(replace(query, page=1, **ordered)).removeprefix("/")
    return f"tag:{feed_authority}:{conditions}"


def _part(settings: Settings, query: Query, page: int) -> str:
    return _at_endpoint(settings, feed_arguments_url(replace(query, page=page)))


def _at_endpoint(settings: Settings, url: str) -> str:
    return settings.endpoint_origin.rstrip("/") + url
