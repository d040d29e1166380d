"""The editing commands as build.py calls them: each takes what was typed, does one thing and says what it did."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from editing.life import applying, history, renaming
from editing.life.bulletins import Bulletins, StepError
from editing.life.new import Asked, NewFileError, write_new_bulletin
from editing.life.states import State, states
from editing.life.steps import Planned, Steps

#: Takes a line to print.
Say = Callable[[str], None]


class EditingError(Exception):
    """What a person asked for cannot be done; every reason in a line of its own."""


def take_step(
    root: Path, at: datetime, say: Say, plan: Callable[[Steps], Planned], *, dry_run: bool = False
) -> None:  # fmt: skip
    """Take one step in the life of a bulletin, or show what it would change."""
    site = Bulletins(root, at)
    try:
        planned = plan(Steps(site))
        if dry_run:
            say(applying.diff(planned.stored.file, planned.stored.raw, planned.after).rstrip("\n"))
        else:
            applying.apply(site, planned)
        for line in applying.told(site, planned):
            say(line)
    except StepError as error:
        raise EditingError(str(error)) from None
    except OSError as error:
        raise EditingError(f"{error.filename}: {error.strerror}") from error


def rename(root: Path, at: datetime, say: Say, named: str, new: str, *, dry_run: bool = False) -> None:
    """Give a bulletin another id, or show what that would change."""
    site = Bulletins(root, at)
    try:
        planned = renaming.plan_rename(site, named, new)
        if dry_run:
            say(renaming.rename_diff(site, planned).rstrip("\n"))
        else:
            renaming.apply_rename(site, planned)
        for line in renaming.told_rename(site, planned):
            say(line)
    except StepError as error:
        raise EditingError(str(error)) from None
    except OSError as error:
        raise EditingError(f"{error.filename}: {error.strerror}") from error


def status(root: Path, at: datetime, say: Say, named: str = "", *, as_json: bool = False) -> None:
    """Say the state of every bulletin, or of one."""
    site = Bulletins(root, at)
    try:
        wanted = site.find(named).id if named else ""
    except StepError as error:
        raise EditingError(str(error)) from None
    found = [one for one in states(site.content, at) if not wanted or one.id == wanted]
    if as_json:
        say(json.dumps([one.to_json() for one in found], ensure_ascii=False, indent=1))
        return
    for one in found:
        say(_status_line(one))


def _status_line(one: State) -> str:
    date = f"{one.date:%Y-%m-%d}" if one.date else "-" * 10
    due = f"  (next change {one.next:%Y-%m-%d %H:%M})" if one.next else ""
    return f"{one.state:<10}  {date}  {one.id}  {one.title}{due}"


def tell_history(root: Path, at: datetime, say: Say, named: str) -> None:
    """Say who changed a bulletin, when and what."""
    site = Bulletins(root, at)
    try:
        found = history.history(site, named)
    except StepError as error:
        raise EditingError(str(error)) from None
    for line in history.lines_of(found):
        say(line)
    if not found:
        say("no changes are known: the site's folder is in no git, and no command has edited this bulletin")


def new(root: Path, at: datetime, asked: Asked) -> Path:
    """Write a new bulletin and give its path."""
    try:
        return write_new_bulletin(Bulletins(root, at), asked)
    except NewFileError as error:
        raise EditingError(str(error)) from None
