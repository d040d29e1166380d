"""Gathers a release: the built pages, their twins, the index as an artefact, and the manifests that name it all."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from builder.base.progress import Progress
from builder.base.trees import walk
from publish.release.artefact import pack_index
from publish.release.compression import TwinStore, is_text, original_of
from publish.release.digests import Digests, sha256_of
from publish.release.history import DeployError, History
from publish.release.plan import MACHINES, POINTER
from publish.release.signing import read_key, sealed
from view.hosting.host_headers import redirects_of

MANIFEST = f"{MACHINES}manifest.json"
INDEX = f"{MACHINES}index.json"
_FORMAT = 1


@dataclass(slots=True)
class Built:
    """What a build left: its generation and the digest of every file, without twins."""

    generation: str
    files: dict[str, str]


class Collector:
    """Reads one site; nothing of it is written while another process builds."""

    def __init__(self, root: Path, jobs: int, progress: Progress) -> None:
        self.root, self.jobs, self.progress = root, jobs, progress
        self.site, self.var = root / "site", root / "var"
        self.twins = TwinStore(self.var / "twins")

    @contextmanager
    def unchanging(self) -> Iterator[None]:
        """Builds wait while this holds."""
        self.var.mkdir(exist_ok=True)
        with (self.var / "build.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_SH)
            yield

    def look(self, *, remember: bool) -> Built:
        """The pages as they are built. DeployError when there are none."""
        try:
            generation = str(json.loads((self.site / POINTER).read_text(encoding="utf-8"))["generation"])
        except (OSError, ValueError, KeyError, TypeError):
            raise DeployError(f"{self.site} is not a built site; run `build.py build` first") from None
        stats = dict(walk(self.site))
        originals = {path: stat for path, stat in stats.items() if original_of(path) not in stats}
        digests = Digests(self.var / "deploy" / "digests.json")
        files = digests.of(self.site, originals)
        if remember:
            digests.save()
        return Built(generation, files)

    def compress(self, built: Built) -> dict[str, tuple[str, Path]]:
        """Twins of all pages: path → (digest, file)."""
        sources = {digest: self.site / path for path, digest in built.files.items() if is_text(path)}
        with self.progress.step("compress", len(sources)) as step:
            self.twins.fill(sources, self.jobs, step.advance)
        found = {
            f"{path}{ending}": file
            for path, digest in built.files.items()
            if is_text(path)
            for ending, file in self.twins.twins(digest).items()
        }
        self.twins.forget(sources)
        digests = Digests(self.var / "deploy" / "twins.json")
        stats = {path: _stat(file) for path, file in found.items()}
        folder = self.twins.folder
        known = digests.of(folder, {str(file.relative_to(folder)): stats[path] for path, file in found.items()})
        digests.save()
        return {path: (known[str(file.relative_to(folder))], file) for path, file in found.items()}

    def collect(self, history: History, built: Built, signing_key: str) -> dict[str, str]:
        """Put every byte of the release into the history, and return path → digest of all files."""
        twins = self.compress(built)
        with self.progress.step("keep"):
            history.keep({path: (digest, self.site / path) for path, digest in built.files.items()})
            history.keep(twins)
        files = built.files | {path: digest for path, (digest, _) in twins.items()}
        key = read_key(self.root / signing_key) if signing_key else None
        index = self._index(history, built.generation, files)
        manifest = {
            "format": _FORMAT,
            "generation": built.generation,
            "files": dict(sorted(files.items())),
            "moved": self._moved(),
        }
        return files | {
            INDEX: history.keep_bytes(sealed(index, key)),
            MANIFEST: history.keep_bytes(sealed(manifest, key)),
        }

    def _moved(self) -> dict[str, str]:
        """Old addresses at which hosts may lead on, each by itself, instead of showing the page that lies there."""
        rules = self.site / "_redirects"
        return redirects_of(rules.read_text(encoding="utf-8")) if rules.is_file() else {}

    def _index(self, history: History, generation: str, files: dict[str, str]) -> dict[str, object]:
        """Pack the index of the generation, unless the history holds it, and say what it is."""
        name = f"index-{generation}.tar.zst"
        path = f"{MACHINES}{name}"
        folder = self.var / "index" / generation
        known = [
            one.files[path] for number in history.numbers() if (one := history.release(number)) and path in one.files
        ]
        if known:
            digest = known[-1]
        else:
            if not folder.is_dir():
                raise DeployError(f"the index {folder} is not there; run `build.py build` again")
            beside = history.folder / "packing"
            with self.progress.step("pack the index"):
                pack_index(folder, beside)
            digest = sha256_of(beside)
            history.keep({path: (digest, beside)})
            beside.unlink()
        files[path] = digest
        size = history.object(digest).stat().st_size
        return {"format": _FORMAT, "generation": generation, "file": name, "sha256": digest, "size": size}


def _stat(path: Path) -> tuple[int, int, int]:
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns, stat.st_ino
