"""Writes the index of a generation: Whoosh and, from the same tokens, the sidecar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search.analysis import STREAM_FIELDS, Analyser, Analysis
from search.inversion import invert_ranked, invert_streams, rank_numbers
from search.neighbours import neighbour_arrays
from search.query import FACETS
from search.sidecar import pack_strings, write_sidecar
from search.suggestions import suggestion_arrays
from search.whoosh_index import WhooshWriter
from view.document import STATUSES, Document
from view.vocabulary import Vocabulary

Array = npt.NDArray[Any]

#: How often `progress` is called.
_PROGRESS_EVERY = 100


def write_index(
    documents: Iterable[Document],
    folder: Path,
    vocabulary: Vocabulary,
    zone: str,
    *,
    previous: Path | None = None,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Index published documents into `folder`. `progress` hears how many are done, now and then and at the end."""
    analyser = Analyser(vocabulary)
    writer = WhooshWriter(folder)
    collected = _Collected()
    for document in documents:
        analysis = analyser.analyse(document)
        writer.add(document, analysis.words)
        collected.add(document, analysis)
        if progress and len(collected.facts) % _PROGRESS_EVERY == 0:
            progress(len(collected.facts))
    writer.commit()
    write_sidecar(folder, collected.arrays(analyser, vocabulary), {"documents": len(collected.facts), "zone": zone})
    if progress:
        progress(len(collected.facts))


class _Collected:
    """What the sidecar is made of, document by document in the order they came."""

    def __init__(self) -> None:
        self.facts: list[tuple[int, str]] = []  # when published (microseconds), id
        self.documents: list[tuple[str, str, dict[str, tuple[str, ...]]]] = []  # title, status, facet values
        self.streams: list[tuple[bytes, ...]] = []
        self.words: list[tuple[Array, Array]] = []  # word numbers, weights
        self.numbers: dict[str, int] = {}  # word → number in the order met

    def add(self, document: Document, analysis: Analysis) -> None:
        self.facts.append((round(document.date.timestamp() * 1_000_000), document.id))
        values: dict[str, tuple[str, ...]] = {
            "country": document.countries,
            "industry": document.industries,
            "channel": (document.channel,),
            "level": (document.level,) if document.level else (),
            "keyword": document.keywords,
        }
        self.documents.append((document.title, document.status, values))
        self.streams.append(tuple(stream.encode("utf-16-le", "surrogatepass") for stream in analysis.streams))
        numbers = [self.numbers.setdefault(word, len(self.numbers)) for word in analysis.words]
        self.words.append((np.array(numbers, np.uint32), np.array(list(analysis.words.values()), np.uint16)))

    def arrays(self, analyser: Analyser, vocabulary: Vocabulary) -> dict[str, Array]:
        """All arrays of the sidecar. Documents are numbered from the newest (date, then id), which is `sort=newest`."""
        order = sorted(range(len(self.facts)), key=self.facts.__getitem__, reverse=True)
        documents = [self.documents[at] for at in order]
        titles = [title for title, _, _ in documents]
        tokens, streams = self._stream_arrays(order)
        used, facets = _facet_arrays([values for _, _, values in documents])
        return {
            "stored": np.array(order, np.uint32),
            "date": np.array([self.facts[at][0] for at in order], np.int64),
            "status": np.array([STATUSES.index(status) for _, status, _ in documents], np.uint8),
            **pack_strings("id", [self.facts[at][1] for at in order]),
            **pack_strings("title", titles),
            **facets,
            **suggestion_arrays(titles, used, vocabulary, analyser.segmenter),
            **streams,
            **self._word_arrays(order),
            **neighbour_arrays((*self.numbers, *tokens)),
        }

    def _stream_arrays(self, order: Sequence[int]) -> tuple[list[str], dict[str, Array]]:
        """The text of all titles, then of all keywords and so on, so that a field is a range of places."""
        starts: dict[str, Array] = {}
        streams: list[bytes] = []
        place = 0
        for rank, field in enumerate(STREAM_FIELDS):
            added = [self.streams[at][rank] for at in order]
            start = np.full(len(order) + 1, place, np.int64)
            start[1:] += np.cumsum([len(stream) // 2 for stream in added], dtype=np.int64)
            starts["start_" + field] = start.astype(np.uint32)
            place = int(start[-1])
            streams += added
        self.streams.clear()
        tokens, inverted = invert_streams(streams)
        return tokens, {**starts, "codes": np.frombuffer(b"".join(streams), np.uint16), **inverted}

    def _word_arrays(self, order: Sequence[int]) -> dict[str, Array]:
        counts = [len(self.words[at][0]) for at in order]
        numbers = np.concatenate([np.zeros(0, np.uint32), *(self.words[at][0] for at in order)])
        weights = np.concatenate([np.zeros(0, np.uint16), *(self.words[at][1] for at in order)])
        words, ranks = rank_numbers(self.numbers, numbers)
        docs = np.repeat(np.arange(len(order), dtype=np.uint32), counts)
        return {
            **pack_strings("word", words),
            **invert_ranked("word_posting", ranks, [("docs", docs), ("weights", weights)], len(words)),
        }


def _ranked(texts: Sequence[str]) -> tuple[list[str], Array]:
    """The different texts, sorted, and the rank of each among them."""
    different = sorted(set(texts))
    rank = {text: at for at, text in enumerate(different)}
    return different, np.array([rank[text] for text in texts], np.uint32)


def _facet_arrays(
    values: Sequence[dict[str, tuple[str, ...]]],
) -> tuple[dict[str, list[str]], dict[str, Array]]:
    """For each facet its used values, sorted, and the documents that hold each."""
    all_used: dict[str, list[str]] = {}
    arrays: dict[str, Array] = {}
    for facet in FACETS:
        pairs = [(value, number) for number, one in enumerate(values) for value in dict.fromkeys(one[facet])]
        used, ranks = _ranked([value for value, _ in pairs])
        all_used[facet] = used
        docs = np.array([number for _, number in pairs], np.uint32)
        arrays |= pack_strings(facet, used)
        arrays |= invert_ranked(f"{facet}_posting", ranks, [("docs", docs)], len(used))
    return all_used, arrays
