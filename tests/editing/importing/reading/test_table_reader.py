"""Rows of tables and lines of JSON: one text each, by the names of the columns."""

from __future__ import annotations

import json

import pytest

from editing.importing.model import RefusedError, Source, block_texts
from editing.importing.reading import table_reader
from editing.importing.reading.table_reader import read_json_lines, read_table


def told(some: list[Source]) -> list[tuple[object, str]]:
    return [(one.facts.get("title"), " ".join(block_texts(one.blocks))) for one in some]


@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_each_row_is_a_text(sign: str) -> None:
    text = f'标题{sign}正文{sign}备注\r\n甲{sign}"一\n二"{sign}密\r\n{sign}{sign}\r\n乙{sign}文{sign}\r\n'
    some = list(read_table(text, {}))
    assert told(some) == [("甲", "一\n二"), ("乙", "文")]
    assert [f"{one.where}: {one.what}" for one in some[0].lost] == ["row 2: 备注: 密"]
    assert some[1].lost == []


def test_what_stands_beyond_the_last_column_is_told() -> None:
    (one,) = read_table("标题,正文\n甲,文,多\n", {})
    assert [lost.what for lost in one.lost] == ['beyond the last column: "多"']


def test_of_two_columns_of_one_name_the_last_is_taken_and_the_other_told() -> None:
    (one,) = read_table("标题,正文,正文\n甲,先,后\n", {})
    assert told([one]) == [("甲", "后")]
    assert [f"{lost.where}: {lost.what}" for lost in one.lost] == ["row 2: 正文: 先"]


def test_columns_in_traditional_characters_are_the_same_columns() -> None:
    (one,) = read_table("標題,日期,國別,行業,關鍵字,內容\n甲,2026-11-20,越南,紡織,帳期,文\n", {})
    assert one.facts == {
        "title": "甲", "date": "2026-11-20", "countries": ["越南"], "industries": ["紡織"], "keywords": ["帳期"]
    }  # fmt: skip
    assert told([one]) == [("甲", "文")]


@pytest.mark.parametrize("form", ["{}\n", "[{}]"])
def test_of_two_values_of_one_name_the_last_is_taken_and_the_other_told(form: str) -> None:
    (one,) = read_json_lines(form.replace("{}", '{"title": "先", "title": "后", "body": "文"}'), {})
    assert told([one]) == [("后", "文")]
    assert [lost.what for lost in one.lost] == ["title (1): 先"]


def test_a_column_may_be_named() -> None:
    (one,) = read_table("名,b\n甲,文\n", {"名": "title", "b": "body"})
    assert told([one]) == [("甲", "文")]


@pytest.mark.parametrize(
    ("text", "columns", "said"),
    [
        ("a,b\n1,2\n", {}, "no column of titles among a, b"),
        ("标题\n甲\n", {"x": "title"}, 'no column "x"; there are 标题'),
        ("", {}, "no column of titles"),
    ],
)
def test_without_titles_it_is_refused(text: str, columns: dict[str, str], said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        list(read_table(text, columns))


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_reader, "MOST_ITEMS", 2)
    assert len(list(read_table("标题\n" + "甲\n" * 2, {}))) == 2
    for read, text in ((read_table, "标题\n" + "甲\n" * 3), (read_json_lines, '{"title": "甲"}\n' * 3)):
        with pytest.raises(RefusedError, match="more than 2"):
            list(read(text, {}))


def test_json_comes_in_lines_or_as_a_list() -> None:
    values = [{"title": "甲", "body": "<p>文</p>"}, {"title": "乙", "tags": ["x", "y"]}]
    for text in ("\n\n".join(map(json.dumps, values)), json.dumps(values)):
        some = list(read_json_lines(text, {}))
        assert told(some) == [("甲", "文"), ("乙", "")]
        assert some[1].facts["keywords"] == ["x", "y"]
    assert some[0].identity != some[1].identity


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "line 1 is not valid JSON"),
        ("[1, {", "not valid JSON"),
        ("7", "object 1 is not of the form"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_what_is_no_json_is_refused(text: str, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        list(read_json_lines(text, {}))
