"""What one content file says, on its own: facts, references and positions, before the other files are known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from view.problems import Problem


@dataclass(frozen=True, slots=True)
class Change:
    """A change note. `kind` is update, correction or withdrawal."""

    date: datetime
    kind: str
    note: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A link or image of the body that points inside the site.

    `kind` is page (a relative `.md` path or root-relative URL), file (a file beside the `.md`) or image. `index`
    is the placeholder's number in the HTML. `target` is as written, without query and fragment.
    """

    kind: str
    index: int
    target: str
    suffix: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Alias:
    """An old address that leads here, and where the front matter says so."""

    url: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the body, for tables of contents and deep links."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Bulletin:
    """The facts of a bulletin as its file gives them. Codes are resolved; times carry the site's offset."""

    id: str
    file: str
    title: str
    date: datetime
    channel: str
    countries: tuple[str, ...]
    industries: tuple[str, ...]
    level: str | None
    keywords: tuple[str, ...]
    summary: str
    source: str
    source_url: str
    updated: datetime | None
    changes: tuple[Change, ...]
    status: str
    superseded_by: str
    pinned_until: datetime | None
    expires: datetime | None
    draft: bool
    aliases: tuple[Alias, ...]
    references: tuple[Reference, ...]
    headings: tuple[Heading, ...]
    digest: str
    superseded_at: tuple[int, int] = (1, 1)


@dataclass(frozen=True, slots=True)
class Guide:
    """The facts of a guide page."""

    id: str
    file: str
    title: str
    order: int
    summary: str
    topic: str
    aliases: tuple[Alias, ...]
    references: tuple[Reference, ...]
    headings: tuple[Heading, ...]
    digest: str
    topic_at: tuple[int, int] = (1, 1)


@dataclass(frozen=True, slots=True)
class Body:
    """The rendered body: HTML with numbered placeholders for references, and its visible text block by block."""

    html: str
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A content file after parsing. `record` is None when its front matter cannot be used."""

    file: str
    record: Bulletin | Guide | None
    body: Body
    problems: tuple[Problem, ...]
    draft: bool
