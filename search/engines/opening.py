"""Opens the index of a generation with the engine that settings name."""

from __future__ import annotations

from pathlib import Path

from search.engines.arrays.backend import ArraysBackend
from search.index.guide_documents import GUIDES
from search.query.backend import Backend
from search.query.engine import Engine
from view.vocabulary.vocabulary import Vocabulary


def open_engine(folder: Path, vocabulary: Vocabulary, zone: str) -> Engine:
    """Open the index that `write_index` wrote into `folder`."""
    guides = folder / GUIDES
    return Engine(
        _backend(folder, zone), vocabulary, Engine(_backend(guides, zone), vocabulary) if guides.is_dir() else None
    )


def _backend(folder: Path, zone: str) -> Backend:
    return ArraysBackend(folder, zone)
