"""Bulletins as a catalogue has them, without building a site."""

from __future__ import annotations

from datetime import timedelta

from builder.catalogue.lists import make_lists, mark_of
from builder.catalogue.model import Model
from builder.catalogue.published import Loader, Published
from builder.catalogue.related import Related
from builder.catalogue.selection import select
from builder.reading.parsing import Parser
from builder.reading.records import BulletinRecord
from tests.machine import PROJECT
from tests.site_helper import NOW, source
from view.clock import parse_moment
from view.settings.site_settings import Settings
from view.vocabulary.vocabulary import load_vocabulary

ZONE = Settings().zone
AT = parse_moment(NOW, ZONE)
PARSER = Parser(load_vocabulary(PROJECT), ZONE)


def record(identifier: str, body: str = "文。", **front: object) -> BulletinRecord:
    """What a bulletin's file says; without a date it was published a day ago."""
    values = {"title": identifier, "date": "2026-11-21", "channel": "风险预警", **front}
    file = f"content/risk/{identifier}.md"
    found = PARSER.parse("risk", identifier, file, source(values, body).encode()).record
    assert isinstance(found, BulletinRecord)
    return found


def listed(count: int, *countries: list[str], together: bool = False) -> list[Published]:
    """So many bulletins, oldest first; of the nth, the nth `countries`, of those without any VN."""
    records = []
    for number in range(count):
        date = AT - timedelta(days=0 if together else count - number)
        where = countries[number] if number < len(countries) else ["VN"]
        one = record(f"n{number:02}", title=f"{number}", date=date.isoformat(), countries=where)
        records.append(one)
    return select(records, AT).listed


def names(some: object) -> list[str]:
    assert isinstance(some, (list, tuple))
    return [one.id for one in some]


def model(*records: BulletinRecord, settings: Settings | None = None) -> Model:
    """The site that these bulletins make at `AT`, without a guide, before anything is planned."""
    settings, selection = settings or Settings(), select(records, AT)
    lists = make_lists(selection, PARSER.vocabulary, settings)
    by_file = {one.file: one for one in records}
    return Model(
        settings, PARSER.vocabulary, selection, lists, {one.url: mark_of(one) for one in lists}, [],
        Related(selection.listed), {}, {}, Loader(by_file.__getitem__, AT),
    )  # fmt: skip
