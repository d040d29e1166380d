"""Sorted names and near words in one file of arrays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from search.index.near_words import neighbour_arrays
from search.index.suggestion_arrays import KEY_LENGTH, KINDS, suggestion_arrays
from search.query.books import NameKeys, NearWords
from search.store.array_file import Sidecar, pack_strings, write_sidecar
from search.text.segmenter import Segmenter
from tests.search.corpora import vocabulary


@pytest.fixture
def sidecar(tmp_path: Path) -> Iterator[Sidecar]:
    values = {"country": ["US", "VN"], "industry": ["steel"], "channel": ["warning"], "keyword": ["关税", "关税率"]}
    arrays = suggestion_arrays(["关税上调", "关"], values, vocabulary(), Segmenter())
    for name in KINDS[:4]:
        arrays |= pack_strings(name, values[name])
    write_sidecar(tmp_path / "a.bin", {**arrays, **neighbour_arrays(["关税", "官税", "steel"])}.items(), {})
    one = Sidecar(tmp_path / "a.bin")
    yield one
    one.close()


def test_a_beginning_finds_all_that_begin_so_and_the_whole_one_alone(sidecar: Sidecar) -> None:
    names = NameKeys(sidecar)
    assert names.values(3, 0, "关") == ["关税", "关税率"]
    assert names.values(3, 0, "关税", whole=True) == ["关税"]
    assert names.values(3, 0, "税") == []
    assert names.values(0, 1, "yuen") == ["VN"]
    assert names.refs(4, 0, "关").tolist() == [0, 1]


def test_what_is_longer_than_any_key_is_none(sidecar: Sidecar) -> None:
    found = NameKeys(sidecar).refs(3, 0, "关" * (KEY_LENGTH + 1))
    assert len(found) == 0
    assert found.dtype == np.uint32


def test_words_by_what_they_share(sidecar: Sidecar) -> None:
    near = NearWords(sidecar)
    assert sorted(near.words("?税")) == ["关税", "官税"]
    assert list(near.words("stel")) == ["steel"]
    assert list(near.words("没有")) == []
