"""Postings from whole arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.store import inversion
from search.store.array_file import Values
from search.store.inversion import Inverter, StreamInverter, pieces
from search.store.spool import Spool

Runs = list[list[tuple[int, int]]]


def whole(values: Values) -> Any:
    """The array behind one that may come in parts."""
    return values if isinstance(values, np.ndarray) else np.concatenate(list(values))


@pytest.mark.parametrize("chunk", [1, 3, 1 << 22])
@pytest.mark.parametrize("ranked", [False, True])
@pytest.mark.parametrize("spooled", [False, True])
@settings(deadline=None)
@given(runs=st.lists(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 99)))))
def test_postings_are_joined_key_by_key_in_the_order_they_came(
    tmp_path_factory: pytest.TempPathFactory, chunk: int, ranked: bool, spooled: bool, runs: Runs
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inversion, "_CHUNK", chunk)
        inverter = Inverter(Spool(tmp_path_factory.getbasetemp()) if spooled else None)
        for run in runs:
            inverter.add(
                np.array([key for key, _ in run], np.uint32),
                docs=np.array([value for _, value in run], np.uint32),
                weights=np.array([value % 7 for _, value in run], np.uint16),
            )
        posted = [posting for run in runs for posting in run]
        keys = sorted({key for key, _ in posted})
        rank_of = np.arange(9, -1, -1, dtype=np.uint32) if ranked else None  # the highest key comes first
        order = list(range(9, -1, -1)) if ranked else keys
        found = {
            name: whole(values)
            for name, values in inverter.finish("it", rank_of, len(order), docs=np.uint32, weights=np.uint16)
        }
    expected = [[value for key, value in posted if key == rank] for rank in order]
    assert found["it_at"].tolist() == [0, *np.cumsum([len(values) for values in expected], dtype=int)]
    assert found["it_docs"].tolist() == [value for values in expected for value in values]
    assert found["it_weights"].tolist() == [value % 7 for values in expected for value in values]
    assert (found["it_docs"].dtype, found["it_weights"].dtype) == (np.uint32, np.uint16)


@given(st.lists(st.text(st.sampled_from("关税a1 "), max_size=6)), st.integers(1, 9))
def test_streams_taken_in_pieces_are_posted_like_one(texts: list[str], chunk: int) -> None:
    streams = [f"{text}\n".encode("utf-16-le") for text in texts]
    found = []
    for size in (chunk, 1 << 22):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(inversion, "_CHUNK", size)
            taken = list(pieces(streams))
            assert b"".join(piece.tobytes() for piece in taken) == b"".join(streams)
            assert all(len(piece) >= size for piece in taken[:-1])
            inverter = StreamInverter()
            for piece in taken:
                inverter.add(piece)
            found.append({name: whole(values).tolist() for name, values in inverter.arrays()})
    assert found[0] == found[1]
