"""Folding keeps places: a part of a text folds to a part of the folded text, and every span leads back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text.normalise import fold, fold_for_words, fold_with_origin, is_han, kind, variants

TEXTS = st.text(max_size=40) | st.text(alphabet="ＡａéＥ㈱½ﬁ關关Ａ１\u200b\ufeff臺著が한́Ⅳİß\ud800", max_size=20)


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("ＵＳＡ　８５１７．６２", "usa 8517.62"),
        ("關稅 臺灣 著名 看著 瞭解", "关税 台湾 着名 看着 了解"),
        ("Café ΆΣ İ", "cafe ας i"),
        ("㈱ ½ ﬁ", "(株) 1⁄2 fi"),
        ("马\u200b克\ufeff思", "马克思"),
        ("が한", "が한"),
        ("帳 帐 賬 账 黏 疋 荳 粧", "账 账 账 账 粘 匹 豆 妆"),  # forms that 繁 → 简 leaves apart
        ("関税 広島 経済 横浜 ⻛", "关税 广岛 经济 横滨 风"),
        ("皇后 以後 里 裡 乾 干 板 版 瓷 磁", "皇后 以后 里 里 干 干 板 版 瓷 磁"),
    ],
)
def test_folding(raw: str, folded: str) -> None:
    assert fold(raw) == folded.replace("ς", "σ")


@given(TEXTS, TEXTS)
def test_a_part_folds_to_a_part(one: str, other: str) -> None:
    assert fold(one) + fold(other) == fold(one + other)
    assert fold(fold(one)) == fold(one)


@given(TEXTS, st.data())
def test_spans_lead_back_to_what_they_came_from(raw: str, data: st.DataObject) -> None:
    folded = fold_with_origin(raw)
    assert folded.text == fold(raw)
    if folded.text:
        start = data.draw(st.integers(0, len(folded.text) - 1))
        end = data.draw(st.integers(start + 1, len(folded.text)))
        first, last = folded.raw_span(start, end)
        assert folded.text[start:end] in fold(raw[first:last])


@given(TEXTS)
def test_text_for_the_segmenter_keeps_every_place(raw: str) -> None:
    assert len(fold_for_words(raw)) == len(fold(raw))


def test_phrases_decide_for_the_segmenter() -> None:
    assert fold_for_words("著名的乾隆，關稅") == "著名的乾隆,关税"


def test_no_form_leads_to_another_form() -> None:
    found = variants()
    assert len(found) > 900
    assert not found.keys() & set(found.values())
    assert all(fold(form) == fold(plain) == fold(fold(plain)) for form, plain in found.items())


def test_signs_that_stand_for_characters_are_characters() -> None:
    assert all(is_han(char) for char in "税㐀々〆〇𠮷")
    assert not any(is_han(char) for char in "a1，がㄅ")


def test_kinds() -> None:
    assert [kind(char) for char in "aé9аω"] == [1, 1, 1, 1, 1]
    assert [kind(char) for char in "税が한々〇𠮷"] == [2] * 6
    assert [kind(char) for char in " ，-_%\u200b"] == [0] * 6
