"""`lint`: reads every bulletin, gathers what could be better, and leaves out what its file silences with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from builder.reading.records import BulletinRecord
from editing.life.bulletins import Bulletins
from editing.linting.finding import CODES, Finding
from editing.linting.outside import Ask, OutsideLinks
from editing.linting.rules import FILE, load_rules
from editing.linting.texts import text_findings
from editing.linting.whole_site import channel_findings, likeness_findings
from view.bulletin import LISTED_STATUSES
from view.near_values import did_you_mean


def lint(root: Path, at: datetime, *, links: bool = False, ask: Ask | None = None) -> list[Finding]:
    """Everything that is not silenced, in order of place. ContentError where `content/lint.toml` is wrong."""
    site, rules = Bulletins(root, at), load_rules(root)
    outside = OutsideLinks(root, at, ask) if links else None
    found: list[Finding] = []
    texts: list[tuple[BulletinRecord, str]] = []
    silenced = {FILE: dict(rules.off)}
    for one in site.files:
        raw = (root / one.file).read_bytes()
        stored = site.read(one.id, raw)
        record = stored.parsed.record
        if not isinstance(record, BulletinRecord):
            continue
        silenced[one.file] = dict(record.lint_off)
        if record.expires and record.expires <= at:
            continue
        found += text_findings(root, stored.parsed, raw, site.vocabulary, rules)
        found += outside.findings(stored.parsed, raw) if outside else ()
        if record.status in LISTED_STATUSES:
            texts.append((record, "\n".join(stored.parsed.body.blocks)))
    texts.sort(key=lambda pair: (pair[0].date, pair[0].id))
    found += likeness_findings(texts, rules.likeness)
    found += channel_findings((record for record, _ in texts), site.vocabulary, at)
    if outside:
        outside.remember()
    kept = [one for one in found if one.code not in rules.off and one.code not in silenced.get(one.file, {})]
    return sorted([*kept, *_unknown(silenced)])


def _unknown(silenced: dict[str, dict[str, str]]) -> Iterator[Finding]:
    """Codes that nothing has."""
    for file, codes in silenced.items():
        for code in codes:
            if code not in CODES:
                yield Finding(file, 1, 1, "lint-off", f'no code is called "{code}"{did_you_mean(code, CODES)}')


def findings_json(found: Iterable[Finding]) -> list[dict[str, object]]:
    """As `lint --json` prints it."""
    return [one._asdict() for one in found]
