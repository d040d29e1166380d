"""What an index stores of a document for those who see it as a result: its row, and its text block by block."""

from __future__ import annotations

import json

from search.text.normalise import is_plain
from search.text.patterns import BLOCK_END
from view.bulletin import Document, bulletin_of, row_of, to_plain

#: Stands between row and body; no text has it, nor BLOCK_END.
_BODY = "\x1d"


def record_of(document: Document) -> bytes:
    """Everything a result shows: the row as JSON, whether the body needs no folding to be searched, the body."""
    body = BLOCK_END.join(block.replace(BLOCK_END, " ") for block in (document.summary, *document.blocks))
    head = json.dumps(to_plain(row_of(document)), ensure_ascii=False, separators=(",", ":"))
    return f"{head}{_BODY}{int(is_plain(body))}{body}".encode("utf-8", "surrogatepass")


class StoredDocument:
    """A document read back: its row, and summary and body with BLOCK_END between blocks.

    `plain` says that the letters of `body.lower()` are those of the folded body.
    """

    __slots__ = ("body", "bulletin", "plain")

    def __init__(self, record: bytes) -> None:
        head, _, body = record.decode("utf-8", "surrogatepass").partition(_BODY)
        self.plain = body[0] == "1"
        self.body = body[1:]
        self.bulletin = bulletin_of(json.loads(head))
