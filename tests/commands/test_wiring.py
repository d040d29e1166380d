"""What one room is handed of another: the way to the search index, for the engine that settings name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from commands.wiring import SiteIndex, index_is_lost, lead_back, renew_index, search_settings
from search.engines import building
from search.store.segments import FILE
from tests.search.corpora import document, vocabulary
from tests.site_helper import Site
from view.bulletin import DocumentList
from view.problems import ContentError
from view.settings.site_settings import Settings

CLUSTER = '[search]\nengine = "opensearch"\n[opensearch]\nurls = ["http://127.0.0.1:9"]\n'


def test_what_is_wrong_with_the_search_is_told_and_nothing_else(site: Site) -> None:
    site.settings('titel = "x"\n')
    assert search_settings(site.root).search.engine == "arrays"
    site.settings('titel = "x"\n[search]\nengine = "lucene"\n')
    with pytest.raises(ContentError) as raised:
        search_settings(site.root)
    assert [one.field for one in raised.value.problems] == ["search.engine"]


def test_an_index_is_written_for_it(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "g"
    folder.mkdir()
    done: list[int] = []
    some = DocumentList([document(1, "甲")])
    SiteIndex(site.root)(some, folder, Settings(), vocabulary(), None, 1, done.append)
    assert (folder / FILE).is_file()
    assert done


def test_only_a_cluster_is_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def is_lost(folder: object, settings: object) -> bool:
        asked.append(folder)
        return True

    monkeypatch.setattr(building, "index_is_lost", is_lost)
    monkeypatch.setattr(building, "lead_back", lambda generation, settings: asked.append(generation))
    assert not index_is_lost(site.root)
    lead_back(site.root, "g0")
    assert asked == []
    site.settings(CLUSTER).file("site/generation.json", '{"generation": "g1"}')
    assert index_is_lost(site.root)
    lead_back(site.root, "g0")
    assert asked == [site.root / "var" / "index" / "g1", "g0"]


def test_an_index_without_replaced_wording_is_not_written_again(site: Site) -> None:
    renew_index(site.root, 1)  # nothing was built
    site.small().bulletin("a").build(index=True)
    before = site.everything()
    renew_index(site.root, 1)
    assert site.everything() == before
