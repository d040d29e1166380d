"""Writes the index of a generation: Whoosh and, from the same tokens, the sidecar."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from search.analysis import Analyser
from search.collecting import Collected
from search.sidecar import write_sidecar
from search.whoosh_index import WhooshWriter
from view.document import Document
from view.vocabulary import Vocabulary

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
    collected = Collected()
    for document in documents:
        analysis = analyser.analyse(document)
        writer.add(document, analysis.words)
        collected.add(document, analysis)
        if progress and collected.count % _PROGRESS_EVERY == 0:
            progress(collected.count)
    writer.commit()
    facts = {"documents": collected.count, "zone": zone}
    write_sidecar(folder, collected.arrays(vocabulary, analyser.segmenter), facts)
    if progress:
        progress(collected.count)
