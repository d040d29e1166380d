"""The site's stylesheet, scripts and icons: the shipped files, overridden by the site's own, under hashed names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from builder.base.digests import file_digest
from view.problems import Problem
from view.untrusted.own_files import OwnFiles
from view.urls import encode_path

SHIPPED = Path(__file__).parents[2]
#: Hidden files; copies of editors (`a.css~`, `#a.css#`, `a.css.swp`) and of merges; what desktops keep of a folder.
_LEFTOVER = re.compile(
    r"\..*|.*~|#.*#|.*\.(?:orig|rej|bak|sw[op]|tmp)|thumbs\.db|ehthumbs\.db|desktop\.ini", re.IGNORECASE | re.DOTALL
)
#: Hexadecimal digits of the content's digest in an asset's name.
_NAME_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: `name` as templates ask for it, `url` as browsers do."""

    name: str
    url: str
    path: Path
    digest: bytes


def find_files(root: Path, folder: str, problems: list[Problem]) -> dict[str, Path]:
    """The shipped files of a folder (templates, assets) with the site's own of the same name in their place.

    What is no file, or lies elsewhere, is left out and told in `problems`: who looks at the site cannot see what it is.
    """
    found: dict[str, Path] = {}
    for above in dict.fromkeys((SHIPPED, root)):
        base, own = above / folder, OwnFiles(above)
        for path in sorted(_files(base, own)):
            name = path.relative_to(base).as_posix()
            fault = "leads outside the site; put the folder itself here" if path.is_dir() else own.fault_of(path)
            if fault:
                shown = name.encode("utf-8", "backslashreplace").decode()
                problems.append(Problem(f"{folder}/{shown}", 1, 1, "file", f'"{path.name}" {fault}'))
            else:
                found[name] = path
    return found


def is_leftover(name: str) -> bool:
    """Whether a file is what editors, merges and desktops leave beside others: nobody meant it for the site."""
    return _LEFTOVER.fullmatch(name) is not None


def _files(base: Path, own: OwnFiles) -> Iterator[Path]:
    """Everything that is no leftover, but for folders; links are followed within the site, but not round and round.

    Of folders, those that lie elsewhere.
    """
    seen = set()
    for folder, folders, names in os.walk(base, followlinks=True):
        stat = Path(folder).stat()
        if (stat.st_dev, stat.st_ino) in seen:
            folders.clear()
            continue
        seen.add((stat.st_dev, stat.st_ino))
        folders[:] = [name for name in folders if not name.startswith(".")]
        elsewhere = [path for name in folders if not own.holds(path := Path(folder, name))]
        folders[:] = [name for name in folders if Path(folder, name) not in elsewhere]
        yield from elsewhere
        yield from (path for name in names if not is_leftover(name) and (path := Path(folder, name)).exists())


def load_assets(root: Path, problems: list[Problem]) -> list[Asset]:
    """Every asset, hashed; `problems` as of `find_files`."""
    assets = []
    for name, path in sorted(find_files(root, "assets", problems).items()):
        digest = file_digest(path.read_bytes())
        stem, dot, ending = name.rpartition(".")
        hashed = (
            f"{stem}.{digest.hex()[:_NAME_DIGITS]}{dot}{ending}" if dot else f"{name}.{digest.hex()[:_NAME_DIGITS]}"
        )
        assets.append(Asset(name, encode_path(f"/assets/{hashed}"), path, digest))
    return assets
