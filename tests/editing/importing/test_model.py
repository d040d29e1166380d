"""Texts of blocks, whatever is in them."""

from __future__ import annotations

from editing.importing.model import (
    Break,
    Cell,
    Code,
    ItemList,
    Paragraph,
    Quote,
    Rule,
    Table,
    Text,
    TextLink,
    block_texts,
    inline_text,
)  # fmt: skip


def test_a_line_with_its_links_and_breaks() -> None:
    assert (
        inline_text([Text("甲"), TextLink("https://e.org", [Text("乙")]), Break(), Text("丙")]).replace("\n", " ")
        == "甲乙 丙"
    )


def test_every_text_of_every_block_in_order() -> None:
    one, two = Paragraph([Text("一")]), Paragraph([Text("二")])
    blocks = [
        one,
        Quote([two]),
        ItemList(items=[[one], [two]]),
        Table([[Cell([one]), Cell([two])]]),
        Rule(),
        Code("三"),
    ]
    assert [text for text in block_texts(blocks) if text] == ["一", "二", "一", "二", "一", "二", "三"]  # type: ignore[arg-type]
