"""Taking a planned step: the copies, the file, and what is said of it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from builder.reading.records import BulletinRecord
from editing.files import locked, save
from editing.life.bulletins import Bulletins, StepError
from editing.life.copies import Copies
from editing.life.reach import Reach, reach_of
from editing.life.steps import Planned

#: What a bulletin is after each step.
DONE = {
    "publish": "published", "schedule": "scheduled", "correct": "corrected", "withdraw": "withdrawn",
    "supersede": "superseded", "restore": "restored",
}  # fmt: skip


def apply_step(site: Bulletins, planned: Planned) -> None:
    """Write what was planned. StepError where the file has changed since, and then nothing is written."""
    stored = planned.stored
    with locked(site.root):
        if stored.path.read_bytes() != stored.raw:
            raise StepError(f"{stored.file} was changed by somebody else meanwhile; look at it and try again")
        Copies(site.root, stored.id).keep(planned.step, stored.raw, planned.after, site.at)
        save(stored.path, planned.after)


def step_lines(site: Bulletins, planned: Planned) -> Iterator[str]:
    """What a step does, line by line: the file, then the addresses and feeds that change, and when."""
    yield f"{planned.stored.file}: {DONE[planned.step]}"
    yield from (f"note: {one}" for one in planned.notes)
    yield from reach_lines(step_reach(site, planned), f"{planned.when:%Y-%m-%d %H:%M}" if planned.when else "")


def step_reach(site: Bulletins, planned: Planned) -> Reach:
    """The addresses and feeds that a step changes: those of what the file said, and those of what it will say."""
    records = [planned.stored.parsed.record, site.read(planned.stored.id, planned.after).parsed.record]
    reaches = [reach_of(one, site.settings) for one in records if isinstance(one, BulletinRecord) and not one.draft]
    pages = dict.fromkeys(page for one in reaches for page in one.pages)
    feeds = dict.fromkeys(feed for one in reaches for feed in one.feeds)
    return Reach(list(pages), list(feeds))


def reach_lines(reach: Reach, when: str) -> Iterator[str]:
    """The addresses and feeds that change."""
    yield (
        f"these pages change on {when}, with the first build after it:"
        if when
        else ("these pages change with the next build:")
    )
    yield from (f"  {one}" for one in reach.pages)
    yield "and these feeds:"
    yield from (f"  {one}" for one in reach.feeds)


def diff(file: str, before: bytes, after: bytes, renamed: str = "") -> str:
    """The lines that differ, as `diff -u` shows them; ends of lines that are not shown are told."""
    old, new = (data.decode("utf-8", "replace").splitlines(keepends=True) for data in (before, after))
    lines = difflib.unified_diff(old, new, f"a/{file}", f"b/{renamed or file}", n=2)
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines).replace("\r\n", "\n")
