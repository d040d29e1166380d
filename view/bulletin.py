"""What a bulletin is, said once: every room's shape of it is one of these classes or is derived from them.

A field is a line here: its type, what it is, where its value comes from and where it shows. Rows of lists, articles,
documents of the index, what the index stores, `/api/search`, its OpenAPI description and the digests that tell whether
a row changed follow from it. What else a field needs is its line in `builder/reading/keys.py` and its place in
templates; `tests/test_bulletin_fields.py` finds what was left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any, NamedTuple, Protocol, TypeVar, get_args, get_origin, get_type_hints

#: Statuses that lists, counts and search show unless `status` asks for others (contract 1.2).
LISTED_STATUSES = ("active", "corrected")
#: Every status a bulletin can have, in the order that forms show them.
STATUSES = ("active", "corrected", "withdrawn", "superseded")

#: A value that JSON can hold.
Plain = Any


class Fact(NamedTuple):
    """What is said of a field beside its type.

    `origin` is the front matter, the file's name, or what it is worked out from. `shown` are the places whose readers
    see the value: page, row (in lists), feed, json (`/api/search`). `schema` is added to its JSON schema.
    """

    about: str
    origin: str = "front matter"
    shown: tuple[str, ...] = ("page",)
    schema: Mapping[str, Plain] = {}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a bulletin's file says and every reader is shown as it is.

    Codes, not labels: templates ask `label(facet, code)`. Times carry the site's offset.
    """

    id: Annotated[str, Fact("2026/11/a for content/risk/2026/11/a.md", "file name", ("json",))]
    title: Annotated[str, Fact("1–200 characters", shown=("page", "row", "feed", "json"))]
    date: Annotated[datetime, Fact("when it was published", shown=("page", "row", "feed", "json"))]
    channel: Annotated[str, Fact("a code of the vocabulary", shown=("page", "row", "feed", "json"))]
    countries: Annotated[tuple[str, ...], Fact("ISO 3166-1 alpha-2", shown=("page", "row", "feed", "json"))] = ()
    industries: Annotated[tuple[str, ...], Fact("codes of the vocabulary", shown=("page", "row", "feed", "json"))] = ()
    level: Annotated[str | None, Fact("a code of the vocabulary", shown=("page", "row", "json"))] = None
    keywords: Annotated[tuple[str, ...], Fact("free words")] = ()
    summary: Annotated[str, Fact("given, else the body's beginning", shown=("page", "row", "feed", "json"))] = ""
    source: Annotated[str, Fact("where the news comes from, or empty")] = ""
    source_url: Annotated[str, Fact("its web address, or empty")] = ""
    actions: Annotated[tuple[str, ...], Fact("what the reader should do")] = ()
    title_en: Annotated[str, Fact("the title in English, or empty", shown=("page", "feed"))] = ""
    summary_en: Annotated[str, Fact("a summary in English, or empty", shown=("page", "feed"))] = ""
    feed_id: Annotated[str, Fact("the id that its feed entry keeps after it was renamed", shown=("feed",))] = ""

    @property
    def entry(self) -> str:
        """The id by which feeds know it."""
        return self.feed_id or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin(Facts):
    """A published bulletin as it stands at the moment of the build: one row of a list, whoever shows it."""

    url: Annotated[
        str,
        Fact("root-relative and percent-encoded", "id", ("row", "feed", "json"), {"format": "uri-reference"}),
    ]
    updated: Annotated[datetime, Fact("its last change", "date, updated, changes", ("page", "feed"))]
    status: Annotated[str, Fact("as of now", "status, changes", ("page", "row", "json"), {"enum": STATUSES})]
    pinned: Annotated[bool, Fact("whether it stands first on the home page", "pinned_until", ("row",))] = False

    def __hash__(self) -> int:
        return hash(self.id)  # enough to tell rows apart, and a tenth of the work


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRecord(Bulletin):
    """A published bulletin as open data says it: all of a row, and what happened to it since."""

    revision: Annotated[str, Fact("changes exactly when anything that its file says now does", "digest", ())]
    changes: Annotated[
        tuple[dict[str, str], ...],
        Fact("what changed since it was published, oldest first: date, kind, note, level_from", "changes", ()),
    ]
    superseded_by: Annotated[str | None, Fact("the id of what took its place", "superseded_by", ())]
    text_url: Annotated[str, Fact("its text, root-relative", "id", (), {"format": "uri-reference"})]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Bulletin):
    """A bulletin as its page shows it: all of a row, and what only the page has (docs/templates.md)."""

    title_html: str
    lead: str
    html: str
    toc: tuple[Any, ...]
    changes: tuple[Any, ...]
    successor: Bulletin | None
    attachments: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(Bulletin):
    """A published bulletin as the index receives it: all of a row, and its visible text.

    `blocks` is the text of the body and what the page shows beside it, one entry per block (paragraph, heading, list
    item, table cell), in reading order, without markup; it may be read only when first asked for, so an index that
    knows `digest` already need not touch it. `digest` changes exactly when anything else here does.
    """

    blocks: Sequence[str]
    digest: str


@dataclass(frozen=True, slots=True)
class GuideDocument:
    """A guide page for the index: its root-relative, percent-encoded `url` and its visible text, block by block.

    `digest` changes exactly when anything else here does.
    """

    url: str
    title: str
    summary: str
    headings: Sequence[str]
    blocks: Sequence[str]
    digest: str


class Documents(Protocol):
    """Published bulletins, oldest first; those of the same time in order of their ids; and the guides in their order.

    One may be made only when it is asked for, in the process that asks; `marks` are there without making any.
    """

    @property
    def guides(self) -> Sequence[GuideDocument]:
        """The published guides."""
        ...

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> Document: ...

    def marks(self) -> Iterator[tuple[str, str]]:
        """The id and the digest of each."""
        ...


class DocumentList:
    """Documents that are all there."""

    def __init__(self, documents: Iterable[Document], guides: Iterable[GuideDocument] = ()) -> None:
        self._documents = sorted(documents, key=lambda one: (one.date, one.id))
        self.guides = tuple(guides)

    def __len__(self) -> int:
        return len(self._documents)

    def __getitem__(self, index: int) -> Document:
        return self._documents[index]

    def marks(self) -> Iterator[tuple[str, str]]:
        """The id and the digest of each."""
        return ((one.id, one.digest) for one in self._documents)


T = TypeVar("T", bound=Facts)


def field_names(kind: type[Facts]) -> tuple[str, ...]:
    """The names of a shape's fields, in order."""
    return tuple(kind.__dataclass_fields__)


def facts_about(kind: type[Facts]) -> dict[str, tuple[Any, Fact]]:
    """Field → its type and what is said of it; fields of one shape alone have nothing to say."""
    hints = get_type_hints(kind, include_extras=True)
    said = {name: get_args(hints[name]) for name in field_names(kind) if get_origin(hints[name]) is Annotated}
    return {name: (type_of, fact) for name, (type_of, fact) in said.items()}


def extend(kind: type[T], one: Facts, **more: Any) -> T:
    """`one` as a shape that has more fields: those are given by name."""
    return kind(**{name: getattr(one, name) for name in field_names(type(one)) if name not in more}, **more)


def row_of(one: Bulletin) -> Bulletin:
    """A shape without what it has beyond a row."""
    return Bulletin(**{name: getattr(one, name) for name in field_names(Bulletin)})


def to_plain(one: Facts) -> list[Plain]:
    """The values of a shape in the order of its fields, times as ISO 8601: what digests cover and the index stores."""
    return [value.isoformat() if isinstance(value := getattr(one, name), datetime) else value
            for name in field_names(type(one))]  # fmt: skip


def bulletin_of(values: Sequence[Plain]) -> Bulletin:
    """The bulletin whose `to_plain` these are, also after a way through JSON. ValueError when they are none."""
    return Bulletin(**{name: read(value) for (name, read), value in zip(_readers(), values, strict=True)})


@cache
def _readers() -> list[tuple[str, Callable[[Plain], Any]]]:
    known: dict[Any, Callable[[Plain], Any]] = {datetime: datetime.fromisoformat, tuple[str, ...]: tuple}
    return [(name, known.get(kind, lambda value: value)) for name, (kind, _) in facts_about(Bulletin).items()]


@cache
def _json_fields() -> list[str]:
    return [name for name, (_, fact) in facts_about(Bulletin).items() if "json" in fact.shown]


def to_json(one: Bulletin) -> dict[str, Plain]:
    """What `/api/search` says of a bulletin; times to the second, with their offset."""
    return _said(one, _json_fields())


def to_open(one: OpenRecord) -> dict[str, Plain]:
    """What open data says of a bulletin; the revision comes first."""
    return _said(one, _open_fields())


def _said(one: Bulletin, names: Iterable[str]) -> dict[str, Plain]:
    said = {}
    for name in names:
        value = getattr(one, name)
        if isinstance(value, datetime):
            value = value.isoformat(timespec="seconds")
        said[name] = list(value) if isinstance(value, tuple) else value
    return said


@cache
def _open_fields() -> list[str]:
    return ["revision", *(name for name in facts_about(OpenRecord) if name != "revision")]


#: Python's types in JSON Schema.
_SCHEMAS: dict[Any, dict[str, Plain]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    tuple[str, ...]: {"type": "array", "items": {"type": "string"}},
    str | None: {"type": ["string", "null"]},
    tuple[dict[str, str], ...]: {
        "type": "array",
        "items": {"type": "object", "additionalProperties": {"type": "string"}, "required": ["date", "kind", "note"]},
    },
}


def json_schema() -> dict[str, Plain]:
    """Member → JSON schema, for what `to_json` gives."""
    return _schema_of(Bulletin, _json_fields())


def open_schema() -> dict[str, Plain]:
    """Member → JSON schema, for what `to_open` gives."""
    return _schema_of(OpenRecord, _open_fields())


def _schema_of(kind: type[Bulletin], names: Iterable[str]) -> dict[str, Plain]:
    about = facts_about(kind)
    return {
        name: {**_SCHEMAS[about[name][0]], **about[name][1].schema, "description": about[name][1].about}
        for name in names
    }
