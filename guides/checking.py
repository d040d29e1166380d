"""Writes down when the steps of guides last did what they say, and in which version of the program."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from builder.base.atomic import write_atomically
from builder.catalogue.proofs import CHECKED, Check, Proofs, steps_digest
from builder.reading.records import GuideRecord

_HEAD = """\
# Written by `build.py pictures` when every step did what it says. `at` is the moment of the pictures: bulletins that
# are published later are in none, so that new ones need no new pictures. It may be changed by hand.
"""


def moment_text(proofs: Proofs, now: datetime) -> str:
    """The moment of the pictures (ISO): as it was kept, else this hour."""
    return proofs.at or now.replace(minute=0, second=0, microsecond=0).isoformat()


def keep_checks(
    root: Path, proofs: Proofs, at: str, checked: Iterable[GuideRecord], guides: Iterable[GuideRecord], day: str,
    version: str,
) -> None:  # fmt: skip
    """Note these guides as checked on a day (ISO); what is known of the others stays."""
    known = {**proofs.checks, **{one.id: Check(day, version, steps_digest(one)) for one in checked}}
    lines = [f"at = {json.dumps(at)}"]
    for guide in sorted(guides, key=lambda one: one.id):
        if check := known.get(guide.id):
            lines += ["", f"[guide.{json.dumps(guide.id, ensure_ascii=False)}]", f'date = "{check.date}"']
            lines += [f"version = {json.dumps(check.version)}", f'steps = "{check.steps}"']
    write_atomically(root / CHECKED, (_HEAD + "\n".join(lines) + "\n").encode())
