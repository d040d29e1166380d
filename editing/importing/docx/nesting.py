"""Paragraphs with the label of a list each → lists within lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from editing.importing.docx.numbering import Label
from editing.importing.model import Block, ItemList


@dataclass(slots=True)
class ListPiece:
    """A block, and its label where it is an item of a list; None where it went elsewhere."""

    block: Block | None
    label: Label | None = None


@dataclass(slots=True)
class _Open:
    """A list that may go on: `next` is the number of its next item."""

    listing: ItemList
    label: Label
    next: int


def nested(pieces: Iterable[ListPiece]) -> list[Block]:
    """The blocks, labelled ones gathered into lists. A number that does not follow begins another list."""
    result: list[Block] = []
    opened: list[_Open] = []
    for piece in pieces:
        if piece.block is None:
            continue
        if piece.label is None:
            opened = []
            result.append(piece.block)
            continue
        label = piece.label
        while opened and opened[-1].label.level > label.level:
            opened.pop()
        if opened and opened[-1].label.level == label.level and not _goes_on(opened[-1], label):
            opened.pop()
        if not opened or opened[-1].label.level < label.level:
            listing = ItemList(numbered=label.kind == "number", start=label.number or 1)
            (opened[-1].listing.items[-1] if opened else result).append(listing)
            opened.append(_Open(listing, label, label.number))
        opened[-1].listing.items.append([piece.block])
        opened[-1].next = label.number + 1
    return result


def _goes_on(one: _Open, label: Label) -> bool:
    if one.listing.numbered != (label.kind == "number"):
        return False
    return not one.listing.numbered or label.number == one.next
