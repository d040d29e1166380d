"""Pictures in a PDF as they are in their files: a palette and one number a pixel, a third of what colours take."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from typing import Any

import oxipng
import pydyf
from PIL import Image

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MOST_COLOURS = 256
_RGB, _BITS = 2, 8


def with_palettes(document: object, pdf: pydyf.PDF) -> None:
    """Give every picture of few colours a palette. The printer calls this before it writes."""
    for one in pdf.objects:
        extra = getattr(one, "extra", {})
        if extra.get("Subtype") == "/Image" and extra.get("ColorSpace") == "/DeviceRGB" and "SMask" not in extra:
            _reduce(one)


def _reduce(stream: Any) -> None:
    extra = stream.extra
    if extra.get("Filter") != "/FlateDecode":
        return
    data = b"".join(getattr(part, "data", part) for part in stream.stream)
    image = Image.open(io.BytesIO(_png(extra["Width"], extra["Height"], data)))
    colours = image.getcolors(_MOST_COLOURS)
    if colours is None:
        return
    reduced = image.quantize(len(colours), Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    if reduced.convert("RGB").tobytes() != image.tobytes():
        return
    out = io.BytesIO()
    reduced.save(out, "PNG", optimize=True)
    chunks = list(_chunks(oxipng.optimize_from_memory(out.getvalue(), level=2, strip=oxipng.StripChunks.all())))
    found = dict(chunks)
    if "PLTE" not in found:  # it found that shades of grey do
        return
    bits, palette = found["IHDR"][8], found["PLTE"]
    last = len(palette) // 3 - 1
    extra["ColorSpace"] = pydyf.Array(("/Indexed", "/DeviceRGB", last, f"<{palette.hex()}>"))
    extra["BitsPerComponent"] = bits
    extra["DecodeParms"] = pydyf.Dictionary(
        {"Predictor": 15, "Columns": extra["Width"], "Colors": 1, "BitsPerComponent": bits}
    )
    stream.stream = [b"".join(data for name, data in chunks if name == "IDAT")]


def _png(width: int, height: int, data: bytes) -> bytes:
    """A PNG around pixels that are packed as in one."""
    header = struct.pack(">IIBBBBB", width, height, _BITS, _RGB, 0, 0, 0)
    return _SIGNATURE + b"".join(_chunk(*one) for one in ((b"IHDR", header), (b"IDAT", data), (b"IEND", b"")))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _chunks(data: bytes) -> Iterator[tuple[str, bytes]]:
    at = len(_SIGNATURE)
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        yield data[at + 4 : at + 8].decode("ascii"), data[at + 8 : at + 8 + size]
        at += size + 12
