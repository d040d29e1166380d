"""Forms of characters, derived from small tables of the shape that Unicode's have."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.text import variants
from search.text.variants import FALSE_FRIENDS, REVIEWED, derive


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """敍 is 叙; 亻 would be 人; 乙 and 甲 are said to be one and sound apart."""
    tables = {
        "Variants": "U+654D\tkSemanticVariant\tU+53D9\nU+4EBB\tkZVariant\tU+4EBA\nU+7532\tkZVariant\tU+4E59\n",
        "Readings": "U+654D\tkMandarin\txù\nU+53D9\tkMandarin\txù\nU+4EBB\tkMandarin\trén\nU+4EBA\tkMandarin\trén\n"
        "U+7532\tkMandarin\tjiǎ\nU+4E59\tkMandarin\tyǐ\n",
        "OtherMappings": "".join(
            f"U+{code}\tkTGH\t1\n" for code in ("53D9", "4EBA", "4E59", "7532")
        ) + "U+654D\tkBigFive\tAE70\nU+4EBB\tkGB0\t1\n",
    }  # fmt: skip
    for name, text in tables.items():
        (tmp_path / f"Unihan_{name}.txt").write_text(f"# comment\n{text}", encoding="utf-8")
    (tmp_path / "EquivalentUnifiedIdeograph.txt").write_text("2E85 ; 4EBA # x\n# nothing\n", encoding="utf-8")
    return tmp_path


def test_a_form_that_can_be_typed_and_sounds_alike_is_taken(folder: Path) -> None:
    found = derive(folder)
    assert found["敍"] == "叙"
    assert found["⺅"] == "人"  # a sign for a radical
    assert "甲" not in found
    assert "乙" not in found


def test_what_was_read_by_a_person_goes_before_tables(folder: Path) -> None:
    found = derive(folder)
    assert not FALSE_FRIENDS & found.keys()
    assert all(found[form] == plain for form, plain in REVIEWED.items())


def test_forms_of_forms_lead_to_the_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(variants, "REVIEWED", {"叙": "序"})
    assert derive(folder)["敍"] == "序"
