"""A checked search and its answer: what the request side hands to the engine and gets back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from view.bulletin import Bulletin

#: The facets a reader can filter by, in the order that forms show them.
FACETS = ("country", "industry", "channel", "level", "keyword")
SORTS = ("relevance", "newest")


@dataclass(frozen=True, slots=True)
class Query:
    """A search whose every value is known to be valid: codes of the vocabulary, real dates, a page from 1.

    Values of one facet are OR-ed, facets AND-ed. `status` None means active and corrected. `since` and `until`
    are inclusive days in the site's zone. `sort` is relevance or newest. `cut` tells that `q` was longer as typed.
    """

    q: str = ""
    country: tuple[str, ...] = ()
    industry: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    keyword: tuple[str, ...] = ()
    status: str | None = None
    since: date | None = None
    until: date | None = None
    sort: str = "newest"
    page: int = 1
    cut: bool = False

    def selected(self, facet: str) -> tuple[str, ...]:
        """The chosen values of a facet."""
        values: tuple[str, ...] = getattr(self, facet)
        return values


@dataclass(frozen=True, slots=True)
class Via:
    """What found a result where the words that were typed are not written: an alias, a keyword or a synonym.

    An alias is a value of `facet`, by its label.
    """

    kind: str
    text: str
    facet: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One result; `title_html` and `text_html` are escaped but for `<mark>`."""

    bulletin: Bulletin
    title_html: str
    text_html: str
    via: tuple[Via, ...] = ()


@dataclass(frozen=True, slots=True)
class GuideHit:
    """A guide page that answers the query; `title_html` and `text_html` are escaped but for `<mark>`."""

    title: str
    url: str
    title_html: str
    text_html: str


@dataclass(frozen=True, slots=True)
class Also:
    """A typed word whose synonyms were looked for too, and the query that looks for the word alone."""

    word: str
    others: tuple[str, ...]
    query: Query


@dataclass(slots=True)  # hundreds are made for each answer, and frozen ones take three times as long
class FacetValue:
    """One option of a facet: `count` is the total of the same query with this value alone as the facet's selection."""

    code: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A search with one condition dropped (`drop`: parameter → value or values) and the exact number it would give."""

    drop: dict[str, str | list[str]]
    total: int
    query: Query


@dataclass(frozen=True, slots=True)
class Correction:
    """Another way to write `q` that finds something: mended spelling, the other script, a known name."""

    text: str
    total: int
    query: Query


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search gives. `match` is "most" when no bulletin has all words of `q`; filters never decide that.

    `related` have some words of a run, `guides` are pages of help; neither counts in `total` or in facets.
    """

    query: Query
    match: str
    total: int
    page: int
    pages: int
    per_page: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[FacetValue, ...]]
    relax: tuple[Relaxation, ...] = ()
    corrections: tuple[Correction, ...] = field(default=())
    related: tuple[Hit, ...] = ()
    guides: tuple[GuideHit, ...] = ()
    also: tuple[Also, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line offered while the reader types; `kind` is bulletin, country, industry, channel or keyword."""

    text: str
    kind: str
    url: str
