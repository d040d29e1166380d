"""Renaming a bulletin: its file and what lies beside it, old addresses and links of others, its lasting feed entry."""

from __future__ import annotations

import filecmp
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote

from builder.base.paths import SitePaths
from builder.pages.outputs import path_of
from builder.reading.records import BulletinRecord, Record
from builder.reading.scanning import is_good_name
from editing.files import copy, decoded, locked, remove, save
from editing.front.edits import FrontEdit
from editing.front.spans import EditError
from editing.life.applying import diff, reach_lines
from editing.life.bulletins import RISK, Bulletins, StepError, Stored, id_of, usable_record
from editing.life.copies import Copies
from editing.life.reach import Reach, reach_of
from editing.life.relinking import file_behind, own_targets, relinked
from editing.life.steps import new_problems


@dataclass(slots=True)
class Rename:
    """What a renaming writes. `others` are files that name the bulletin; `beside` attachments with where they go."""

    stored: Stored
    new_id: str
    after: bytes
    others: list[tuple[Path, bytes, bytes]] = field(default_factory=list)
    beside: list[tuple[Path, Path, bool]] = field(default_factory=list)

    @property
    def file(self) -> str:
        """The new file."""
        return f"{RISK}{self.new_id}.md"


def plan_rename(site: Bulletins, named: str, new: str) -> Rename:
    """What renaming would write. StepError where it makes no sense."""
    stored = site.find(named)
    record, new_id = usable_record(stored), id_of(new)
    _check_id(site, stored, new_id)
    planned = Rename(stored, new_id, _own(site, stored, record, new_id))
    if site.path(new_id).exists() and site.path(new_id).read_bytes() != planned.after:
        raise StepError(f"{planned.file} is there already")
    problems = new_problems(site, Stored(new_id, planned.file, site.path(new_id), b"", stored.parsed), planned.after)
    if problems:
        raise StepError("\n".join(str(one) for one in problems))
    planned.others = list(_others(site, stored, new_id))
    planned.beside = _beside(site, stored, record, new_id)
    return planned


def apply_rename(site: Bulletins, planned: Rename) -> None:
    """Write the new files, then what names them, and take the old ones away last: a stop on the way loses nothing."""
    stored = planned.stored
    with locked(site.root):
        if stored.path.read_bytes() != stored.raw:
            raise StepError(f"{stored.file} was changed by somebody else meanwhile; look at it and try again")
        Copies(site.root, planned.new_id).keep("rename", stored.raw, planned.after, site.at, was=stored.id)
        for source, target, _ in planned.beside:
            copy(source, target)
        target = site.path(planned.new_id)
        target.parent.mkdir(parents=True, exist_ok=True)
        save(target, planned.after)
        target.chmod(stored.path.stat().st_mode & 0o7777)
        for path, before, after in planned.others:
            if path.read_bytes() == before:
                save(path, after)
        remove(stored.path)
        for source, _, goes in planned.beside:
            if goes:
                remove(source)


def told_rename(site: Bulletins, planned: Rename) -> Iterator[str]:
    """What a renaming does, line by line."""
    yield f"{planned.stored.file}: renamed to {planned.file}"
    for path, _, _ in planned.others:
        yield f"{path.relative_to(site.root).as_posix()}: names it; changed"
    for source, target, _ in planned.beside:
        yield f"{source.relative_to(site.root).as_posix()}: goes along to {target.relative_to(site.root).as_posix()}"
    reach = rename_reach(site, planned)
    if reach.pages:
        yield f"{reach.pages[0]} leads to {reach.pages[1]} from then on, and feed readers keep the entry they know"
        yield from reach_lines(reach, "")


def rename_reach(site: Bulletins, planned: Rename) -> Reach:
    """The addresses and feeds that a renaming changes, the old one first; none of a draft's."""
    record = usable_record(planned.stored)
    if record.draft:
        return Reach()
    reach = reach_of(record._replace(facts=replace(record.facts, id=planned.new_id)), site.settings)
    return Reach([reach_of(record, site.settings).pages[0], *reach.pages], reach.feeds)


def rename_diff(site: Bulletins, planned: Rename) -> str:
    """All that a renaming changes in texts."""
    shown = [diff(planned.stored.file, planned.stored.raw, planned.after, planned.file)]
    shown += [diff(path.relative_to(site.root).as_posix(), before, after) for path, before, after in planned.others]
    return "".join(shown)


def _check_id(site: Bulletins, stored: Stored, new_id: str) -> None:
    if new_id == stored.id:
        raise StepError(f'"{new_id}" is its id already')
    parts = new_id.split("/")
    if not all(part and is_good_name(part) and not part.startswith(".") for part in parts) or parts[0] == "changes":
        raise StepError(f'"{new_id}" cannot be an id; write one such as 2026/11/vn-steel')
    like = next(
        (one for one in site.ids if one.casefold() == new_id.casefold() and one not in (stored.id, new_id)), None
    )
    if like:
        raise StepError(f'"{like}" differs from it by capital letters only; choose another id')


def _own(site: Bulletins, stored: Stored, record: BulletinRecord, new_id: str) -> bytes:
    """The bulletin's own file under its new id."""
    old_url, new_url = f"/risk/{stored.id}/", f"/risk/{new_id}/"
    seen = (SitePaths(site.root).site / path_of(old_url)).is_file()
    before = Copies(site.root, stored.id).before(stored.raw, ("rename",), was=new_id)
    if before is not None and not seen:
        return before  # a slip that no reader has seen is taken back
    try:
        text = relinked(site, decoded(stored.raw), record, own_targets(record, new_id))
        front = FrontEdit(text)
        aliases = [str(one) for one in front.items("aliases")]
        back = [number for number, one in enumerate(aliases) if unquote(one).strip("/") == new_url.strip("/")]
        for number in reversed(back):
            front.remove_item("aliases", number)
        if not any(one.strip("/") == old_url.strip("/") for one in aliases) and (seen or not back):
            front.append("aliases", old_url)
        if front.value("feed_id") == new_id:
            front.remove("feed_id")
        elif not front.has("feed_id"):
            front.set("feed_id", stored.id)
    except EditError as error:
        raise StepError(f"{stored.file}: {error}") from None
    return front.text.encode()


def _others(site: Bulletins, stored: Stored, new_id: str) -> Iterator[tuple[Path, bytes, bytes]]:
    """The other files that name the bulletin by its id or its file, before and after."""
    new_file = f"{RISK}{new_id}.md"
    records: list[Record] = [*site.content.bulletins, *site.content.guides]
    for record in records:
        if record.file in (stored.file, new_file):
            continue
        names = isinstance(record, BulletinRecord) and record.superseded_by == stored.id
        if names or any(file_behind(record, one) == stored.file for one in record.references):
            path = site.root / record.file
            raw = path.read_bytes()
            yield path, raw, _renamed_in(site, record, raw, stored, new_id, names=names)


def _renamed_in(
    site: Bulletins, record: Record, raw: bytes, stored: Stored, new_id: str, *, names: bool
) -> bytes:  # fmt: skip
    """Another file that says the new name where it says the old one."""
    folder = posixpath.dirname(record.file)

    def target(path: str) -> str | None:
        is_it = posixpath.normpath(posixpath.join(folder, path)) == stored.file
        return posixpath.relpath(f"{RISK}{new_id}.md", folder) if is_it else None

    try:
        text = relinked(site, decoded(raw), record, target)
        if names:
            front = FrontEdit(text)
            front.set("superseded_by", new_id)
            text = front.text
    except EditError as error:
        raise StepError(f"{record.file}: {error}") from None
    return text.encode()


def _beside(site: Bulletins, stored: Stored, record: BulletinRecord, new_id: str) -> list[tuple[Path, Path, bool]]:
    """The images and attachments that go along, and whether nobody else needs them where they are."""
    folder, new_folder = stored.path.parent, site.path(new_id).parent
    if folder == new_folder:
        return []
    needed: set[str] = set()
    others: list[Record] = [*site.content.bulletins, *site.content.guides]
    for other in others:
        if other.file != stored.file:
            above = posixpath.dirname(other.file)
            needed |= {
                posixpath.normpath(f"{above}/{one.target}") for one in other.references if one.kind in ("file", "image")
            }
    moves = {}
    for one in record.references:
        if one.kind not in ("file", "image"):
            continue
        relative = posixpath.normpath(one.target)
        source, target = folder / relative, new_folder / relative
        if target.exists() and not filecmp.cmp(source, target, shallow=False):
            file = target.relative_to(site.root).as_posix()
            raise StepError(f"{file} is another file than {relative} beside {stored.file}; rename one of them")
        moves[relative] = (source, target, source.relative_to(site.root).as_posix() not in needed)
    return list(moves.values())
