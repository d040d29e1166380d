"""The steps of the commands as the desk takes them: what each needs, what it would change, and doing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from editing.life import applying, renaming
from editing.life.bulletins import Bulletins, Stored
from editing.life.renaming import Rename
from editing.life.steps import Planned, Steps

#: Every step: its name in Chinese, what it must be told, what may be told, and what it does.
STEPS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], str]] = {
    "publish": ("发布", (), (), "下一次生成网站时，读者就能看到"),
    "schedule": ("定时发布", ("when",), (), "到时间以后生成网站时，读者才能看到"),
    "correct": ("更正", ("note",), (), "页面标明已更正，并向读者说明改了什么"),
    "withdraw": ("撤回", ("note",), (), "从列表和搜索中撤下；页面还在，写明撤回的原因"),
    "supersede": ("取代", ("by",), (), "由另一条取代；页面还在，引向新的一条"),
    "restore": ("恢复", (), ("note",), "撤回或被取代的一条重新有效"),
    "rename": ("改名", ("new_id",), (), "换一个编号；文件、链接、旧网址一起改"),
}


def steps_json() -> list[dict[str, Any]]:
    """The steps as the form knows them."""
    return [
        {"step": name, "label": label, "needs": list(needs), "may": list(may), "help": about}
        for name, (label, needs, may, about) in STEPS.items()
    ]


@dataclass(frozen=True, slots=True)
class StepAsked:
    """A step with what it was told."""

    step: str
    note: str = ""
    when: str = ""
    by: str = ""
    new_id: str = ""

    def told(self) -> dict[str, str]:
        """What of it is not empty."""
        values = {"step": self.step, "note": self.note, "when": self.when, "by": self.by, "new_id": self.new_id}
        return {name: value for name, value in values.items() if value}


def plan_asked(site: Bulletins, stored: Stored, asked: StepAsked) -> Planned | Rename:
    """What a step would write. StepError where it makes no sense."""
    steps, named = Steps(site), stored.id
    plans: dict[str, Callable[[], Planned | Rename]] = {
        "publish": lambda: steps.publish(named),
        "schedule": lambda: steps.schedule(named, asked.when),
        "correct": lambda: steps.correct(named, asked.note),
        "withdraw": lambda: steps.withdraw(named, asked.note),
        "supersede": lambda: steps.supersede(named, asked.by),
        "restore": lambda: steps.restore(named, asked.note),
        "rename": lambda: renaming.plan_rename(site, named, asked.new_id),
    }
    return plans[asked.step]()


def apply_planned(site: Bulletins, planned: Planned | Rename) -> str:
    """Write what was planned; gives the id that the bulletin has then."""
    if isinstance(planned, Rename):
        renaming.apply_rename(site, planned)
        return planned.new_id
    applying.apply_step(site, planned)
    return planned.stored.id


def planned_json(site: Bulletins, planned: Planned | Rename) -> dict[str, Any]:
    """What a step changes: lines of files, addresses, feeds."""
    if isinstance(planned, Rename):
        reach, diff, notes, when = renaming.rename_reach(site, planned), renaming.rename_diff(site, planned), [], None
        others = [path.relative_to(site.root).as_posix() for path, _, _ in planned.others]
    else:
        reach, notes, when, others = applying.step_reach(site, planned), list(planned.notes), planned.when, []
        diff = applying.diff(planned.stored.file, planned.stored.raw, planned.after)
    return {
        "diff": diff, "addresses": reach.pages, "feeds": reach.feeds, "notes": notes, "others": others,
        "when": when.isoformat() if when else None,
    }  # fmt: skip
