"""The editing commands as build.py calls them: each takes what was typed, does one thing and says what it did."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from editing.importing import files
from editing.importing.files import FileReport
from editing.importing.summary import summary_lines
from editing.importing.writing.drafting import ImportOptions
from editing.life import applying, history, renaming
from editing.life.buildable import SHOWING, refuse_unbuildable
from editing.life.bulletins import Bulletins, EditingError
from editing.life.new import Asked, write_new_bulletin
from editing.life.states import BulletinState, states
from editing.life.steps import Planned, Steps

#: Takes a line to print.
Say = Callable[[str], None]


def take_step(
    root: Path, at: datetime, say: Say, plan: Callable[[Steps], Planned], *, dry_run: bool = False
) -> None:  # fmt: skip
    """Take one step in the life of a bulletin, or show what it would change."""
    site = Bulletins(root, at)
    planned = plan(Steps(site))
    if planned.step in SHOWING:
        refuse_unbuildable(site, planned)
    if dry_run:
        say(applying.diff(planned.stored.file, planned.stored.raw, planned.after).rstrip("\n"))
    else:
        applying.apply_step(site, planned)
    for line in applying.step_lines(site, planned):
        say(line)


def rename(root: Path, at: datetime, say: Say, named: str, new: str, *, dry_run: bool = False) -> None:
    """Give a bulletin another id, or show what that would change."""
    site = Bulletins(root, at)
    planned = renaming.plan_rename(site, named, new)
    if dry_run:
        say(renaming.rename_diff(site, planned).rstrip("\n"))
    else:
        renaming.apply_rename(site, planned)
    for line in renaming.told_rename(site, planned):
        say(line)


def status(root: Path, at: datetime, say: Say, named: str = "", *, as_json: bool = False) -> None:
    """Say the state of every bulletin, or of one."""
    site = Bulletins(root, at)
    wanted = site.find(named).id if named else ""
    found = [one for one in states(site.content, at) if not wanted or one.id == wanted]
    if as_json:
        say(json.dumps([one.to_json() for one in found], ensure_ascii=False, indent=1))
        return
    for one in found:
        say(_status_line(one))


def _status_line(one: BulletinState) -> str:
    date = f"{one.date:%Y-%m-%d}" if one.date else "-" * 10
    due = f"  (next change {one.next:%Y-%m-%d %H:%M})" if one.next else ""
    return f"{one.state:<10}  {date}  {one.id}  {one.title}{due}"


def tell_history(root: Path, at: datetime, say: Say, named: str) -> None:
    """Say who changed a bulletin, when and what."""
    found = history.history(Bulletins(root, at), named)
    for line in history.history_lines(found):
        say(line)
    if not found:
        say("no changes are known: the site's folder is in no git, and no command has edited this bulletin")


def import_and_tell(
    root: Path, at: datetime, say: Say, paths: list[Path], options: ImportOptions, report: Path | None
) -> bool:
    """Import files and say what became of each; gives whether nothing was refused or lost."""
    site = Bulletins(root, at)
    for key, facet, values in (
        ("channel", "channel", [options.channel] if options.channel else []),
        ("country", "country", options.countries),
        ("industry", "industry", options.industries),
    ):
        for value in values:
            if site.vocabulary.resolve(facet, value) is None:
                raise EditingError(f'{key}: unknown value "{value}"{site.vocabulary.nearest(facet, value)}')
    reports = []
    for one in files.import_files(site, paths, options):
        reports.append(one)
        for line in _import_lines(one):
            say(line)
    for line in summary_lines(reports):
        say(line)
    if report:
        text = json.dumps({"files": [one.to_json() for one in reports]}, ensure_ascii=False, indent=1)
        report.write_text(text + "\n", encoding="utf-8")
    return all(one.is_whole for one in reports)


def _import_lines(one: FileReport) -> Iterator[str]:
    if one.refused:
        yield f"{one.source}: refused: {one.refused}"
    elif not one.written:
        yield f"{one.source}: nothing new"
    for path in one.written:
        yield f"{one.source}: written to {path}"
    for path in one.known:
        yield f"{one.source}: imported before, to {path}"
    for lost in one.lost:
        yield f"{one.source}: lost: {lost.where}: {lost.what}"
    for changed in one.changed:
        yield f"{one.source}: changed: {changed.where}: {changed.what}"
    for facet, values in one.suggested.items():
        for value in values:
            yield f"{one.source}: suggested: {facet} {value['value']} ({value['because']})"


def new(root: Path, at: datetime, asked: Asked) -> Path:
    """Write a new bulletin and give its path."""
    return write_new_bulletin(Bulletins(root, at), asked)
