"""What one room is handed of another: the builder's and the publisher's way to the search index."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from view.bulletin import Documents
    from view.settings.site_settings import Settings
    from view.vocabulary.vocabulary import Vocabulary


def write_index(
    documents: Documents, folder: Path, settings: Settings, vocabulary: Vocabulary, previous: Path | None,
    jobs: int, progress: Callable[[int], None],
) -> None:  # fmt: skip
    """The builder's way to the index; imported when there is something to index."""
    from search.index import indexing

    zone = settings.timezone
    indexing.write_index(documents, folder, vocabulary, zone, previous=previous, jobs=jobs, progress=progress)


def renew_index(root: Path, jobs: int) -> None:
    """Write the live index again without the wording that was replaced in it; the publisher's way to the index."""
    from builder.base.paths import SitePaths, live_generation
    from builder.releasing import generation_files
    from search.index import indexing

    def write_pure(
        documents: Documents, folder: Path, settings: Settings, vocabulary: Vocabulary, previous: Path | None,
        jobs: int, progress: Callable[[int], None],
    ) -> None:  # fmt: skip
        indexing.write_index(
            documents, folder, vocabulary, settings.timezone,
            previous=previous, replaced_stays=False, jobs=jobs, progress=progress,
        )  # fmt: skip

    live = live_generation(SitePaths(root))
    if live is not None and indexing.holds_replaced(live):
        generation_files.renew_index(root, write_pure, jobs, lambda done: None)
