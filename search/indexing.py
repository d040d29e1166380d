"""Writes the index of a generation: Whoosh and, from the same tokens, the arrays beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search.analysis import STREAM_FIELDS, Analyser
from search.collecting import Collected, age_key
from search.inversion import StreamInverter
from search.renewal import Renewal, open_previous, renew, signature
from search.segments import DEAD, FILE, Segment
from search.sidecar import VERSION, write_sidecar
from search.whoosh_index import FOLDER, WhooshWriter, share
from view.document import Document
from view.version import code_version
from view.vocabulary import Vocabulary

Array = npt.NDArray[Any]
Progress = Callable[[int], None]

#: How often `progress` is called.
_PROGRESS_EVERY = 100


def write_index(
    documents: Iterable[Document],
    folder: Path,
    vocabulary: Vocabulary,
    zone: str,
    *,
    previous: Path | None = None,
    progress: Progress | None = None,
) -> None:
    """Index published documents into `folder`, which exists and is empty.

    With the folder of the generation before as `previous`, its segments are shared and only documents whose digest
    changed are analysed; `documents` may then be gone through twice. Answers are the same either way. `progress`
    hears how many documents are done, now and then and at the end.
    """
    writing = _Writing(folder, vocabulary, zone, progress or (lambda done: None))
    before = open_previous(previous, writing.made_by)
    plan = renew(before, sorted(documents, key=age_key)) if before else None
    if plan and previous:
        writing.renew(plan, previous)
    else:
        writing.everything(documents)
    if before:
        before.close()


class _Writing:
    """One index being written."""

    def __init__(self, folder: Path, vocabulary: Vocabulary, zone: str, progress: Progress) -> None:
        self.folder, self.vocabulary, self.zone, self.progress = folder, vocabulary, zone, progress
        facts = json.dumps(vocabulary.to_json(), ensure_ascii=False, sort_keys=True)
        code = code_version("search", "view")
        self.made_by = hashlib.sha256(f"{VERSION} {zone} {code.hex()} {facts}".encode()).hexdigest()

    def everything(self, documents: Iterable[Document]) -> None:
        """One segment with all documents."""
        (self.folder / FOLDER).mkdir()
        writer = WhooshWriter(self.folder)
        count = self._segment("segment-0.bin", documents, writer)
        writer.commit()
        self._live(["segment-0.bin"], [np.arange(count, dtype=np.uint32)], {}, count)

    def renew(self, plan: Renewal, previous: Path) -> None:
        """The segments that are kept, and one with what is fresh, if anything is."""
        before, numbers = plan.previous, list(plan.numbers)
        share(previous, self.folder)
        writer = WhooshWriter(self.folder)
        names = [before.files[at] for at in plan.kept]
        dead: dict[str, Array] = {}
        for place, at in enumerate(plan.kept):
            (self.folder / before.files[at]).hardlink_to(previous / before.files[at])
            segment = before.segments[at]
            gone = np.flatnonzero(plan.numbers[place] == DEAD)
            for number in (segment.sidecar.arrays["stored"][gone].astype(np.int64) + before.first[at]).tolist():
                writer.delete(number)
            if len(gone):
                dead |= {f"dead_{place}_{name}": array for name, array in _dictionary(segment, gone.tolist())}
        if plan.fresh:
            names.append(_next_name(before.files))
            self._segment(names[-1], (document for document, _ in plan.fresh), writer)
            numbers.append(np.array([number for _, number in reversed(plan.fresh)], np.uint32))
        writer.commit(plan.kept)
        self._live(names, numbers, dead, plan.documents)

    def _segment(self, name: str, documents: Iterable[Document], writer: WhooshWriter) -> int:
        analyser = Analyser(self.vocabulary)
        collected = Collected()
        for document in documents:
            analysis = analyser.analyse(document)
            writer.add(document, analysis.words)
            collected.add(document, analysis)
            if collected.count % _PROGRESS_EVERY == 0:
                self.progress(collected.count)
        count = collected.count
        arrays = collected.arrays(self.vocabulary, analyser.segmenter)
        write_sidecar(self.folder / name, arrays, {"documents": count})
        self.progress(count)
        return count

    def _live(self, names: Sequence[str], numbers: Sequence[Array], dead: dict[str, Array], count: int) -> None:
        """Say which documents live and how they are numbered; with it the index is whole."""
        paths = [self.folder / name for name in names]
        paths += [path for path in (self.folder / FOLDER).iterdir() if not path.name.endswith("WRITELOCK")]
        facts = {
            "documents": count,
            "segments": list(names),
            "first": [0, *accumulate(len(array) for array in numbers)][:-1],
            "made_by": self.made_by,
            "files": {path.relative_to(self.folder).as_posix(): signature(path) for path in sorted(paths)},
        }
        arrays = {f"numbers_{at}": array for at, array in enumerate(numbers)} | dead
        write_sidecar(self.folder / FILE, arrays.items(), facts)


def _dictionary(segment: Segment, documents: Sequence[int]) -> Iterator[tuple[str, Array]]:
    """How many places each pair of characters and each token has in some documents of a segment."""
    streams = [segment.places.stream(field, document) for field in STREAM_FIELDS for document in documents]
    ends = np.cumsum([len(stream) // 2 for stream in streams]).tolist()
    for name, array in StreamInverter(np.frombuffer(b"".join(streams), np.uint16), ends).arrays():
        if name not in ("kind", "pair_places", "token_posting_places"):
            yield name, array


def _next_name(names: Iterable[str]) -> str:
    """A name that no segment has; segments of other generations are never opened here, so they may share it."""
    last = max(int(name.removeprefix("segment-").removesuffix(".bin")) for name in names)
    return f"segment-{last + 1}.bin"
