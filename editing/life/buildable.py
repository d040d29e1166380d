"""Whether the site can be built with a bulletin that no reader has seen: its links, pictures and addresses.

What is wrong with them is a warning while it is a draft, and stops every build from the moment on that it is none.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from builder.base.gc_pause import gc_paused
from builder.planning.build_inputs import BuildInputs, read_inputs
from builder.planning.whole import plan_site
from builder.reading.loading import Content
from builder.reading.records import BulletinRecord
from editing.life.bulletins import Bulletins
from editing.life.steps import Planned, in_lines_of, would_have
from view.problems import Problem

#: The steps after which readers see what they have not seen before.
SHOWING = ("publish", "schedule")


@gc_paused()
def refuse_unbuildable(site: Bulletins, planned: Planned) -> None:
    """StepError where a file as a step leaves it would stop the next build or the one at its date.

    What is wrong with other files stays their own affair. ContentError where the site's settings are wrong.
    """
    record = site.read(planned.stored.id, planned.after).parsed.record
    if not isinstance(record, BulletinRecord):
        return
    inputs, at, before = read_inputs(site.root, None, 1), planned.when or site.at, site.content
    after = replace(
        before,
        bulletins=[record if one.file == record.file else one for one in before.bulletins],
        drafts=before.drafts - {record.file},
    )
    found = _errors(site, inputs, after, at)
    mine = in_lines_of(planned.stored.raw, planned.after, [one for one in found if one.file == record.file])
    if len(mine) < len(found):  # of two files that want one address either may be told
        there = _errors(site, inputs, before, at)
        mine += [one for one in found if one.file != record.file and one not in there]
    if mine:
        raise would_have(record.file, mine)


def _errors(site: Bulletins, inputs: BuildInputs, content: Content, at: datetime) -> list[Problem]:
    plan = plan_site(site.root, inputs.settings, inputs.vocabulary, content, inputs.assets, at, None, inputs.proofs)
    return sorted({one for one in plan.problems if not one.warning})
