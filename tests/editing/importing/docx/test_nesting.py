"""Paragraphs with the label of a list each become lists within lists."""

from __future__ import annotations

from editing.importing.docx.nesting import ListPiece, nested
from editing.importing.docx.numbering import Label
from editing.importing.model import Block, ItemList, Paragraph, Text, inline_text


def item(text: str, level: int = 0, number: int = 0) -> ListPiece:
    label = Label("number" if number else "bullet", "", number, level, "1")
    return ListPiece(Paragraph([Text(text)]), label)


def shape(blocks: list[Block]) -> list[object]:
    """Texts as they are; lists as (start or 0, their items)."""
    found: list[object] = []
    for one in blocks:
        if isinstance(one, ItemList):
            found.append((one.start if one.numbered else 0, [shape(inside) for inside in one.items]))
        elif isinstance(one, Paragraph):
            found.append(inline_text(one.inside))
    return found


def test_items_of_one_kind_are_one_list() -> None:
    assert shape(nested([item("a"), item("b"), ListPiece(Paragraph([Text("c")])), item("d")])) == [
        (0, [["a"], ["b"]]), "c", (0, [["d"]]),
    ]  # fmt: skip


def test_deeper_ones_stand_in_the_item_before() -> None:
    assert shape(nested([item("a"), item("b", 1), item("c", 2), item("d", 1), item("e")])) == [
        (0, [["a", (0, [["b", (0, [["c"]])], ["d"]])], ["e"]])
    ]


def test_a_number_that_does_not_follow_begins_another_list() -> None:
    some = [item("a", number=1), item("b", number=2), item("c", number=1), item("d", number=7)]
    assert shape(nested(some)) == [(1, [["a"], ["b"]]), (1, [["c"]]), (7, [["d"]])]


def test_another_kind_is_another_list_and_what_went_elsewhere_is_none() -> None:
    assert shape(nested([item("a"), ListPiece(None), item("b", number=1)])) == [(0, [["a"]]), (1, [["b"]])]
    assert nested([]) == []
