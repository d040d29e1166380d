"""Precompressed twins of a site's files: deterministic, made once for the same bytes, kept only where smaller."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

from builder.base.atomic import remove_tree
from builder.base.readable import readable

#: Levels by measurement (docs/performance.md): gzip 9 costs no more than 6 here; brotli 9 and above cost twenty times
#: what 8 costs and save a further 8 % of what is left.
GZIP_LEVEL = 9
BROTLI_QUALITY = 8
#: What is text; images and archives are compressed already.
_TEXT = (".html", ".atom", ".xml", ".json", ".js", ".css", ".svg", ".txt")
#: Below this a whole answer fits into one packet, compressed or not.
MIN_BYTES = 512


def _gzip(data: bytes) -> bytes:
    """A gzip file without name and time, so that the same bytes give the same file."""
    packer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


def _brotli(data: bytes) -> bytes:
    return brotli.compress(data, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)  # type: ignore[no-any-return]


#: What is added to a file's name, and how its bytes are made.
ENCODERS: Mapping[str, Callable[[bytes], bytes]] = {".gz": _gzip, ".br": _brotli}
TWINS = tuple(ENCODERS)


def unpacked(ending: str, data: bytes) -> bytes | None:
    """What a twin with this ending is the twin of; None when it is none, or not a whole one."""
    try:
        if ending == ".br":
            return bytes(brotli.decompress(data))
        opener = zlib.decompressobj(31)
        found = opener.decompress(data)
        return found if opener.eof and not opener.unused_data else None
    except (brotli.error, zlib.error):
        return None


def is_text(path: str) -> bool:
    """Whether a file of the site may have twins; what only hosts and endpoints read has none."""
    return path.endswith(_TEXT) and not path.startswith("_")


def original_of(path: str) -> str:
    """The file that a path would be the twin of; empty when it cannot be a twin."""
    base, dot, ending = path.rpartition(".")
    return base if f".{ending}" in ENCODERS and dot and is_text(base) else ""


class TwinStore:
    """Twins by the SHA-256 of what they are twins of, so that nothing is compressed twice."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / f"gzip{GZIP_LEVEL}-brotli{BROTLI_QUALITY}"

    def twins(self, digest: str) -> dict[str, Path]:
        """The twins there are of some bytes, by ending."""
        found = {ending: self._path(digest, ending) for ending in TWINS}
        return {ending: path for ending, path in found.items() if path.is_file()}

    def there(self) -> list[str]:
        """Every file of the store, by its name below the folder."""
        return [path.relative_to(self.folder).as_posix() for path in self.folder.glob("*/*")]

    def is_twin(self, name: str, _: str = "") -> bool:
        """Whether a file of the store unpacks to the bytes that its name promises; one that does not is removed."""
        path = self.folder / name
        found = unpacked(path.suffix, path.read_bytes())
        if found is not None and hashlib.sha256(found).hexdigest() == path.stem:
            return True
        path.unlink()
        return False

    def fill(self, sources: Mapping[str, Path], jobs: int, done: Callable[[int], None] = lambda count: None) -> None:
        """Make what is missing; `sources` gives a file for each digest. Zlib and brotli work outside Python's lock."""
        todo = [(digest, path) for digest, path in sources.items() if len(self.twins(digest)) < len(TWINS)]
        with ThreadPoolExecutor(jobs) as pool:
            for _ in pool.map(lambda one: self._make(*one), todo):
                done(1)

    def forget(self, needed: Iterable[str]) -> None:
        """Drop what no file needs any more, and what other levels made."""
        keep = set(needed)
        for path in self.folder.glob("*/*"):
            if path.name.partition(".")[0] not in keep:
                path.unlink(missing_ok=True)
        for other in self.folder.parent.glob("*"):
            if other != self.folder:
                remove_tree(other)

    @readable()
    def _make(self, digest: str, source: Path) -> None:
        data = source.read_bytes()
        for ending, encode in ENCODERS.items():
            packed = encode(data) if len(data) >= MIN_BYTES else data
            if len(packed) < len(data):
                path = self._path(digest, ending)
                path.parent.mkdir(parents=True, exist_ok=True)
                beside = path.with_name(f".{path.name}.new")
                beside.write_bytes(packed)
                beside.replace(path)

    def _path(self, digest: str, ending: str) -> Path:
        return self.folder / digest[:2] / f"{digest}{ending}"
