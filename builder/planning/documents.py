"""Published bulletins as the index receives them, and the digest that names their generation."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from typing import overload

from builder.catalogue.published import Loader, Published, Whole
from builder.planning.build_inputs import BuildInputs
from builder.reading.records import GuideRecord
from view.bulletin import Document, GuideDocument, extend
from view.urls import guide_url
from view.version import code_version


class _Blocks(Sequence[str]):
    """The text of a body, read from the cache when somebody looks at it."""

    def __init__(self, read: Callable[[bytes], tuple[str, ...]], key: bytes, beside: tuple[str, ...]) -> None:
        self._read, self._key, self._beside = read, key, beside

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return self._read(self._key) + self._beside

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...
    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        return self._texts[index]

    def __len__(self) -> int:
        return len(self._texts)


class PublishedDocuments:
    """Every published bulletin (`view.bulletin.Documents`); bodies are read one at a time, when they are looked at.

    `guides` come in their order. `keys` leads from a content file to what `blocks` gives the text of its body by.
    """

    def __init__(
        self, published: Sequence[Published], guides: Iterable[GuideRecord], loader: Loader, keys: Mapping[str, bytes],
        blocks: Callable[[bytes], tuple[str, ...]],
    ) -> None:  # fmt: skip
        self._published, self._loader, self._keys, self._read = published, loader, keys, blocks
        self.guides = tuple(
            GuideDocument(
                guide_url(one.id), one.title, one.summary, [heading.text for heading in one.headings],
                _Blocks(blocks, keys[one.file], ()), one.digest,
            )
            for one in guides
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self._published)

    def __getitem__(self, index: int) -> Document:
        one = self._published[index]
        whole = self._loader.whole(one)
        blocks = _Blocks(self._read, self._keys[one.file], _beside(whole))
        return extend(Document, whole.row, blocks=blocks, digest=one.printed.hex())

    def marks(self) -> Iterator[tuple[str, str]]:
        """The id and the digest of each."""
        return ((one.id, one.printed.hex()) for one in self._published)


def _beside(whole: Whole) -> tuple[str, ...]:
    """Text that the page shows beside the body: what to do, the change notes as of now, the source, English."""
    row = whole.row
    beside = (*row.actions, *(note.note for note in whole.changes), row.source, row.title_en, row.summary_en)
    return tuple(text for text in beside if text)


def generation(published: Iterable[Published], guides: Iterable[GuideRecord], inputs: BuildInputs) -> str:
    """The name of a release: a digest of published content, templates, assets, vocabulary, settings and the program."""
    total = hashlib.sha256(code_version("builder", "search", "view"))
    total.update(b"".join([one.printed for one in published]))
    for guide in guides:
        total.update(guide.digest.encode())
    for name, source in inputs.sources.items():
        total.update(name.encode("utf-8", "surrogateescape") + hashlib.sha256(source).digest())
    for asset in inputs.assets:
        total.update(asset.url.encode())
    facts = {"settings": asdict(inputs.settings), "vocabulary": inputs.vocabulary.to_json()}
    total.update(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode())
    total.update(inputs.index_place.encode())
    return total.hexdigest()[:20]
