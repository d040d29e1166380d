"""Nothing below `var/` is believed for its name or size: what is damaged is made again before it is served."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from search.faces.generations import Generations, NoGenerationError
from search.query_types import Query
from tests.harms import another_byte, cut, emptied, live, zeros
from tests.site_helper import Site
from view.untrusted.intact import LISTING, damage, list_files

pytestmark = pytest.mark.thorough  # processes of its own, or whole releases: some seconds each

HARMS: tuple[Callable[[Path], None], ...] = (another_byte, emptied, cut, zeros, Path.unlink)
FILES = (
    "live.bin",
    "segment-*.bin",
    "bundle.json",
    "templates/search.html",
    "whoosh/*.record.col",
    "whoosh/*.toc",
    LISTING,
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A built site of three bulletins, to be copied."""
    site = Site(tmp_path_factory.mktemp("model")).small()
    for name in ("n1", "n2", "n3"):
        site.bulletin(name, "关税上调。")
    site.build(index=True)
    return site


def copied(model: Site, root: Path) -> Site:
    shutil.copytree(model.root, root, copy_function=shutil.copy2)
    return Site(root, model.at)


def found(site: Site) -> list[str]:
    """What the endpoint finds."""
    generations = Generations(site.root)
    try:
        with generations.lease() as one:
            return one.engine.ids(Query(q="关税"))
    finally:
        generations.close()


@pytest.mark.parametrize("harm", HARMS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_index_is_not_served_and_the_next_build_writes_it_again(
    model: Site, tmp_path: Path, name: str, harm: Callable[[Path], None]
) -> None:
    site = copied(model, tmp_path / "site")
    site.build(index=True)
    (path,) = live(site).glob(name)
    harm(path)
    with pytest.raises(NoGenerationError):
        found(site)
    site.build(index=True, jobs=2)
    assert damage(live(site)) == ""
    assert found(site) == ["n3", "n2", "n1"]


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("name", ["live.bin", "segment-*.bin", "whoosh/*.record.col"])
def test_a_change_is_not_built_upon_damage(model: Site, tmp_path: Path, name: str, jobs: int) -> None:
    site = copied(model, tmp_path / "site")
    site.build(index=True)
    (path,) = live(site).glob(name)
    another_byte(path)
    site.bulletin("n4", "关税下调。").build(index=True, jobs=jobs)
    assert damage(live(site)) == ""
    assert found(site) == ["n4", "n3", "n2", "n1"]
    clean = site.clone(tmp_path / "clean")
    clean.build(index=True)
    assert live(site).name == live(clean).name
    assert (live(site) / "segment-0.bin").read_bytes() == (live(clean) / "segment-0.bin").read_bytes()
    assert [path.name for path in (site.root / "var" / "index").iterdir()] == [live(site).name]


def test_a_file_that_nobody_wrote_is_damage(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"a")
    list_files(tmp_path)
    assert damage(tmp_path) == ""
    (tmp_path / "b.bin").write_bytes(b"b")
    assert damage(tmp_path) == "b.bin is no part of it"
    (tmp_path / "b.bin").unlink()
    (tmp_path / "a.bin").unlink()
    os.mkfifo(tmp_path / "a.bin")
    assert damage(tmp_path) == "a.bin is not as it was written"


def test_a_folder_that_is_not_there_or_not_listed_is_damage(tmp_path: Path) -> None:
    assert damage(tmp_path / "none").startswith(f"{LISTING} cannot be read")
    for text in ("", "[]", "{", '{"a": "b"}'):
        (tmp_path / LISTING).write_text(text)
        assert damage(tmp_path)


def test_what_two_folders_share_is_listed_without_reading_and_noticed_all_the_same(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    (one / "a.bin").write_bytes(b"a")
    list_files(one)
    (other / "a.bin").hardlink_to(one / "a.bin")
    (other / "b.bin").write_bytes(b"b")
    another_byte(one / "a.bin")
    list_files(other, one)
    assert damage(other) == "a.bin is not as it was written"
