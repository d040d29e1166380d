"""Where a site keeps what a build reads and leaves."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from builder.base.atomic import write_atomically


@dataclass(frozen=True, slots=True)
class SitePaths:
    """The folders and files of one site below its root; `docs/architecture.md` says what each is for."""

    root: Path
    #: The live tree; where `site` is a symbolic link, what it leads to.
    site: Path = field(init=False)

    def __post_init__(self) -> None:
        site = self.root / "site"
        object.__setattr__(self, "site", site.resolve() if site.is_symlink() else site)

    @property
    def var(self) -> Path:
        """Everything else that a build leaves; may be deleted at any time."""
        return self.root / "var"

    @property
    def spare(self) -> Path:
        """The tree that becomes the live one."""
        return self.var / "spare"

    @property
    def token(self) -> Path:
        """Names the build whose tree the spare one follows; not there while it is written to."""
        return self.var / "spare.token"

    @property
    def strays(self) -> Path:
        """Names what was put into the live tree beside what builds plan: compressed twins of its files."""
        return self.var / "strays.json"

    @property
    def indexes(self) -> Path:
        """The index generations."""
        return self.var / "index"

    @property
    def cache(self) -> Path:
        """Parsed content files."""
        return self.var / "cache" / "parsed.sqlite"

    @property
    def compiled(self) -> Path:
        """Templates as Python code."""
        return self.var / "cache" / "templates"

    @property
    def state(self) -> Path:
        """What builds remember (`builder.planning.state`)."""
        return self.var / "build.sqlite"


def live_generation(places: SitePaths) -> Path | None:
    """The folder of the index that the live pages name, if they name one; it need not be there."""
    try:
        name = json.loads((places.site / "generation.json").read_text(encoding="utf-8"))["generation"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return places.indexes / str(name)


def note_strays(places: SitePaths, paths: Iterable[str]) -> None:
    """Say, before they are put there, which files of the live tree are not a build's: the next release has none."""
    write_atomically(places.strays, json.dumps(sorted(paths), ensure_ascii=False).encode())


def strays(places: SitePaths) -> list[str]:
    """The files that were noted and are there."""
    if not places.strays.is_file():
        return []
    noted: list[str] = json.loads(places.strays.read_bytes())
    return [path for path in noted if os.path.lexists(f"{places.site}/{path}")]
