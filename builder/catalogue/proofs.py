"""What is known of the guides beside their texts: when each was last found true, and the manual made of them."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from builder.base.digests import file_digest
from builder.catalogue.links import Resolved, digest_of
from builder.reading.records import GuideRecord
from view.problems import Problem
from view.untrusted.own_files import OwnFiles

#: Where `pictures` writes what it found true, and `manual` all guides as one document.
CHECKED, MANUAL = "content/guide/checked.toml", "content/guide/manual.pdf"
MANUAL_URL = "/guide/manual.pdf"
#: The identifier of a PDF, which `manual` makes of the guides.
_IDENTIFIER = re.compile(rb"/ID\s*\[\s*\(([0-9a-f]{32})\)")


@dataclass(frozen=True, slots=True)
class Check:
    """The day (ISO) on which all steps of a guide did what they say, in which version, and a digest of those steps."""

    date: str
    version: str
    steps: str


@dataclass(frozen=True, slots=True)
class Manual:
    """The manual as it lies there: how many bytes, their digest, and a digest of the guides that it was made of."""

    size: int
    digest: bytes
    made_of: str


@dataclass(frozen=True, slots=True)
class Proofs:
    """Checks by guide, and the manual where there is one. `at` is the moment of the pictures (ISO), or empty."""

    checks: Mapping[str, Check] = field(default_factory=dict)
    manual: Manual | None = None
    at: str = ""


def read_proofs(root: Path, problems: list[Problem]) -> Proofs:
    """What lies beside the guides of a site; what cannot be used is a problem."""
    checks, at = _read_checks(root, problems)
    return Proofs(checks, _read_manual(root, problems), at)


def _read_checks(root: Path, problems: list[Problem]) -> tuple[dict[str, Check], str]:
    try:
        table = tomllib.loads((root / CHECKED).read_text(encoding="utf-8"))
        checks = {name: Check(**one) for name, one in table.get("guide", {}).items()}
        if any(not isinstance(value, str) for one in checks.values() for value in (one.date, one.version, one.steps)):
            raise TypeError
        return checks, str(table.get("at", ""))
    except FileNotFoundError:
        return {}, ""
    except (OSError, ValueError, TypeError, AttributeError):
        message = "cannot be read; delete it and run build.py pictures, which writes it"
        problems.append(Problem(CHECKED, 1, 1, "file", message))
        return {}, ""


def _read_manual(root: Path, problems: list[Problem]) -> Manual | None:
    path = root / MANUAL
    try:
        fault = OwnFiles(root).fault_of(path)
    except OSError:
        return None
    if fault:
        problems.append(Problem(MANUAL, 1, 1, "file", f'"{path.name}" {fault}'))
        return None
    data = path.read_bytes()
    found = _IDENTIFIER.search(data, max(0, data.rfind(b"/ID")))
    return Manual(len(data), file_digest(data), found[1].decode() if found else "")


def steps_digest(guide: GuideRecord) -> str:
    """Changes with what the steps of a guide say and do, and with nothing else."""
    facts = [
        (one.id, one.text, [(action.kind, action.words) for action in one.actions], one.within, one.by_hand, one.scheme)
        + ((one.picture.regions, one.picture.marks, one.picture.height) if one.picture else ())
        for one in guide.steps
    ]
    return hashlib.blake2b(repr(facts).encode(), digest_size=8).hexdigest()


def guides_digest(guides: Iterable[GuideRecord], resolved: Mapping[str, list[Resolved]]) -> str:
    """Changes with anything that the manual shows of the guides, which come in their order."""
    total = hashlib.blake2b(digest_size=16)
    for guide in guides:
        total.update(guide.digest.encode() + digest_of(resolved[guide.file]))
    return total.hexdigest()


def stale(proofs: Proofs, guides: Iterable[GuideRecord], resolved: Mapping[str, list[Resolved]]) -> list[Problem]:
    """Warnings where the guides have gone on without a picture, a check or the manual."""
    guides = list(guides)
    found = []
    for guide in guides:
        check = proofs.checks.get(guide.id)
        if check and check.steps != steps_digest(guide):
            message = (
                f"its steps have changed since they were checked on {check.date}; run build.py pictures {guide.id}"
            )
            found.append(Problem(guide.file, 1, 1, "steps", message, warning=True))
    if proofs.manual and proofs.manual.made_of != guides_digest(guides, resolved):
        message = "is older than the guides; run build.py manual"
        found.append(Problem(MANUAL, 1, 1, "manual", message, warning=True))
    return found
