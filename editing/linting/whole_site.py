"""What could be better among all bulletins: texts much like earlier ones, columns that are empty or overdue."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from builder.reading.records import BulletinRecord
from editing.linting.finding import Finding
from view.vocabulary.vocabulary import FILE as VOCABULARY
from view.vocabulary.vocabulary import Vocabulary

#: Texts are compared by runs of so many characters, of which one in so many is looked at, the same ones in every text.
_RUN, _ONE_IN = 9, 8
#: A run that so many texts hold is a phrase of the house.
_COMMON = 40
#: Fewer runs than this say nothing.
_FEWEST = 12
_NO_TEXT = re.compile(r"[\W_]+")


def likeness_findings(texts: Sequence[tuple[BulletinRecord, str]], share: float) -> Iterator[Finding]:
    """Bulletins whose text is like an earlier one's: at least a `share` of the runs of either is in the other."""
    holders: dict[int, list[int]] = defaultdict(list)
    sizes: list[int] = []
    for number, (record, text) in enumerate(texts):
        runs = _runs(text)
        sizes.append(len(runs))
        shared: Counter[int] = Counter()
        for run in runs:
            if len(holders[run]) < _COMMON:
                shared.update(holders[run])
                holders[run].append(number)
        if len(runs) < _FEWEST or not shared:
            continue
        other, common = max(shared.items(), key=lambda one: one[1] / (len(runs) + sizes[one[0]] - one[1]))
        likeness = common / (len(runs) + sizes[other] - common)
        if likeness >= share:
            message = f"{likeness:.0%} like {texts[other][0].file}; supersede that one, or say what is new"
            yield Finding(record.file, 1, 1, "duplicate", message)


def _runs(text: str) -> set[int]:
    plain = _NO_TEXT.sub("", text)
    found = (
        int.from_bytes(hashlib.blake2b(plain[at : at + _RUN].encode(), digest_size=8).digest())
        for at in range(len(plain) - _RUN + 1)
    )
    return {one for one in found if one % _ONE_IN == 0}


def channel_findings(records: Iterable[BulletinRecord], vocabulary: Vocabulary, at: datetime) -> Iterator[Finding]:
    """Channels without anything published, and those whose newest bulletin is older than they promise."""
    newest: dict[str, datetime] = {}
    for one in records:
        if not one.draft and one.date <= at:
            newest[one.facts.channel] = max(one.date, newest.get(one.facts.channel, one.date))
    for term in vocabulary.terms["channel"]:
        last = newest.get(term.code)
        if last is None:
            yield Finding(VOCABULARY, 1, 1, "channel-empty", f'nothing stands in "{term.label}"')
        elif term.overdue_days and (at - last).days > term.overdue_days:
            message = (
                f'nothing new in "{term.label}" for {(at - last).days} days; at most {term.overdue_days} are promised'
            )
            yield Finding(VOCABULARY, 1, 1, "channel-overdue", message)
