"""What one content file says, on its own: facts, references and positions, before the other files are known.

Most of it is named tuples: they are packed into the cache and read from it in half the time of dataclasses.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from view.bulletin import Facts
from view.problems import Problem


class ChangeNote(NamedTuple):
    """A change note. `kind` is update, correction or withdrawal; `level_from` the level before, where it changed."""

    date: datetime
    kind: str
    note: str
    level_from: str | None = None


class Reference(NamedTuple):
    """A link or image of the body that points inside the site.

    `kind` is page (a relative `.md` path or root-relative URL), file (a file beside the `.md`) or image. `number`
    is the placeholder's in the HTML. `target` is as written, without query and fragment.
    """

    kind: str
    number: int
    target: str
    suffix: str
    line: int
    column: int


class Alias(NamedTuple):
    """An old address that leads here, and where the front matter says so."""

    url: str
    line: int
    column: int


class Heading(NamedTuple):
    """A heading of the body, for tables of contents and deep links."""

    level: int
    id: str
    text: str


class BulletinRecord(NamedTuple):
    """What a bulletin's file says: the `facts` that readers are shown as they are, and what decides how it stands.

    Codes are resolved; times carry the site's offset. `begins_with_summary` tells that the body's text does, as where
    the summary was taken from it. `title_html` is the title with places where a line may end.
    """

    facts: Facts
    file: str
    updated: datetime | None
    changes: tuple[ChangeNote, ...]
    status: str
    superseded_by: str
    superseded_at: tuple[int, int]
    feed_id_at: tuple[int, int]
    pinned_until: datetime | None
    expires: datetime | None
    draft: bool
    aliases: tuple[Alias, ...]
    lint_off: tuple[tuple[str, str], ...]
    references: tuple[Reference, ...]
    headings: tuple[Heading, ...]
    digest: str
    begins_with_summary: bool
    title_html: str

    @property
    def id(self) -> str:
        """The bulletin's id."""
        return self.facts.id

    @property
    def date(self) -> datetime:
        """When it is published."""
        return self.facts.date


class GuideRecord(NamedTuple):
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
    topic_at: tuple[int, int]
    title_html: str


Record = BulletinRecord | GuideRecord


class Body(NamedTuple):
    """The rendered body: HTML with numbered placeholders for references, and its visible text block by block."""

    html: str
    blocks: tuple[str, ...]


class ParsedFile(NamedTuple):
    """A content file after parsing. `record` is None when its front matter cannot be used."""

    file: str
    record: Record | None
    body: Body
    problems: tuple[Problem, ...]
    draft: bool
