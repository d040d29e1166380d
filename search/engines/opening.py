"""Opens the index of a generation with the engine that settings name."""

from __future__ import annotations

from pathlib import Path

from search.engines.arrays.backend import ArraysBackend
from search.engines.whoosh.backend import WhooshBackend
from search.index.guide_documents import GUIDES
from search.query.backend import Backend
from search.query.engine import Engine
from view.settings.endpoint_settings import EndpointSettings
from view.vocabulary.vocabulary import Vocabulary

_DEFAULT = EndpointSettings()


def open_engine(folder: Path, vocabulary: Vocabulary, zone: str, settings: EndpointSettings = _DEFAULT) -> Engine:
    """Open the index that `write_index` wrote into `folder`. Help pages, which are few, are answered by the arrays."""
    guides = folder / GUIDES
    helping = Engine(ArraysBackend(guides, zone), vocabulary) if guides.is_dir() else None
    return Engine(_backend(folder, vocabulary, zone, settings), vocabulary, helping)


def _backend(folder: Path, vocabulary: Vocabulary, zone: str, settings: EndpointSettings) -> Backend:
    if settings.search.engine == "whoosh":
        return WhooshBackend(folder, vocabulary, zone)
    if settings.search.engine == "opensearch":
        from search.engines.opensearch.backend import OpenSearchBackend  # its client is an optional package

        return OpenSearchBackend(folder, zone, settings.opensearch)
    return ArraysBackend(folder, zone)
