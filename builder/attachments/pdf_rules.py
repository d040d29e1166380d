"""What a PDF may not hold: what acts when it is opened. Looked for in its objects, packed ones included."""

from __future__ import annotations

import re
import zlib

#: Names of what acts, and what it is. Scripts ask servers, and so do forms of this kind.
_ACTING = {
    b"JavaScript": "a script",
    b"Launch": "a program",
    b"RichMedia": "a film",
    b"Rendition": "a film",
    b"XFA": "a form that is a program",
}
#: Bytes of one file that are unpacked at most, and in pieces of how many packed ones.
_UNPACKED, _PIECE = 64 << 20, 1 << 16
_STREAM = re.compile(rb"stream\r?\n")


def _spelled(name: bytes) -> bytes:
    """A pattern for a name as PDF may write it, any letter as `#` and its number."""
    return b"".join(b"(?:%c|#%02x|#%02X)" % (one, one, one) for one in name)


_NAME = re.compile(b"/(" + b"|".join(map(_spelled, _ACTING)) + rb")(?=[\s()<>\[\]{}/%]|$)")
_LETTER = re.compile(rb"#([0-9A-Fa-f]{2})")


def fault_of_pdf(data: bytes) -> str:
    """What is wrong with a PDF, as a message goes on after its name; empty when nothing is found.

    What is encrypted, or packed in another way than deflate, is not looked into.
    """
    fault = _fault_of(data)
    left = _UNPACKED
    for found in _STREAM.finditer(data):
        if fault or left <= 0:
            break
        part = _unpacked(data, found.end(), left)
        left -= len(part)
        fault = _fault_of(part)
    return fault


def _unpacked(data: bytes, start: int, most: int) -> bytes:
    """What is packed from a place on, as far as it is; nothing where a photograph or a font begins."""
    unpacker, parts, size = zlib.decompressobj(), [], 0
    for at in range(start, len(data), _PIECE):
        try:
            parts.append(unpacker.decompress(data[at : at + _PIECE], most - size))
        except zlib.error:
            break
        size += len(parts[-1])
        if unpacker.eof or size >= most:
            break
    return b"".join(parts)


def _fault_of(data: bytes) -> str:
    if found := _NAME.search(data):
        name = _LETTER.sub(lambda letter: bytes([int(letter[1], 16)]), found[1])
        return f"is a PDF with {_ACTING[name]}, which acts when it is opened; print it into a new PDF"
    return ""
