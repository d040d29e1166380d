"""Numbers before paragraphs, as Word counts and writes them."""

from __future__ import annotations

import pytest

from editing.importing.docx.numbering import Numbering, formatted
from editing.importing.docx.package import Package
from tests.editing.importing import word


@pytest.mark.parametrize(
    ("form", "numbers", "written"),
    [
        ("decimal", (1, 12), "1 12"),
        ("decimalZero", (1, 12), "01 12"),
        ("lowerLetter", (1, 26, 27), "a z aa"),
        ("upperRoman", (4, 9, 40, 99), "IV IX XL XCIX"),
        ("ordinal", (1, 2, 3, 11, 21, 112), "1st 2nd 3rd 11th 21st 112th"),
        ("chineseCountingThousand", (1, 10, 11, 20, 101, 110), "一 十 十一 二十 一百零一 一百一十"),
        ("chineseLegalSimplified", (10, 102), "壹拾 壹佰零贰"),
        ("ideographDigital", (10, 26), "一〇 二六"),
        ("ideographTraditional", (1, 10, 11), "甲 癸 甲"),
        ("ideographZodiac", (1, 12, 13), "子 亥 子"),
        ("decimalEnclosedCircle", (1, 20, 21), "① ⑳ 21"),
        ("decimalEnclosedParen", (1, 21), "⑴ (21)"),
        ("ideographEnclosedCircle", (1, 11), "㊀ 一十一"),
        ("decimalFullWidth", (12,), "１２"),
        ("unheard of", (3,), "3"),
        ("lowerRoman", (0, 781), "0 781"),
    ],
)
def test_a_number_in_each_form(form: str, numbers: tuple[int, ...], written: str) -> None:
    assert " ".join(formatted(one, form) for one in numbers) == written


def labels(*asked: int, levels: str) -> list[str]:
    """The labels of paragraphs at these depths."""
    data = word.docx("", {"word/numbering.xml": word.numbering(levels)}, [("n", "numbering", "numbering.xml")])
    lists = Numbering(Package(data))
    return [label.text if (label := lists.label("1", depth)) else "" for depth in asked]


def test_deeper_ones_begin_again_below_each() -> None:
    levels = word.level(0, "decimal", "%1.") + word.level(1, "decimal", "%1.%2")
    assert [one.strip() for one in labels(0, 1, 1, 0, 1, levels=levels)] == ["1.", "1.1", "1.2", "2.", "2.1"]


def test_what_has_no_sign_has_no_label() -> None:
    assert labels(0, levels=word.level(0, "bullet", " ")) == [""]
    assert labels(0, levels=word.level(0, "none", "%1")) == [""]
    assert labels(0, 0, levels=word.level(0, "chineseCountingThousand", "第%1条")) == ["第一条", "第二条"]
