"""Gathers a release: the built pages, their twins, the index as an artefact, and the manifests that name it all."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from builder.base.progress import Progress
from builder.base.trees import walk
from builder.planning.state import digests_in
from builder.releasing.generation_files import NotRenewedError
from builder.releasing.wordings import wordings
from publish.release.announcing import FORMAT, INDEX, MANIFEST, Place
from publish.release.artefact import pack_index, unpacked_size
from publish.release.compression import TwinStore, is_text, original_of
from publish.release.digests import Digests, sha256_of
from publish.release.history import DeployError, History
from publish.release.plan import MACHINES, POINTER
from publish.release.signing import read_key, sealed
from view.hosting.host_headers import redirects_of
from view.untrusted.intact import damage

#: Writes the live index of a site again where its segments hold more than its live documents: (root, jobs).
Renew = Callable[[Path, int], None]


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
        self._digests = Digests(self.var / "digests" / "site", self.site)

    @contextmanager
    def unchanging(self) -> Iterator[None]:
        """Builds wait while this holds."""
        self.var.mkdir(exist_ok=True)
        with (self.var / "build.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def look(self, *, remember: bool) -> Built:
        """The pages as they are built. DeployError when there are none."""
        try:
            generation = str(json.loads((self.site / POINTER).read_text(encoding="utf-8"))["generation"])
        except (OSError, ValueError, KeyError, TypeError):
            raise DeployError(f"{self.site} is not a built site; run `build.py build` first") from None
        stats = dict(walk(self.site))
        originals = {path: stat for path, stat in stats.items() if original_of(path) not in stats}
        files = self._digests.of(originals)
        made = digests_in(self.var / "build.sqlite")
        wrong = sorted(path for path, digest in made.items() if not files.get(path, "").startswith(digest.hex()))
        if wrong:
            raise DeployError(
                f"{self.site / wrong[0]} is not as the build left it, one of {len(wrong)} files; "
                "run `build.py build --clean`"
            )
        if remember:
            self._digests.save()
        return Built(generation, files)

    def compress(self, built: Built) -> dict[str, tuple[str, Path]]:
        """Twins of all pages: path → (digest, file). Each holds its page, also one that lay there before."""
        sources = {digest: self.site / path for path, digest in built.files.items() if is_text(path)}
        digests = Digests(self.var / "digests" / "twins", self.twins.folder)
        with self.progress.step("compress", len(sources)) as step:
            self.twins.forget(sources)
            digests.of(self.twins.there(), self.twins.is_twin)
            self.twins.fill(sources, self.jobs, step.advance)
            known = digests.of(self.twins.there())
            digests.save()
        found = {
            f"{path}{ending}": file
            for path, digest in built.files.items()
            if is_text(path)
            for ending, file in self.twins.twins(digest).items()
        }
        folder = self.twins.folder
        return {path: (known[file.relative_to(folder).as_posix()], file) for path, file in found.items()}

    def collect(self, history: History, built: Built, signing_key: str, place: Place, renew: Renew) -> dict[str, str]:
        """Put every byte of the release into the history, and return path → digest of all files.

        `place` is the one that it says it has.
        """
        twins = self.compress(built)
        with self.progress.step("keep"):
            history.keep({path: (digest, self.site / path) for path, digest in built.files.items()})
            history.keep(twins)
            self._digests.save()
        files = built.files | {path: digest for path, (digest, _) in twins.items()}
        key = read_key(self.root / signing_key) if signing_key else None
        index = self._index(history, built.generation, files, renew)
        manifest = {
            "format": FORMAT,
            **place._asdict(),
            "generation": built.generation,
            "files": dict(sorted(files.items())),
            "moved": self._moved(),
        }
        return files | {
            INDEX: history.keep_bytes(sealed({**index, **place._asdict()}, key)),
            MANIFEST: history.keep_bytes(sealed(manifest, key)),
        }

    def _moved(self) -> dict[str, str]:
        """Old addresses at which hosts may lead on, each by itself, instead of showing the page that lies there."""
        rules = self.site / "_redirects"
        return redirects_of(rules.read_text(encoding="utf-8")) if rules.is_file() else {}

    def _index(self, history: History, generation: str, files: dict[str, str], renew: Renew) -> dict[str, object]:
        """Pack the index of the generation, unless the history holds it, and say what it is."""
        name = f"index-{generation}.tar.zst"
        path = f"{MACHINES}{name}"
        known = [
            one.files[path]
            for number in history.numbers()
            if (one := history.release(number)) and path in one.files and unpacked_size(history.object(one.files[path]))
        ]
        if known and history.is_sound(known[-1]):
            digest = known[-1]
        else:
            beside = history.folder / "packing"
            with self.progress.step("pack the index"):
                pack_index(self._live_index(generation, renew), beside)
            digest = sha256_of(beside)
            history.keep({path: (digest, beside)})
            beside.unlink()
        files[path] = digest
        archive = history.object(digest)
        return {
            "format": FORMAT,
            "generation": generation,
            "file": name,
            "sha256": digest,
            "size": archive.stat().st_size,
            "unpacked": unpacked_size(archive),
        }

    def _live_index(self, generation: str, renew: Renew) -> Path:
        """The index with live documents alone: what was replaced in its texts is written out of it before it leaves."""
        folder = self.var / "index" / generation
        if wrong := damage(folder):
            raise DeployError(f"the index {folder} is damaged: {wrong}; run `build.py build`, which writes it again")
        try:
            renew(self.root, self.jobs)
        except NotRenewedError:
            raise _not_built() from None
        return folder

    def texts(self, built: Built) -> dict[str, str]:
        """What each bulletin and guide says, as a digest, by its page."""
        try:
            return wordings(self.root, built.generation)
        except NotRenewedError:
            raise _not_built() from None


def _not_built() -> DeployError:
    """What a build leaves for a deploy is not there, though its pages are."""
    return DeployError("what the last build left in var/ is not there; run `build.py build --clean`")
