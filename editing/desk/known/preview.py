"""The real page of a text that is not saved yet: the templates, lists and neighbours that a build would give it."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment

from builder.base.paths import SitePaths
from builder.catalogue.addresses import Addresses, Anchors, Blocks, PageAddresses
from builder.catalogue.links import Linker, Resolved
from builder.catalogue.lists import make_lists, mark_of
from builder.catalogue.model import Model
from builder.catalogue.published import ById, Changed, Loader, Published, age, published_after, published_of, stand
from builder.catalogue.related import Related
from builder.catalogue.selection import Selection, is_published, moments
from builder.pages.aliases import old_page
from builder.pages.assets import SHIPPED
from builder.pages.bulletin_pages import plan_bulletins
from builder.pages.outputs import Tools
from builder.planning.build_inputs import BuildInputs, read_inputs, site_environment
from builder.planning.whole import blocks_of, fixed_pages, in_order
from builder.reading.front_matter import SourceText, split
from builder.reading.parsed_cache import BodyReader
from builder.reading.records import BulletinRecord
from editing.desk.known.catalogue import KnownBulletins, file_stamp
from editing.desk.texts.lines import with_lines
from editing.life.bulletins import RISK, Stored
from view.problems import Problem

#: The key that stands for the one body which a preview reads.
_BODY = b"preview"


class _OneBody(BodyReader):
    """The body of the text that is previewed, where builds read theirs from a cache."""

    def __init__(self, markup: str) -> None:
        self._markup = markup

    def html(self, key: bytes) -> str:
        """The body."""
        return self._markup


class PreviewedPage(NamedTuple):
    """A page and the files that it shows, by their root-relative address; what its links and pictures have wrong."""

    markup: bytes
    files: dict[str, Path]
    problems: list[Problem]


@dataclass(slots=True)
class _Stand:
    """How a file stands `until` a date of its own: published, or `comes` later; its row, and what that depends on."""

    record: BulletinRecord
    until: datetime | None
    is_published: bool
    comes: bool
    row: Published | None = None
    beside: tuple[bool, datetime | None] | None = None


@dataclass(slots=True)
class _Known:
    """What previews of one state of the content share."""

    version: int
    until: datetime | None
    published: list[Published]
    addresses: Addresses


class Previews:
    """Makes previews of one site's texts."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._inputs: tuple[object, BuildInputs, Environment] | None = None
        self._stands: dict[str, _Stand] = {}
        self._known: _Known | None = None

    def page(self, site: KnownBulletins, stored: Stored, text: str) -> PreviewedPage | None:
        """The page of a bulletin as a text would give it; None where its front matter cannot be used.

        A draft or what is scheduled is shown as it will stand on its day. ContentError where the site's settings or
        templates are wrong.
        """
        record = stored.parsed.record
        if not isinstance(record, BulletinRecord):
            return None
        with self._lock:  # the templates remember what they made, and Jinja's caches are no place for two at once
            inputs, environment = self._made_of()
            model, linker = self._model(site, record)
            row = model.selection.by_id[record.id]
            output = next(iter(plan_bulletins(model, [row])))
            parts = split(SourceText("", text))
            body = with_lines(stored.parsed.body.html, parts[1], parts[2]) if parts else stored.parsed.body.html
            markup = output.make(Tools(environment, _OneBody(body)))
        files = {one.url: one.path for one in inputs.assets}
        files |= {one.url.partition("#")[0]: one.path for one in model.resolved[record.file] if one.path and one.url}
        return PreviewedPage(markup, files, linker.problems)

    def link_problems(self, site: KnownBulletins, stored: Stored) -> list[Problem]:
        """What is wrong with the links and pictures of a text."""
        record = stored.parsed.record
        if not isinstance(record, BulletinRecord):
            return []
        with self._lock:
            linker = self._linker(site, self._shared(site))
            linker.resolve(record)
        return linker.problems

    def _made_of(self) -> tuple[BuildInputs, Environment]:
        """Templates and assets, read again when one of them has changed."""
        stamp = _stamp(self._root)
        if self._inputs is None or self._inputs[0] != stamp:
            inputs = read_inputs(self._root, None, 1)
            compiled = SitePaths(self._root).compiled
            environment = site_environment(self._root, inputs, compiled if compiled.is_dir() else None)
            self._inputs = stamp, inputs, environment
        return self._inputs[1:]

    def _model(self, site: KnownBulletins, record: BulletinRecord) -> tuple[Model, Linker]:
        at = max(site.at, record.date)
        expires = None if record.expires and record.expires <= at else record.expires
        shown = record._replace(draft=False, expires=expires)
        shared = self._shared(site)
        records = {record.file: shown}

        def read(file: str) -> BulletinRecord:
            found = records.get(file) or site.snapshot.parsed[file].record
            assert isinstance(found, BulletinRecord)  # noqa: S101 - only bulletins are published
            return found

        row = published_of(stand(shown, at, awaited=False))
        change = Changed(frozenset((record.file,)), (row,), {}, {}, {})
        published = published_after(shared.published, change)
        listed = [one for one in published if one.listed]
        linker = self._linker(site, shared)
        resolved: dict[str, list[Resolved]] = {record.file: linker.resolve(record)}
        model = Model(
            site.settings, site.vocabulary, Selection(published, listed, ById(published)), [], {},
            in_order(site.content.guides), Related(listed), resolved, {record.file: _BODY}, Loader(read, at),
        )  # fmt: skip
        return model, linker

    def _shared(self, site: KnownBulletins) -> _Known:
        known = self._known
        if known and known.version == site.snapshot.version and (known.until is None or site.at < known.until):
            return known
        published, until = self._published(site)
        files = {file: None for file, one in site.snapshot.parsed.items() if one.record is not None}
        self._known = _Known(site.snapshot.version, until, published, Addresses(files))
        return self._known

    def _published(self, site: KnownBulletins) -> tuple[list[Published], datetime | None]:
        """What is published now, oldest first, as `select` has it, and when that changes.

        Nothing is worked out again of a file that is as it was, as long as no date of its own has come.
        """
        at, stands = site.at, self._stands
        self._stands = {}
        due: list[datetime] = []
        for one in site.content.bulletins:
            known = stands.get(one.file)
            if known is None or known.record is not one or (known.until is not None and at >= known.until):
                after = moments(one, at)
                comes = one.date > at and is_published(one, one.date)
                known = _Stand(one, min(after, default=None) if after else None, is_published(one, at), comes)
            self._stands[one.file] = known
            if known.until:
                due.append(known.until)
        published = [self._row(one, at) for one in self._stands.values() if one.is_published]
        return sorted(published, key=age), min(due, default=None)

    def _row(self, one: _Stand, at: datetime) -> Published:
        """What is looked at in a published bulletin; that of a superseded one depends on its successor."""
        record, beside = one.record, None
        if record.superseded_by:
            other = self._stands.get(f"{RISK}{record.superseded_by}.md")
            beside = (
                other is not None and other.comes,
                other.record.date if other is not None and other.is_published else None,
            )
        if one.row is None or one.beside != beside:
            awaited, replaced = beside or (False, None)
            one.row, one.beside = published_of(stand(record, at, awaited, replaced)), beside
        return one.row

    def _linker(self, site: KnownBulletins, shared: _Known) -> Linker:
        def marks() -> dict[str, object]:
            listed = [one for one in shared.published if one.listed]
            lists = make_lists(Selection(shared.published, listed, by_id), site.vocabulary, site.settings)
            return {one.url: mark_of(one) for one in lists}

        by_id = ById(shared.published)
        guides = site.content.guides
        pages = PageAddresses(lambda: self._fixed(site, marks()), by_id)
        blocks = Blocks(lambda: blocks_of(marks(), site.settings.per_page))  # type: ignore[arg-type]
        files = site.snapshot.parsed
        unreadable = {file for file, one in files.items() if one.record is None}
        published = {*by_id.by_file, *(guide.file for guide in guides)}
        anchors = Anchors(files, lambda file: files[file].record)
        return Linker(
            self._root, site.settings, site.vocabulary, pages, blocks, shared.addresses, published, unreadable, anchors
        )

    def _fixed(self, site: KnownBulletins, marks: dict[str, object]) -> set[str]:
        """The addresses that links may name beside those of bulletins."""
        aliases = {
            old_page(one.url)
            for one in (
                *(alias for record in site.content.bulletins for alias in record.aliases),
                *(alias for record in site.content.guides for alias in record.aliases),
            )
        }
        return fixed_pages(site.content.guides, marks, self._made_of()[0].proofs) | aliases  # type: ignore[arg-type]


def _stamp(root: Path) -> object:
    """Changes with site.toml, the vocabulary, and any template or asset."""
    found: list[object] = [file_stamp(root / "site.toml"), file_stamp(root / "content" / "vocabulary.toml")]
    for above in dict.fromkeys((root, SHIPPED)):
        for folder in ("templates", "assets"):
            for base, _, names in os.walk(above / folder):
                found += [(base, name, file_stamp(Path(base, name))) for name in sorted(names)]
    return found
