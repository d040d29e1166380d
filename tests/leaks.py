"""Finds given words in files, however they are packed: what must not be anywhere is looked for everywhere."""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

import brotli
import zstandard

_ZSTD, _GZIP = b"\x28\xb5\x2f\xfd", b"\x1f\x8b"
#: A zlib stream begins with one of these, wherever it lies.
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")


#: Bytes by which words are looked for first; marks that begin alike are found in one pass.
_HEAD = 3


def leaks(words: Iterable[str], *folders: Path) -> list[str]:
    """`word in file` for every word that a file or its name below the folders holds, in any spelling of its bytes."""
    wanted = {form.lower(): word for word in words for form in _forms(word)}
    if not wanted:
        return []
    heads = b"|".join(re.escape(head) for head in {form[:_HEAD] for form in wanted})
    begins, lengths = re.compile(b"(?=" + heads + b")"), {len(form) for form in wanted}
    found = set()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(folder))
            contents = [name.encode("utf-8", "surrogateescape")]
            if path.is_file():
                contents += unpacked(name, path.read_bytes())
            for data in map(bytes.lower, contents):
                pieces = {data[at.start() : at.start() + length] for at in begins.finditer(data) for length in lengths}
                found |= {f"{wanted[piece]} in {path}" for piece in pieces & wanted.keys()}
    return sorted(found)


def _forms(word: str) -> Iterator[bytes]:
    """The bytes that stand for a word: in UTF-8 and UTF-16, as code units of a stream, in addresses and in JSON."""
    yield word.encode()
    yield word.encode("utf-16-le")
    yield word.encode("utf-16-be")
    yield quote(word).encode()
    yield json.dumps(word)[1:-1].encode()


def unpacked(name: str, data: bytes) -> Iterator[bytes]:
    """A file's bytes, and all that is packed in them, to the bottom."""
    yield data
    if name.endswith(".br"):
        yield from unpacked(name.removesuffix(".br"), brotli.decompress(data))
    elif data.startswith(_GZIP):
        yield from unpacked(name.removesuffix(".gz"), gzip.decompress(data))
    elif data.startswith(_ZSTD):
        with zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data)) as stream:
            yield from unpacked(name.removesuffix(".zst"), stream.read())
    elif data[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for member in archive:
                inside = archive.extractfile(member)
                yield member.name.encode()
                yield from unpacked(member.name, inside.read() if inside else b"")
    else:
        yield from _inflated(data)


def _inflated(data: bytes) -> Iterator[bytes]:
    """What zlib packed inside a file: blocks of postings, rows of a database."""
    for start in _ZLIB.finditer(data):
        try:
            yield zlib.decompressobj().decompress(data[start.start() :])
        except zlib.error:
            continue
