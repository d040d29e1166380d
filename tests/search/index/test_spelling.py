"""Texts in pinyin and in its initials, for suggestions; and what was spelled, kept for the next index."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.index import spelling
from search.index.spelling import known_syllables, learn, recall, spell, spelling_arrays, syllables
from search.store.array_file import Sidecar, write_sidecar
from search.text.segmenter import Segmenter

SEGMENTER = Segmenter()


@pytest.fixture(autouse=True)
def unspoilt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling, "_known", {})


def test_a_reading_is_that_of_the_word() -> None:
    assert spell("银行", SEGMENTER) == ("yinhang", "yh", ["银行"])
    assert spell("越南 Steel 2026", SEGMENTER)[:2] == ("yuenansteel2026", "yns2")


def test_syllables_have_no_tones_and_other_signs_stand_for_themselves() -> None:
    assert syllables("绿色") == ("lv", "se")
    assert syllables("A股") == ("a", "gu")


def test_what_was_learned_is_not_looked_up() -> None:
    learn({"银行": ["x", "y"]})
    assert spell("银行", SEGMENTER)[0] == "xy"
    assert known_syllables() == {"银行": ("x", "y")}


def test_spellings_that_were_kept_are_recalled(tmp_path: Path) -> None:
    learn({"银行": ["yin", "hang"], "行": ["hang"]})
    write_sidecar(tmp_path / "a.bin", spelling_arrays({"行", "银行"}).items(), {})
    learn({"银行": ["?"], "行": ["?"]})
    sidecar = Sidecar(tmp_path / "a.bin")
    recall(sidecar)
    sidecar.close()
    assert known_syllables() == {"银行": ("yin", "hang"), "行": ("hang",)}
