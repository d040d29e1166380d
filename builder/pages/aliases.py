"""Old addresses that lead to pages, and the addresses that cannot be because something else has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from urllib.parse import unquote

from builder.catalogue.model import Model
from builder.catalogue.selection import is_published
from builder.pages.outputs import Output, path_of
from builder.reading.loading import Content
from builder.reading.records import BulletinRecord, Record
from view.problems import Problem
from view.urls import bulletin_url, guide_url, is_endpoint

#: Files of `site/` that are planned after the aliases.
_LATER = ("generation.json", "_redirects", "_headers")
#: The files that stand in every list's folder; others in a folder of pages are images and attachments.
_USUAL = ("/index.html", "/feed.atom", "/recent.json")
_SITE = "a page of the site"


def old_page(alias: str) -> str:
    """The address at which an alias is answered: a page's with its slash, a file's as it is."""
    return alias if alias.endswith("/") or "." in alias.rpartition("/")[2] else f"{alias}/"


def plan_aliases(
    model: Model, content: Content, outputs: Mapping[str, Output], problems: list[Problem], at: datetime
) -> dict[str, str]:
    """Old address → page for everything published; an address that is taken is a problem.

    So is one that will be taken when a scheduled bulletin comes: nobody may be at the desk then.
    """
    found: dict[str, str] = {}
    records: list[Record] = [*content.bulletins, *content.guides]
    waiting = {path_of(unquote(bulletin_url(one.id))): one.file for one in content.bulletins if not one.draft}
    taken = _Taken(outputs, waiting)
    for record in sorted(records, key=lambda one: one.file):
        is_bulletin = isinstance(record, BulletinRecord)
        is_there = not isinstance(record, BulletinRecord) or record.id in model.selection.by_id
        if not record.aliases or not (is_there or _is_scheduled(record, at)):
            continue
        for alias in record.aliases:
            message = taken.take(alias.url, record.file)
            if message:
                problems.append(Problem(record.file, alias.line, alias.column, "aliases", message))
            elif is_there:
                found[alias.url] = bulletin_url(record.id) if is_bulletin else guide_url(record.id)
    return found


def _is_scheduled(record: Record, at: datetime) -> bool:
    return isinstance(record, BulletinRecord) and record.date > at and is_published(record, record.date)


class _Taken:
    """The files and folders of the site, and whose alias took one."""

    def __init__(self, outputs: Mapping[str, Output], waiting: Mapping[str, str]) -> None:
        self._outputs = outputs
        self._waiting = waiting  # pages of bulletins that are published at another time
        self._folders: dict[str, str] | None = None  # made when the first alias asks
        self._owners = dict.fromkeys(_LATER, _SITE)

    def take(self, alias: str, file: str) -> str | None:
        """Give an alias to a content file, or say why it cannot have it."""
        path = path_of(old_page(alias))
        if is_endpoint(alias.rstrip("/")):
            return f'duplicate URL "{alias}"; the endpoint answers there'
        if self._folders is None:
            self._folders = dict.fromkeys(_folders(self._outputs), _SITE)
        other = self._owner(path) or self._folders.get(path)
        other = other or next((owner for folder in _above(path) if (owner := self._owner(folder))), None)
        if other:
            return f'duplicate URL "{alias}"; it belongs to {other}'
        self._owners[path] = file
        self._folders |= dict.fromkeys(_above(path), file)
        return None

    def _owner(self, path: str) -> str | None:
        return self._owners.get(path) or (_SITE if path in self._outputs else self._waiting.get(path))


def blocked_folders(outputs: Mapping[str, Output]) -> set[str]:
    """Folders that pages need and files have the names of: no file system can hold both."""
    rare = any(path.startswith(("risk/", "guide/")) and not path.endswith(_USUAL) for path in outputs)
    if rare or any("/feed.atom/" in path or "index.html/" in path for path in outputs):
        return _folders(outputs) & outputs.keys()
    return set()


def _folders(paths: Iterable[str]) -> set[str]:
    """Every folder that some files lie in."""
    found = {path.rpartition("/")[0] for path in paths}
    for folder in list(found):
        above = folder.rpartition("/")[0]
        while above not in found:
            found.add(above)
            above = above.rpartition("/")[0]
    return found


def _above(path: str) -> list[str]:
    """The folders that a file lies in."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
