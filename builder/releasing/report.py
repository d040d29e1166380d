"""What a build did, as the contract's report."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from view.problems import Problem


@dataclass(slots=True)
class BuildReport:
    """Counts are of HTML files; URLs are root-relative and percent-encoded. `reasons` serve `--verbose`."""

    generation: str = ""
    pages_written: int = 0
    pages_unchanged: int = 0
    pages_removed: int = 0
    changed_urls: list[str] = field(default_factory=list)
    removed_urls: list[str] = field(default_factory=list)
    next_due: datetime | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)
    reasons: dict[str, list[str]] = field(default_factory=dict)
    bulletins: int = 0
    guides: int = 0

    def to_json(self) -> dict[str, Any]:
        """The keys of contract 1.1."""
        return {
            "generation": self.generation,
            "pages_written": self.pages_written,
            "pages_unchanged": self.pages_unchanged,
            "pages_removed": self.pages_removed,
            "changed_urls": self.changed_urls,
            "removed_urls": self.removed_urls,
            "next_due": self.next_due.isoformat() if self.next_due else None,
            "seconds": {name: round(value, 4) for name, value in self.seconds.items()},
        }
