"""Published bulletins as the index receives them, and the digest that names their generation."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import overload

from builder.assets import Asset
from builder.cache import BodyReader
from builder.model import Model
from builder.selection import Published
from view.document import Document
from view.version import code_version


class _Blocks(Sequence[str]):
    """The text of a body, read from the cache when somebody looks at it."""

    def __init__(self, bodies: BodyReader, key: bytes, beside: tuple[str, ...]) -> None:
        self._bodies, self._key, self._beside = bodies, key, beside

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return self._bodies.blocks(self._key) + self._beside

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...
    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        return self._texts[index]

    def __len__(self) -> int:
        return len(self._texts)


class PublishedDocuments:
    """Every published bulletin (`view.document.Documents`); bodies are read one at a time, when they are looked at.

    `keys` leads from a content file to its body in the cache.
    """

    def __init__(self, published: Sequence[Published], keys: Mapping[str, bytes], bodies: BodyReader) -> None:
        self._published, self._keys, self._bodies = published, keys, bodies

    def __len__(self) -> int:
        return len(self._published)

    def __getitem__(self, index: int) -> Document:
        one = self._published[index]
        item = one.item
        return Document(
            id=item.id, url=item.url, title=item.title, date=item.date, updated=item.updated, channel=item.channel,
            countries=item.countries, industries=item.industries, level=item.level, keywords=item.keywords,
            status=item.status, summary=item.summary,
            blocks=_Blocks(self._bodies, self._keys[one.file], _beside(one)), digest=one.printed.hex(),
        )  # fmt: skip

    def marks(self) -> Iterator[tuple[str, str]]:
        """The id and the digest of each."""
        return ((one.id, one.printed.hex()) for one in self._published)


def _beside(one: Published) -> tuple[str, ...]:
    """Text that the page shows beside the body: the change notes as of now, and the source."""
    notes = tuple(note.note for note in one.changes)
    return (*notes, one.bulletin.source) if one.bulletin.source else notes


def generation(model: Model, templates: Mapping[str, Path], assets: list[Asset]) -> str:
    """The name of a release: a digest of published content, templates, assets, vocabulary, settings and the program."""
    total = hashlib.sha256(code_version("builder", "search", "view"))
    total.update(b"".join([one.printed for one in model.selection.published]))
    for guide in model.guides:
        total.update(guide.digest.encode())
    for name, path in sorted(templates.items()):
        total.update(name.encode("utf-8", "surrogateescape") + hashlib.sha256(path.read_bytes()).digest())
    for asset in assets:
        total.update(asset.url.encode())
    facts = {"settings": asdict(model.settings), "vocabulary": model.vocabulary.to_json()}
    total.update(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode())
    return total.hexdigest()[:20]
