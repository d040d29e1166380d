"""The site's stylesheet, scripts and icons: the shipped files, overridden by the site's own, under hashed names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from builder.base.digests import file_digest
from view.urls import encode_path

SHIPPED = Path(__file__).parents[2]
#: Hexadecimal digits of the content's digest in an asset's name.
_NAME_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: `name` as templates ask for it, `url` as browsers do."""

    name: str
    url: str
    path: Path
    digest: bytes


def find_files(root: Path, folder: str) -> dict[str, Path]:
    """The shipped files of a folder (templates, assets) with the site's own of the same name in their place."""
    found: dict[str, Path] = {}
    for base in (SHIPPED / folder, root / folder):
        if not base.is_dir():
            continue
        for path in sorted(_files(base)):
            found[path.relative_to(base).as_posix()] = path
    return found


def _files(base: Path) -> Iterator[Path]:
    """Every file that is not hidden; symbolic links are followed, but not round and round."""
    seen = set()
    for folder, folders, names in os.walk(base, followlinks=True):
        stat = Path(folder).stat()
        if (stat.st_dev, stat.st_ino) in seen:
            folders.clear()
            continue
        seen.add((stat.st_dev, stat.st_ino))
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (path for name in names if not name.startswith(".") and (path := Path(folder, name)).is_file())


def load_assets(root: Path) -> list[Asset]:
    """Every asset, hashed."""
    assets = []
    for name, path in sorted(find_files(root, "assets").items()):
        digest = file_digest(path.read_bytes())
        stem, dot, ending = name.rpartition(".")
        hashed = (
            f"{stem}.{digest.hex()[:_NAME_DIGITS]}{dot}{ending}" if dot else f"{name}.{digest.hex()[:_NAME_DIGITS]}"
        )
        assets.append(Asset(name, encode_path(f"/assets/{hashed}"), path, digest))
    return assets
