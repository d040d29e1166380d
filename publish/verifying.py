"""`build.py verify`: every file of a published release against its signed manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from builder.base.trees import walk
from builder.pages.outputs import url_of
from publish.release.announcing import INDEX, MANIFEST
from publish.release.compression import original_of, unpacked
from publish.release.history import DeployError
from publish.release.plan import ASSETS
from publish.release.signing import opened
from publish.sources import FolderSource, MissingError, MovedError, ReleaseSource, read, sha256_at

_CONNECTIONS = 8
#: Bytes of a manifest: some 150 for each of a million files.
MAX_MANIFEST = 256 * 1024 * 1024


#: No compressed page is larger, in bytes.
_LARGEST_TWIN = 1 << 28


def verify(source: ReleaseSource, verify_key: str) -> tuple[int, Iterator[str]]:
    """How many files are checked, and every fault found while checking."""
    manifest = opened(MANIFEST, read(source, MANIFEST, MAX_MANIFEST), verify_key)
    files, moved = manifest.get("files"), manifest.get("moved", {})
    if not isinstance(files, dict) or not isinstance(moved, dict):
        raise DeployError(f'{MANIFEST} is damaged: "files" and "moved" must be objects')
    served = {path: digest for path, digest in files.items() if _is_served(source, path)}
    return len(served), _faults(source, served, files, moved)


def _is_served(source: ReleaseSource, path: str) -> bool:
    """Hosts read some files and never show them."""
    return isinstance(source, FolderSource) or path not in ("_headers", "_redirects")


def _faults(
    source: ReleaseSource, served: dict[str, str], files: dict[str, str], moved: dict[str, str]
) -> Iterator[str]:
    def check(path: str) -> str:
        try:
            original = original_of(path)
            if original not in files:
                return "" if sha256_at(source, path) == served[path] else f"{path}: not what was published"
            data = read(source, path, _LARGEST_TWIN)
            if hashlib.sha256(data).hexdigest() != served[path]:
                return f"{path}: not what was published"
            holds = unpacked(path.removeprefix(original), data)
            same = holds is not None and hashlib.sha256(holds).hexdigest() == files[original]
            return "" if same else f"{path}: does not hold {original}"
        except MovedError as error:
            return "" if moved.get(url_of(path)) == error.target else str(error)
        except MissingError as error:
            return str(error)

    with ThreadPoolExecutor(_CONNECTIONS) as pool:
        yield from filter(None, pool.map(check, sorted(served)))
    if isinstance(source, FolderSource):
        for path, _ in sorted(walk(source.folder)):
            if path not in files and path not in (MANIFEST, INDEX) and not path.startswith((ASSETS, ".")):
                yield f"{path}: no part of the release"
