"""The index generation that the published pages name, opened once and switched while requests are running."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from search.engines.opening import open_engine
from search.query.engine import Engine
from search.query_types import Query
from view.rendering.bundle import Bundle, read_bundle
from view.rendering.feeds import beginning, moved
from view.settings.endpoint_settings import EndpointSettings
from view.untrusted.intact import damage
from view.untrusted.plain_json import parse_json

POINTER = Path("site", "generation.json")
INDEXES = Path("var", "index")
#: After a generation could not be opened, how long to serve the last good one before trying again.
RETRY_SECONDS = 1.0
#: How often a generation is opened at once, when the pages have already moved on to the next.
_TRIES = 5

_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]*")
_log = logging.getLogger(__name__)
_Signature = tuple[int, int, int]


class NoGenerationError(Exception):
    """There is no index to answer from: nothing is published yet, or what is cannot be opened."""


@dataclass(slots=True)
class Generation:
    """One opened generation: its index and what answers from it are rendered with."""

    name: str
    engine: Engine
    bundle: Bundle
    newest: datetime
    users: int = 0
    retired: bool = False


class Generations:
    """Follows ROOT/site/generation.json. Safe to use from many threads.

    A request that begins after the switch is answered from the new generation, and waits while it is opened
    rather than mix new pages with old results; one that began before keeps the old, which is closed by its last user.
    """

    def __init__(self, root: Path, settings: EndpointSettings | None = None) -> None:
        self._settings = settings or EndpointSettings()
        self._pointer = root / POINTER
        self._indexes = root / INDEXES
        self._switching = threading.Lock()
        self._counting = threading.Lock()
        self._current: Generation | None = None
        self._seen: _Signature | None = None
        self._retry_at, self._failed = 0.0, ""

    @contextmanager
    def lease(self) -> Iterator[Generation]:
        """The current generation, kept open until the block ends. NoGenerationError if there is none."""
        self._follow()
        with self._counting:
            generation = self._current
            if generation is None:
                why = self._failed or f"{self._pointer} names the one to serve"
                raise NoGenerationError(f"no index generation can be opened: {why}")
            generation.users += 1
        try:
            yield generation
        finally:
            self._release(generation)

    def close(self) -> None:
        """Close the current generation as soon as no request uses it."""
        with self._switching:
            self._put(None)
            self._seen = None

    def _follow(self) -> None:
        """Switch when the pointer has changed, or the last attempt failed some time ago."""
        if self._is_due():
            with self._switching:
                if self._is_due():
                    self._switch()

    def _is_due(self) -> bool:
        signature = self._signature()
        if signature is None:
            return False
        return signature != self._seen or 0 < self._retry_at <= time.monotonic()

    def _switch(self) -> None:
        for _ in range(_TRIES):
            # The signature is read first: a change while the file is read shows as a new signature next time.
            signature = self._signature()
            try:
                name = self._named()
                if self._current is None or self._current.name != name:
                    self._put(self._open(name))
                    _log.info("serving generation %s", name)
                self._retry_at, self._failed = 0.0, ""
            except Exception as error:  # whatever is wrong with the new one, the last good one still answers
                if self._signature() != signature:
                    continue  # the pages have moved on meanwhile, and what they named before is removed
                self._failed = str(error)
                _log.exception("cannot open the generation that %s names; the last good one stays", self._pointer)
                self._retry_at = time.monotonic() + RETRY_SECONDS
            self._seen = signature
            return

    def _signature(self) -> _Signature | None:
        try:
            stat = self._pointer.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_ino, stat.st_size

    def _named(self) -> str:
        data = parse_json(self._pointer.read_bytes())
        name = data.get("generation") if isinstance(data, dict) else None
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise ValueError(f'{self._pointer}: "generation" must name a folder of {self._indexes}, not {name!r}')
        return name

    def _open(self, name: str) -> Generation:
        folder = self._indexes / name
        if wrong := damage(folder):
            raise ValueError(f"{folder}: {wrong}; `build.py build` writes it again, `follow` fetches it again")
        bundle = read_bundle(folder)
        engine = open_engine(folder, bundle.vocabulary, bundle.settings.timezone, self._settings)
        latest = engine.answer(Query(), 1).hits
        # A feed without entries still needs a time; before the first bulletin nothing has happened yet.
        newest = moved(latest[0].bulletin) if latest else beginning(bundle.settings.feed_authority)
        return Generation(name, engine, bundle, newest)

    def _put(self, generation: Generation | None) -> None:
        with self._counting:
            old, self._current = self._current, generation
            if old is not None:
                old.retired = True
        if old is not None:
            self._close_if_unused(old)

    def _release(self, generation: Generation) -> None:
        with self._counting:
            generation.users -= 1
        self._close_if_unused(generation)

    def _close_if_unused(self, generation: Generation) -> None:
        with self._counting:
            close = generation.retired and generation.users == 0
            if close:
                generation.retired = False  # so that it is closed once
        if close:
            generation.engine.close()
