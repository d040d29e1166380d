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

    `kind` is page (a relative `.md` path or root-relative URL), file (a file beside the `.md`), image, or picture (that
    of a step, which may not have been taken yet). `number` is the placeholder's in the HTML. `target` is as written,
    without query and fragment.
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


class Action(NamedTuple):
    """One thing that a step does on the running site: its key in the block, its words, and where they stand."""

    kind: str
    words: tuple[str, ...]
    line: int
    column: int


class StepPicture(NamedTuple):
    """What the picture of a step shows: `regions` by their names, with `marks` on these texts; `height` in pixels.

    Without regions it is the screen; a height of 0 is that of the regions. `file` lies beside the guide.
    """

    regions: tuple[str, ...]
    marks: tuple[str, ...]
    height: int
    file: str
    line: int
    column: int


class GuideStep(NamedTuple):
    """A numbered item of a guide: its anchor, its text, and what its block says that it does.

    `within` names the part of the page in which it acts; `scheme` is a drawing that stands for what is not ours;
    `by_hand` says why no browser can do it. Of the three kinds of item, one without a block has none of these.
    """

    id: str
    text: str
    actions: tuple[Action, ...] = ()
    within: str = ""
    picture: StepPicture | None = None
    scheme: str = ""
    by_hand: str = ""
    line: int = 0


class GuideRecord(NamedTuple):
    """The facts of a guide page. `steps` are its numbered items in order."""

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
    steps: tuple[GuideStep, ...] = ()


Record = BulletinRecord | GuideRecord


def anchors_in(record: Record) -> frozenset[str]:
    """What links to a page may name: its headings, and the steps of a guide."""
    steps = record.steps if isinstance(record, GuideRecord) else ()
    return frozenset([one.id for one in record.headings] + [one.id for one in steps])


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
