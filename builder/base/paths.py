"""Where a site keeps what a build reads and leaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


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
