"""Writes the index of a generation: Whoosh and, from the same tokens, the arrays beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, chain
from pathlib import Path

import numpy as np

from search.index import spelling
from search.index.collecting import Collected
from search.index.renewal import Renewal, open_previous, renew, segment_signature
from search.store.array_file import VERSION, Array, write_sidecar
from search.store.inversion import StreamInverter, pieces
from search.store.segments import DEAD, FILE, Segment
from search.store.whoosh_index import FOLDER, WhooshWriter, record_of, share
from search.text.analysis import STREAM_FIELDS, Analyser, Analysis
from view.bulletin import Documents
from view.version import code_version
from view.vocabulary.vocabulary import Vocabulary
from view.workers import beside, workers

ProgressCallback = Callable[[int], None]

#: How often `progress` is called.
_PROGRESS_EVERY = 100
#: Below this many documents a second process costs more than it saves.
PARALLEL_FROM = 200
#: Of more documents than this Whoosh's files and the arrays are written one after the other.
AT_ONCE = 30_000
#: Processes are begun anew after so many documents: each comes to have a copy of the memory that it looks at.
_BATCH = 10_000


def write_index(
    documents: Documents,
    folder: Path,
    vocabulary: Vocabulary,
    zone: str,
    *,
    previous: Path | None = None,
    jobs: int = 1,
    progress: ProgressCallback | None = None,
) -> None:
    """Index published documents into `folder`, which exists and is empty.

    With the folder of the generation before as `previous`, its segments are shared and only documents whose digest
    changed are analysed; answers are the same either way. `jobs` processes analyse. `progress` hears how many
    documents are done, now and then and at the end.
    """
    writing = _Writing(documents, folder, vocabulary, zone, jobs, progress or (lambda done: None))
    before = open_previous(previous, writing.made_by)
    plan = renew(before, documents) if before else None
    if plan and previous:
        writing.renew(plan, previous)
    else:
        writing.everything()
    if before:
        before.close()


def prepare(vocabulary: Vocabulary) -> None:
    """Load what writing an index needs: with this module come its libraries, with the names the dictionary."""
    Analyser(vocabulary)


class _Writing:
    """One index being written."""

    def __init__(
        self,
        documents: Documents,
        folder: Path,
        vocabulary: Vocabulary,
        zone: str,
        jobs: int,
        progress: ProgressCallback,
    ) -> None:
        self.documents, self.folder, self.vocabulary, self.zone = documents, folder, vocabulary, zone
        self.jobs, self.progress = jobs, progress
        facts = json.dumps(vocabulary.to_json(), ensure_ascii=False, sort_keys=True)
        code = code_version("search", "view")
        self.made_by = hashlib.sha256(f"{VERSION} {zone} {code.hex()} {facts}".encode()).hexdigest()

    def everything(self) -> None:
        """One segment with all documents."""
        (self.folder / FOLDER).mkdir()
        writer = WhooshWriter(self.folder)
        every = range(len(self.documents))
        self._segment("segment-0.bin", every, writer)
        self._live(["segment-0.bin"], [np.array(every, np.uint32)], {})

    def renew(self, plan: Renewal, previous: Path) -> None:
        """The segments that are kept, and one with what is fresh, if anything is."""
        before, numbers = plan.previous, list(plan.numbers)
        spelling.recall(previous)
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
            self._segment(names[-1], plan.fresh, writer, plan.kept)
            numbers.append((len(self.documents) - 1 - np.array(plan.fresh[::-1])).astype(np.uint32))
        else:
            writer.commit(plan.kept)
        self._live(names, numbers, dead)

    def _segment(self, name: str, places: Sequence[int], writer: WhooshWriter, kept: Sequence[int] = ()) -> None:
        """Write the documents at these places into a segment of their own, beside those that are `kept`."""
        analyser = Analyser(self.vocabulary)
        collected = Collected(self.folder)

        def prepare(place: int) -> tuple[bytes, Analysis]:
            document = self.documents[place]
            return record_of(document), analyser.analyse(document)

        jobs = self.jobs if len(places) >= PARALLEL_FROM else 1
        batches = (places[first : first + _BATCH] for first in range(0, len(places), _BATCH))
        prepared = chain.from_iterable(workers(prepare, batch, jobs) for batch in batches)
        for place, (record, analysis) in zip(places, prepared, strict=True):
            document = self.documents[place]
            writer.add(document, record)
            collected.add(document, analysis)
            if collected.count % _PROGRESS_EVERY == 0:
                self.progress(collected.count)
        self.progress(collected.count)

        def write_arrays(path: Path) -> dict[str, tuple[str, ...]]:
            arrays = collected.arrays(self.vocabulary, analyser.segmenter)
            write_sidecar(path, arrays, {"documents": len(places)})
            return spelling.known_syllables()

        # Meanwhile Whoosh writes its own, unless the memory that both take at once is more than the time is worth.
        with beside(write_arrays, [self.folder / name], jobs if len(places) <= AT_ONCE else 1) as written:
            writer.commit(kept, collected.postings())
            spelling.learn(next(written))

    def _live(self, names: Sequence[str], numbers: Sequence[Array], dead: dict[str, Array]) -> None:
        """Say which documents live and how they are numbered; with it the index is whole."""
        paths = [self.folder / name for name in names]
        paths.append(spelling.keep(self.folder))
        paths += [path for path in (self.folder / FOLDER).iterdir() if not path.name.endswith("WRITELOCK")]
        facts = {
            "documents": len(self.documents),
            "segments": list(names),
            "first": [0, *accumulate(len(array) for array in numbers)][:-1],
            "made_by": self.made_by,
            "files": {path.relative_to(self.folder).as_posix(): segment_signature(path) for path in sorted(paths)},
        }
        arrays = {f"numbers_{at}": array for at, array in enumerate(numbers)} | dead
        write_sidecar(self.folder / FILE, arrays.items(), facts)


def _dictionary(segment: Segment, documents: Sequence[int]) -> Iterator[tuple[str, Array]]:
    """How many places each pair of characters and each token has in some documents of a segment."""
    inverter = StreamInverter()
    for piece in pieces(segment.places.stream(field, one) for field in STREAM_FIELDS for one in documents):
        inverter.add(piece)
    for name, values in inverter.arrays():
        if isinstance(values, np.ndarray) and name != "kind":  # the places come in parts
            yield name, values


def _next_name(names: Iterable[str]) -> str:
    """A name that no segment has; segments of other generations are never opened here, so they may share it."""
    last = max(int(name.removeprefix("segment-").removesuffix(".bin")) for name in names)
    return f"segment-{last + 1}.bin"
