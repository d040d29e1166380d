"""Generations of the index: written beside their place, put there whole, renewed from what the last build knew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from builder.base.paths import SitePaths, live_generation
from builder.releasing import generation_files
from builder.releasing.generation_files import NotRenewedError, renew_index, write_generation
from tests.site_helper import Site
from view.untrusted.intact import damage


def write(text: str) -> Any:
    return lambda beside: (beside / "a").write_text(text)


@pytest.mark.parametrize("can_exchange", [True, False])
def test_it_is_put_in_its_place_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool) -> None:
    if not can_exchange:
        monkeypatch.setattr(generation_files, "exchange", lambda one, other: False)
    folder = tmp_path / "index" / "g"
    for text in ("one", "two"):
        write_generation(folder, None, write(text))
        assert (folder / "a").read_text() == text
        assert damage(folder) == ""
        assert [one.name for one in folder.parent.iterdir()] == ["g"]


def test_one_that_cannot_be_written_leaves_the_last_one(tmp_path: Path) -> None:
    def fail(beside: Path) -> None:
        (beside / "a").write_text("half")
        raise OSError("full")

    folder = tmp_path / "index" / "g"
    write_generation(folder, None, write("one"))
    with pytest.raises(OSError, match="full"):
        write_generation(folder, None, fail)
    assert (folder / "a").read_text() == "one"
    write_generation(folder, None, write("two"))
    assert [one.name for one in folder.parent.iterdir()] == ["g"]


def test_an_index_is_renewed_from_what_the_last_build_knew(site: Site) -> None:
    site.small().bulletin("a", "原文。").guide("g").build(index=True)
    site.bulletin("a", "后来改的。")
    told: list[Any] = []

    def index(documents: Any, folder: Path, *_: Any) -> None:
        told.append([(one.id, list(one.blocks)) for one in (documents[at] for at in range(len(documents)))])
        told.append([one.title for one in documents.guides])
        (folder / "new.bin").write_bytes(b"x")

    renew_index(site.root, index, 1, lambda done: None)
    live = live_generation(SitePaths(site.root))
    assert live
    assert told[0] == [("a", ["原文。"])]
    assert len(told[1]) == 1
    assert (live / "new.bin").is_file()
    assert (live / "bundle.json").is_file()
    assert damage(live) == ""


def test_without_caches_it_is_not_renewed(site: Site) -> None:
    with pytest.raises(NotRenewedError):
        renew_index(site.root, lambda *_: None, 1, lambda done: None)
    site.small().bulletin("a").build(index=True)
    site.remove("var/cache/parsed.sqlite")

    def index(documents: Any, *_: Any) -> None:
        documents[0]

    with pytest.raises(NotRenewedError):
        renew_index(site.root, index, 1, lambda done: None)
