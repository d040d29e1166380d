"""Pickles from elsewhere: plain values and what is named come back, and nothing is ever called that is not named."""

from __future__ import annotations

import io
import os
import pickle
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.planted import Planted
from view.untrusted.unpickling import load, loads


class Pair(NamedTuple):
    """Something known."""

    left: int
    right: str


KNOWN = {(Pair.__module__, "Pair"): Pair}


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_plain_values_and_what_is_known_come_back(protocol: int) -> None:
    value = {"a": [1, 2.5, "x", b"y", None, True, 2**80], "b": (Pair(1, "x"), {1, 2} if protocol > 3 else ())}
    if protocol < 2:
        value = {"a": [1, 2.5, "x", None, True, 2**80]}
    if protocol < 3 and "b" in value:
        value = {"a": [1, "x"], "b": Pair(1, "x")}
    assert loads(pickle.dumps(value, protocol), KNOWN) == value


def test_a_file_is_read_value_by_value() -> None:
    file = io.BytesIO(pickle.dumps(1) + pickle.dumps("zwei") + b"rest")
    assert (load(file, {}), load(file, {}), file.read()) == (1, "zwei", b"rest")


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_nothing_else_is_found_let_alone_called(tmp_path: Path, protocol: int) -> None:
    marker = tmp_path / "ran"
    for value in (Planted(marker), [Planted(marker)], {"a": Planted(marker)}, datetime(2026, 1, 1), os.system, Pair):
        known = {} if value is Pair else KNOWN
        with pytest.raises(pickle.UnpicklingError, match="has no place in this file"):
            loads(pickle.dumps(value, protocol), known)
    assert not marker.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"cos\nsystem\n(S'touch ran'\ntR.", b"cbuiltins\neval\n.", b"(ios\nsystem\n.", b"\x80\x02\x82\x01.",
        b"Pname\n.", b"\x80\x04\x8c\x08builtins\x8c\x07getattr\x93.", b"\x80\x04\x8c\x02os\x8c\x0bpath.exists\x93.",
    ],
)  # fmt: skip
def test_no_other_way_of_naming_leads_further(data: bytes) -> None:
    with pytest.raises((pickle.UnpicklingError, ValueError)):
        loads(data, KNOWN)


@pytest.mark.parametrize("data", [b"", b".", b"\x80", b"]" * 9, b"\x8e\xff\xff\xff\xff\xff\xff\xff\x7f", b"garbage"])
def test_damage_is_an_error_of_the_ordinary_kind(data: bytes) -> None:
    with pytest.raises(Exception):  # noqa: B017, PT011 - pickle raises what it likes, but raises
        loads(data, KNOWN)
