"""Two engines over one index: what each of them says."""

from __future__ import annotations

from pathlib import Path

from search.engines.opening import open_engine
from search.index.indexing import write_index
from search.query.engine import Engine
from tests.search.conformance import guides
from tests.search.corpora import ZONE, vocabulary
from view.bulletin import Document, DocumentList
from view.settings.endpoint_settings import EndpointSettings
from view.settings.search_settings import SearchSettings

WHOOSH = EndpointSettings(search=SearchSettings("whoosh"))


def both(folder: Path) -> tuple[Engine, Engine]:
    """The reference and the default over one index."""
    reference = open_engine(folder, vocabulary(), ZONE, WHOOSH)
    assert reference.backend.name == "whoosh"
    return reference, open_engine(folder, vocabulary(), ZONE)


def write(folder: Path, documents: list[Document], previous: Path | None = None) -> Path:
    folder.mkdir()
    write_index(DocumentList(documents, guides()), folder, vocabulary(), ZONE, previous=previous)
    return folder
