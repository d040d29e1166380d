"""Which addresses and feeds a change of one bulletin reaches."""

from __future__ import annotations

from dataclasses import dataclass, field

from builder.reading.records import BulletinRecord
from view.settings.site_settings import Settings
from view.urls import HOME, RISK, bulletin_url, feed_url, list_url


@dataclass(slots=True)
class Reach:
    """Pages and feeds, root-relative."""

    pages: list[str] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)


def reach_of(bulletin: BulletinRecord, settings: Settings) -> Reach:
    """The page of a bulletin, every list that shows or counts it, and their feeds."""
    facts = bulletin.facts
    lists = [RISK, list_url(channel=facts.channel)]
    lists += [list_url(country=code) for code in facts.countries]
    lists += [list_url(industry=code) for code in facts.industries]
    if settings.facet_pairs:
        pairs = ((country, industry) for country in facts.countries for industry in facts.industries)
        lists += [list_url(country=country, industry=industry) for country, industry in pairs]
    lists.append(list_url(month=f"{bulletin.date:%Y-%m}"))
    return Reach([bulletin_url(bulletin.id), HOME, *lists], [feed_url(one) for one in lists])
