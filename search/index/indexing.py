"""Writes the index of a generation: Whoosh and, from the same tokens, the arrays beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path

import numpy as np

from search.index import spelling
from search.index.collecting import Collected
from search.index.guide_documents import GUIDES, as_documents
from search.index.recovery import Recovery
from search.index.renewal import Renewal, open_previous, parts_of_segment, renew
from search.store.array_file import VERSION, Array, write_sidecar
from search.store.inversion import StreamInverter, pieces
from search.store.record import record_of
from search.store.segments import DEAD, FILE, Live, Segment
from search.store.whoosh_index import FOLDER, WhooshWriter, share
from search.text.analysis import STREAM_FIELDS, Analyser, Analysis
from view.bulletin import Documents
from view.second_names import link_or_copy
from view.version import code_version
from view.vocabulary.vocabulary import Vocabulary
from view.workers import beside, workers

ProgressCallback = Callable[[int], None]

#: How often `progress` is called.
_PROGRESS_EVERY = 100
#: Below this many documents a second process costs more than it saves.
PARALLEL_FROM = 200


def write_index(
    documents: Documents,
    folder: Path,
    vocabulary: Vocabulary,
    zone: str,
    *,
    previous: Path | None = None,
    replaced_stays: bool = True,
    jobs: int = 1,
    progress: ProgressCallback | None = None,
) -> None:
    """Index published documents into `folder`, which exists and is empty.

    With the folder of the generation before, which must be as it was written, as `previous`, its segments are shared
    and only documents whose digest changed are analysed; answers are the same either way. No text of a document that
    is not among `documents` is in the folder; of one that is, wording it had before may be where `replaced_stays`.
    `jobs` processes analyse. `progress` hears how many documents are done, now and then and at the end.
    """
    writing = _Writing(documents, folder, vocabulary, zone, jobs, progress or (lambda done: None))
    writing.write(previous, replaced_stays=replaced_stays)
    if documents.guides:
        (folder / GUIDES).mkdir()
        guides = _Writing(as_documents(documents.guides), folder / GUIDES, vocabulary, zone, 1, lambda done: None)
        guides.write(previous / GUIDES if previous else None, replaced_stays=replaced_stays)


def holds_replaced(folder: Path) -> bool:
    """Whether there is wording in an index, if there is one, that its documents do not have any more."""
    return _has_dead(folder) or _has_dead(folder / GUIDES)


def _has_dead(folder: Path) -> bool:
    if not (folder / FILE).is_file():
        return False
    live = Live(folder)
    found = any(segment.has_dead for segment in live.segments)
    live.close()
    return found


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
        self._moved: dict[int, tuple[int, int]] = {}
        self._recovery: Recovery | None = None
        self._names: list[str] = []
        self._numbers: list[Array] = []
        self._done = 0

    def write(self, previous: Path | None, *, replaced_stays: bool) -> None:
        """Write the index, on that of the generation before as far as it can be."""
        before = open_previous(previous, self.made_by)
        if before and previous:
            self.renew(renew(before, self.documents, replaced_stays=replaced_stays), previous)
            before.close()
        else:
            self.everything()

    def everything(self) -> None:
        """Segments with all documents."""
        (self.folder / FOLDER).mkdir()
        self._write(range(len(self.documents)), 0)
        self._live({})

    def renew(self, plan: Renewal, previous: Path) -> None:
        """The segments that are kept, and those with what is fresh, if anything is."""
        before = plan.previous
        for segment in before.segments:
            spelling.recall(segment.sidecar)
        share(previous, self.folder)
        writer = WhooshWriter(self.folder)
        dead: dict[str, Array] = {}
        for place, at in enumerate(plan.kept):
            link_or_copy(previous / before.files[at], self.folder / before.files[at])
            segment = before.segments[at]
            gone = np.flatnonzero(plan.numbers[place] == DEAD)
            for number in (segment.sidecar.arrays["stored"][gone].astype(np.int64) + before.first[at]).tolist():
                writer.delete(number)
            if len(gone):
                dead |= {f"dead_{place}_{name}": array for name, array in _dictionary(segment, gone.tolist())}
        writer.commit(plan.kept)
        self._names, self._numbers = [before.files[at] for at in plan.kept], list(plan.numbers)
        if plan.moved:
            self._moved, self._recovery = plan.moved, Recovery(previous, before)
        self._write(plan.fresh, _next(before.files))
        if self._recovery:
            self._recovery.close()
        self._live(dead)

    def _write(self, places: Sequence[int], number: int) -> None:
        """Write the documents at these places into new segments, which are numbered from `number`."""
        written = parts_of_segment(places)
        if not written and not self._names:
            written = [places]  # an index of nothing is one segment too
        if len(written) > 1:
            spelling.load_readings()
        for at, some in enumerate(written, number):
            self._segment(f"segment-{at}.bin", some)

    def _segment(self, name: str, places: Sequence[int]) -> None:
        """Write the documents at these places into a segment of their own, after those that there are."""
        analyser = Analyser(self.vocabulary)
        collected = Collected(self.folder)
        writer = WhooshWriter(self.folder)

        def prepare(place: int) -> tuple[bytes, Analysis]:
            document = self.documents[place]
            return record_of(document), analyser.analyse(document)

        for place, (record, analysis) in zip(places, self._prepared(places, prepare), strict=True):
            document = self.documents[place]
            writer.add(document, record)
            collected.add(document, analysis)
            self._done += 1
            if self._done % _PROGRESS_EVERY == 0:
                self.progress(self._done)
        self.progress(self._done)

        def write_arrays(path: Path) -> dict[str, tuple[str, ...]]:
            arrays = collected.arrays(self.vocabulary, analyser.segmenter)
            write_sidecar(path, arrays, {"documents": len(places)})
            return spelling.known_syllables()

        # Meanwhile Whoosh writes its own.
        with beside(write_arrays, [self.folder / name], self._jobs(places)) as written:
            writer.commit(range(len(self._names)), collected.postings(), collected.terms())
            spelling.learn(next(written))
        self._names.append(name)
        self._numbers.append((len(self.documents) - 1 - np.array(places[::-1])).astype(np.uint32))

    def _prepared(
        self, places: Sequence[int], prepare: Callable[[int], tuple[bytes, Analysis]]
    ) -> Iterator[tuple[bytes, Analysis]]:
        """Record and analysis of the document at each place; only what is in no segment yet is worked out."""
        fresh = [place for place in places if place not in self._moved]
        worked_out = workers(prepare, fresh, self._jobs(fresh))
        for place in places:
            where = self._moved.get(place)
            yield self._recovery.document(*where) if where and self._recovery else next(worked_out)
        list(worked_out)  # so that its processes end

    def _jobs(self, places: Sequence[int]) -> int:
        return self.jobs if len(places) >= PARALLEL_FROM else 1

    def _live(self, dead: dict[str, Array]) -> None:
        """Say which documents live and how they are numbered; with it the index is whole."""
        facts = {
            "documents": len(self.documents),
            "segments": self._names,
            "first": [0, *accumulate(len(array) for array in self._numbers)][:-1],
            "made_by": self.made_by,
        }
        arrays = {f"numbers_{at}": array for at, array in enumerate(self._numbers)} | dead
        write_sidecar(self.folder / FILE, arrays.items(), facts)


def _dictionary(segment: Segment, documents: Sequence[int]) -> Iterator[tuple[str, Array]]:
    """How many places each pair of characters and each token has in some documents of a segment."""
    inverter = StreamInverter()
    for piece in pieces(segment.places.stream(field, one) for field in STREAM_FIELDS for one in documents):
        inverter.add(piece)
    for name, values in inverter.arrays():
        if isinstance(values, np.ndarray) and name != "kind":  # the places come in parts
            yield name, values


def _next(names: Iterable[str]) -> int:
    """A number that no segment has; segments of other generations are never opened here, so they may share it."""
    return 1 + max(int(name.removeprefix("segment-").removesuffix(".bin")) for name in names)
