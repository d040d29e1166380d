"""One desk: a site's folder, who may do what in it, and what is remembered between requests."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from builder.base.limits import LARGEST_FILE
from editing.desk.gate import Gate
from editing.desk.known.catalogue import FRESH, STEADY, Catalogue, KnownBulletins, file_stamp
from editing.life.bulletins import StepError, Stored
from view import clock
from view.messages.catalogue import said
from view.problems import ContentError
from view.settings.desk_settings import DeskSettings
from view.settings.site_settings import FILE, Loaded, read_all
from view.vocabulary.vocabulary import Vocabulary, load_vocabulary


class DeskError(Exception):
    """What cannot be done, in Chinese, for whoever is at the desk. `status` is HTTP's, `more` what the page needs."""

    def __init__(self, detail: str, status: int = 422, **more: object) -> None:
        super().__init__(detail)
        self.detail, self.status, self.more = detail, status, more


@dataclass(slots=True)
class Desk:
    """What all answers share. `commands` gives the command lines that 发布 runs, one after the other.

    `lock` is held by whoever writes: one change at a time, here as among the commands.
    """

    root: Path
    gate: Gate
    commands: Callable[[DeskSettings], list[list[str]]]
    now: Callable[[ZoneInfo], datetime] = clock.current
    catalogue: Catalogue = field(init=False)
    lock: threading.RLock = field(default_factory=threading.RLock)
    _loaded: tuple[object, Loaded] | None = None
    _vocabulary: Vocabulary | None = None

    def __post_init__(self) -> None:
        self.catalogue = Catalogue(self.root)

    @property
    def loaded(self) -> Loaded:
        """What site.toml says, read again when it has changed. ContentError where that cannot be used at all.

        While somebody edits it and it is wrong, what it said before holds: nobody's text is to wait for that.
        """
        stamp = file_stamp(self.root / FILE)
        if self._loaded is None or self._loaded[0] != stamp:
            found = read_all(self.root, os.environ)
            if found.problems and self._loaded is None:
                raise ContentError(found.problems)
            self._loaded = stamp, self._loaded[1] if found.problems and self._loaded else found
        return self._loaded[1]

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary, or what it was before somebody made a mistake in it."""
        try:
            self._vocabulary = load_vocabulary(self.root)
        except ContentError:
            if self._vocabulary is None:
                raise
        return self._vocabulary

    @property
    def settings(self) -> DeskSettings:
        """`[desk]` of site.toml."""
        return self.loaded.endpoint.desk

    @property
    def moment(self) -> datetime:
        """Now, in the site's time zone."""
        return self.now(self.loaded.site.zone)

    def site(self, fresh: float = 0.0) -> KnownBulletins:
        """The bulletins as they are now; `fresh`: as of a look so many seconds ago."""
        return KnownBulletins(self.root, self.moment, (self.loaded.site, self.vocabulary), self.catalogue, fresh)

    def reading(self) -> KnownBulletins:
        """The bulletins for an answer that writes nothing."""
        return self.site(FRESH)

    def beside(self) -> KnownBulletins:
        """The bulletins for an answer about a text that is being written: nobody waits for a look at all files."""
        return self.site(STEADY)


def found_bulletin(site: KnownBulletins, identifier: object) -> Stored:
    """The bulletin of an id as the page sends it. DeskError 404 where there is none."""
    if not isinstance(identifier, str) or identifier not in site.ids:
        raise DeskError("没有这一条：可能已改名或删除，请刷新列表", 404)
    if site.ids[identifier].stat[0] > LARGEST_FILE:
        raise DeskError("这个文件太大，编稿台不能打开", 413)
    try:
        return site.find(identifier)
    except (StepError, FileNotFoundError):
        raise DeskError("没有这一条：可能已改名或删除，请刷新列表", 404) from None


def in_chinese(text: str) -> str:
    """A message of the commands as the page shows it."""
    return said(text, "zh")
