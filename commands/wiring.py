"""What one room is handed of another: the builder's and the publisher's way to the search index."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from view.problems import ContentError

if TYPE_CHECKING:
    from view.bulletin import Documents
    from view.settings.endpoint_settings import EndpointSettings
    from view.settings.site_settings import Settings
    from view.vocabulary.vocabulary import Vocabulary


class SiteIndex:
    """The builder's and the publisher's way to the index of one site; imported when there is something to index."""

    def __init__(self, root: Path, *, replaced_stays: bool = True) -> None:
        self.root, self.replaced_stays = root, replaced_stays

    def __call__(
        self, documents: Documents, folder: Path, settings: Settings, vocabulary: Vocabulary, previous: Path | None,
        jobs: int, progress: Callable[[int], None],
    ) -> None:  # fmt: skip
        """Write it for the engine that site.toml and the environment name."""
        from search.engines.building import write_generation_index

        write_generation_index(
            documents, folder, vocabulary, settings.timezone, search_settings(self.root),
            previous=previous, replaced_stays=self.replaced_stays, jobs=jobs, progress=progress,
        )  # fmt: skip


def search_settings(root: Path) -> EndpointSettings:
    """What site.toml and the environment say of the search. ContentError with what is wrong with that.

    What else may be wrong is told by those who need it.
    """
    from view.settings.site_settings import read_all

    loaded = read_all(root, os.environ)
    ours = ("search.", "opensearch.", "XINFENG_SEARCH_", "XINFENG_OPENSEARCH")
    if wrong := [one for one in loaded.problems if one.field.startswith(ours)]:
        raise ContentError(wrong)
    return loaded.endpoint


def renew_index(root: Path, jobs: int) -> None:
    """Write the live index again without the wording that was replaced in it; the publisher's way to the index."""
    from builder.base.paths import SitePaths, live_generation
    from builder.releasing import generation_files
    from search.index import indexing

    live = live_generation(SitePaths(root))
    if live is not None and indexing.holds_replaced(live):
        generation_files.renew_index(root, SiteIndex(root, replaced_stays=False), jobs, lambda done: None)


def index_is_lost(root: Path) -> bool:
    """Whether a cluster has lost the live index: then nothing of earlier builds is trusted."""
    settings = search_settings(root)
    if settings.search.engine != "opensearch":
        return False
    from builder.base.paths import SitePaths, live_generation
    from search.engines import building

    return building.index_is_lost(live_generation(SitePaths(root)), settings)


def lead_back(root: Path, generation: str) -> None:
    """Have a cluster's alias lead to an older generation, whose index must be there."""
    settings = search_settings(root)
    if settings.search.engine == "opensearch":
        from search.engines import building

        building.lead_back(generation, settings)
