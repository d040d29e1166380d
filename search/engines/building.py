"""Writes the index of a generation for the engine that settings name: the index of record always, a cluster's too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from search.index import indexing
from view.bulletin import Documents
from view.problems import NotTakenError
from view.settings.endpoint_settings import EndpointSettings
from view.vocabulary.vocabulary import Vocabulary


def write_generation_index(
    documents: Documents, folder: Path, vocabulary: Vocabulary, zone: str, settings: EndpointSettings, *,
    previous: Path | None, replaced_stays: bool = True, jobs: int = 1, progress: Callable[[int], None] | None = None,
) -> None:  # fmt: skip
    """What `write_index` does; and what a cluster needs is put there. NotTakenError when the cluster does not take it.

    `folder` is named after the generation, as `.NAME.new` while it is written.
    """
    indexing.write_index(
        documents, folder, vocabulary, zone,
        previous=previous, replaced_stays=replaced_stays, jobs=jobs, progress=progress,
    )  # fmt: skip
    if settings.search.engine == "opensearch":
        generation = folder.name.removeprefix(".").removesuffix(".new")
        _cluster().publish(folder, generation, previous, vocabulary, zone, settings.opensearch)


def index_is_lost(folder: Path | None, settings: EndpointSettings) -> bool:
    """Whether a cluster has lost the index of a generation, so that all of it must be built again."""
    if folder is None or settings.search.engine != "opensearch":
        return False
    lost: bool = _cluster().is_lost(folder, settings.opensearch)
    return lost


def lead_back(generation: str, settings: EndpointSettings) -> None:
    """Have a cluster's alias lead to an older generation. NotTakenError when its index is not there any more."""
    _cluster().return_to(generation, settings.opensearch)


def _cluster() -> Any:
    """The way into a cluster, whose client is an optional package."""
    try:
        from search.engines.opensearch import filling
    except ModuleNotFoundError as missing:
        if missing.name != "opensearchpy":
            raise
        message = "search.engine is opensearch, and its client is not installed: pip install 'xinfeng[opensearch]'"
        raise NotTakenError(message) from None
    return filling
