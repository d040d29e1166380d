"""国别概览 and its like for industries: what a list says at a glance, above its bulletins."""

from __future__ import annotations

from collections import Counter
from typing import Any

from builder.base.digests import digest
from builder.catalogue.changes import Happening
from builder.catalogue.lists import BulletinList, facet_counts
from builder.catalogue.model import Model, month_label
from builder.catalogue.published import Published
from builder.pages.lists.changes_pages import shown_change
from builder.pages.lists.list_sides import UNGRADED, facet_links, months_before

#: Lists that have one, the facet that they are told by, and what it is called.
PROFILED = {"country": ("industry", "国别概览", "涉及行业"), "industry": ("country", "行业概览", "涉及国别（地区）")}
MONTHS = 12
#: How many level changes, and values of the other facet, are shown.
_CHANGES, _OTHERS = 5, 8


def level_changes(model: Model, of: BulletinList) -> list[Happening]:
    """The level changes of a list's bulletins, oldest first."""
    found = [each for one in of.members for each in model.happened.get(one.file, ()) if each.is_level_change]
    return sorted(found, key=lambda each: each.at)


def _highest(model: Model, of: BulletinList) -> Published | None:
    """The newest bulletin of the highest level."""
    levels = model.vocabulary.terms["level"]
    return next((one for one in reversed(of.members) if levels and one.level == levels[0].code), None)


def input_of(model: Model, of: BulletinList) -> bytes:
    """Changes with what the profile shows beside the list's counts."""
    if of.facet not in PROFILED:
        return b""
    highest = _highest(model, of)
    shown = [one.digest for one in level_changes(model, of)[-_CHANGES:]]
    return digest(shown, highest.digest if highest else b"")


def profile(model: Model, of: BulletinList) -> dict[str, Any] | None:
    """For `list.html`; None where a list has none. The year ends with the list's newest month: pages know no clock."""
    if of.facet not in PROFILED or not of.members:
        return None
    other, heading, others = PROFILED[of.facet]
    months = months_before(of.members[-1].month, MONTHS)
    recent = [one for one in of.members if one.month >= months[0]]
    levels = Counter(one.level for one in recent)
    label = model.vocabulary.label
    counted = [(term.label, levels[term.code]) for term in model.vocabulary.terms["level"]]
    counts = facet_counts(of.members)
    highest = _highest(model, of)
    return {
        "heading": heading,
        "since": month_label(months[0]), "until": month_label(months[-1]), "total": len(recent),
        "levels": [*counted, (UNGRADED, levels[None])],
        "highest": model.row(highest), "highest_label": model.vocabulary.terms["level"][0].label if highest else "",
        "changes": [shown_change(model, one) for one in level_changes(model, of)[: -_CHANGES - 1 : -1]],
        "others_label": others, "others": facet_links(model, of, other, counts[other])[:_OTHERS],
        "others_more": max(0, len(counts[other]) - _OTHERS),
        "channels": facet_links(model, of, "channel", counts["channel"]),
        "name": label(of.facet, of.codes[of.facet]), "code": of.codes[of.facet], "facet": of.facet,
    }  # fmt: skip
