"""Twins by what they are twins of: made once, only where smaller, and not believed for their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.release.compression import ENCODERS, MIN_BYTES, TwinStore, is_text, original_of, unpacked
from publish.release.digests import sha256_of

TEXT = b"<p>abc</p>" * 200


@pytest.mark.parametrize("ending", ENCODERS)
def test_the_same_bytes_give_the_same_twin_and_come_out_again(ending: str) -> None:
    packed = ENCODERS[ending](TEXT)
    assert packed == ENCODERS[ending](TEXT)
    assert unpacked(ending, packed) == TEXT
    for damaged in (b"", packed[:-5], packed + b"x" if ending == ".gz" else b"x" * 20):
        assert unpacked(ending, damaged) is None


@pytest.mark.parametrize(
    ("path", "base"),
    [
        ("a/index.html.gz", "a/index.html"),
        ("a.css.br", "a.css"),
        ("a.png.gz", ""),
        ("a.html", ""),
        ("a.zip", ""),
        (".gz", ""),
    ],
)
def test_what_a_path_would_be_the_twin_of(path: str, base: str) -> None:
    assert original_of(path) == base
    assert [is_text(one) for one in ("a.html", "a.svg", "a.png", "html")] == [True, True, False, False]


@pytest.fixture
def store(tmp_path: Path) -> TwinStore:
    return TwinStore(tmp_path / "twins")


def filled(store: TwinStore, tmp_path: Path, data: bytes) -> str:
    (tmp_path / "a").write_bytes(data)
    digest = sha256_of(tmp_path / "a")
    store.fill({digest: tmp_path / "a"}, 2)
    return digest


def test_they_are_made_once(store: TwinStore, tmp_path: Path) -> None:
    digest = filled(store, tmp_path, TEXT)
    assert set(store.twins(digest)) == set(ENCODERS)
    done: list[int] = []
    store.fill({digest: tmp_path / "a"}, 1, done.append)
    assert done == []
    assert len(store.there()) == 2
    assert all(store.is_twin(name) for name in store.there())


def test_what_does_not_gain_has_none(store: TwinStore, tmp_path: Path) -> None:
    assert store.twins(filled(store, tmp_path, b"a" * (MIN_BYTES - 1))) == {}
    assert set(store.twins(filled(store, tmp_path, b"a" * MIN_BYTES))) == set(ENCODERS)


def test_a_twin_of_something_else_is_removed(store: TwinStore, tmp_path: Path) -> None:
    digest = filled(store, tmp_path, TEXT)
    twin = store.twins(digest)[".gz"]
    twin.write_bytes(ENCODERS[".gz"](TEXT + b"x"))
    assert not store.is_twin(twin.relative_to(store.folder).as_posix())
    assert set(store.twins(digest)) == {".br"}


def test_what_no_file_needs_and_what_other_levels_made_goes(store: TwinStore, tmp_path: Path) -> None:
    first, second = filled(store, tmp_path, TEXT), filled(store, tmp_path, TEXT * 2)
    (store.folder.parent / "gzip1-brotli1").mkdir()
    store.forget([second])
    assert (store.twins(first), set(store.twins(second))) == ({}, set(ENCODERS))
    assert [one.name for one in store.folder.parent.iterdir()] == [store.folder.name]
