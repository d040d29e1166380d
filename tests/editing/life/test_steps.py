"""The life of a bulletin: each step changes only the lines it must, says what it reaches, and can be taken back."""

from __future__ import annotations

import shutil
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings

from builder.reading.parsing import Parser
from builder.reading.records import BulletinRecord
from editing import terminal
from editing.life.bulletins import Bulletins, EditingError
from editing.life.states import state_of
from editing.life.steps import Planned, Steps
from tests.editing.front.written import fronts
from tests.editing.life.desk import AT, HEAD, ZONE, state, take, text
from tests.machine import PROJECT
from tests.site_helper import Site
from view.clock import parse_moment
from view.vocabulary.vocabulary import load_vocabulary


def came_and_went(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = before.splitlines(), after.splitlines()
    return [one for one in new if one not in old], [one for one in old if one not in new]


def test_publishing_takes_the_draft_line_away_and_nothing_else(site: Site) -> None:
    site.file("content/risk/a.md", f"{HEAD}draft: true    # 写好后删去\n---\n\n正文。\n")
    said = take(site, "publish", "a")
    assert text(site) == f"{HEAD}---\n\n正文。\n"
    assert state(site) == "live"
    assert said[:4] == [
        "content/risk/a.md: published",
        "note: its date stays 2026-11-20, so that it stands among the bulletins of that day",
        "these pages change with the next build:",
        "  /risk/a/",
    ]
    assert "  /risk/channel/warning/feed.atom" in said
    assert "  /risk/month/2026-11/" in said


def test_publishing_what_is_scheduled_gives_it_the_date_of_today(site: Site) -> None:
    site.bulletin("a", date="2026-12-24T09:00", draft=True)
    take(site, "publish", "a")
    assert 'date: "2026-11-22T12:00"' in text(site)
    assert state(site) == "live"


@pytest.mark.parametrize(
    ("when", "written"),
    [
        ("2026-12-01", "2026-12-01"),
        ("2026-12-01 9:30", "2026-12-01T09:30"),
        ("2026年12月1日", "2026-12-01"),
        ("2026-12-01T02:00:05Z", "2026-12-01T10:00:05"),
    ],
)
def test_scheduling_sets_the_date(site: Site, when: str, written: str) -> None:
    site.file("content/risk/a.md", f"{HEAD}draft: true\n---\n\n正文。\n")
    said = take(site, "schedule", "a", when)
    assert text(site) == HEAD.replace("2026-11-20", written) + "---\n\n正文。\n"
    assert state(site) == "scheduled"
    assert any(one.startswith("these pages change on 2026-12-01") for one in said)


def test_a_correction_marks_the_bulletin_and_tells_readers(site: Site) -> None:
    site.small().bulletin("a")
    before = text(site)
    take(site, "correct", "a", "原文把  冷轧\n误作热轧。")
    assert came_and_went(before, text(site)) == (
        [
            "status: corrected",
            "changes:",
            "  - date: 2026-11-22T12:00",
            "    kind: correction",
            "    note: 原文把 冷轧 误作热轧。",
        ],
        [],
    )
    take(site, "correct", "a", "再更正。")
    assert text(site).count("kind: correction") == 2
    assert state(site) == "corrected"
    site.build()
    assert "原文把 冷轧 误作热轧。" in site.text("/risk/a/")


def test_a_withdrawal_reaches_page_lists_and_feeds_and_can_be_taken_back(site: Site) -> None:
    site.small().bulletin("a", countries=["VN"]).bulletin("b", countries=["VN"])
    before = text(site)
    take(site, "withdraw", "a", "来源声明无效。")
    assert state(site) == "withdrawn"
    site.build()
    assert "来源声明无效。" in site.text("/risk/a/")
    assert site.rows("/risk/country/vn/") == ["/risk/b/"]
    assert any("撤回" in title for title, _ in site.feed("/risk/feed.atom"))
    take(site, "restore", "a")
    assert text(site) == before
    site.build()
    assert sorted(site.rows("/risk/country/vn/")) == ["/risk/a/", "/risk/b/"]


def test_a_restored_bulletin_may_tell_readers_so(site: Site) -> None:
    site.small().bulletin("a")
    take(site, "withdraw", "a", "误撤。")
    take(site, "restore", "a", "撤回有误，恢复。")
    assert "status" not in text(site)
    assert text(site).count("kind:") == 2
    assert state(site) == "live"


def test_a_superseded_bulletin_leads_to_its_successor(site: Site) -> None:
    site.small().bulletin("a").bulletin("b", date="2026-11-30")
    before = text(site)
    said = take(site, "supersede", "a", "b")
    assert came_and_went(before, text(site)) == (["status: superseded", "superseded_by: b"], [])
    assert any(one.startswith("these pages change on 2026-11-30") for one in said)
    assert state(site) == "live"
    assert state(site, at=parse_moment("2026-12-01", ZONE)) == "superseded"
    take(site, "restore", "a")
    assert text(site) == before


#: BulletinState of `a` → step → why not.
SENSELESS = {
    ("live", "publish"): "is live already",
    ("corrected", "publish"): "is live already",
    ("withdrawn", "publish"): "is withdrawn; `restore` it first",
    ("expired", "publish"): "has expired; its page is gone",
    ("live", "schedule"): "is live already; what readers have seen cannot be scheduled",
    ("draft", "correct"): "is a draft that no reader has seen; edit its file",
    ("scheduled", "withdraw"): "is scheduled and no reader has seen it; edit its file",
    ("withdrawn", "withdraw"): "is withdrawn; `restore` it first",
    ("superseded", "correct"): "is superseded; `restore` it first",
    ("expired", "withdraw"): "has expired; its page is gone",
    ("withdrawn", "supersede"): "is withdrawn; `restore` it first",
    ("live", "restore"): "is live; there is nothing to restore",
    ("corrected", "restore"): "is shown as corrected; there is nothing to restore",
    ("draft", "restore"): "is a draft that no reader has seen; edit its file",
}
FRONTS: dict[str, dict[str, Any]] = {
    "live": {},
    "draft": {"draft": True},
    "scheduled": {"date": "2026-12-01"},
    "expired": {"expires": "2026-11-21"},
    "corrected": {"status": "corrected", "changes": [{"date": "2026-11-21", "kind": "correction", "note": "甲"}]},
    "withdrawn": {"status": "withdrawn", "changes": [{"date": "2026-11-21", "kind": "withdrawal", "note": "甲"}]},
    "superseded": {"status": "superseded", "superseded_by": "b"},
}
ARGUMENTS = {"schedule": ["2026-12-24"], "correct": ["甲"], "withdraw": ["甲"], "supersede": ["b"]}


@pytest.mark.parametrize(("was", "step"), SENSELESS)
def test_a_step_that_makes_no_sense_says_why_and_writes_nothing(site: Site, was: str, step: str) -> None:
    site.bulletin("a", **FRONTS[was]).bulletin("b")
    assert state(site) == was
    before = site.everything()
    with pytest.raises(EditingError) as refused:
        take(site, step, "a", *ARGUMENTS.get(step, []))
    assert str(refused.value) == f"content/risk/a.md: {SENSELESS[was, step]}"
    assert site.everything() == before


OTHERS = {
    "an unknown id": (["withdraw", "aa", "甲"], 'no bulletin has the id "aa"; did you mean "a"?'),
    "no note": (["withdraw", "a", " \n"], "--note: must say to readers what changed and why"),
    "a control character": (["correct", "a", "甲\x07"], "--note: holds a control character; delete it"),
    "itself": (["supersede", "a", "a"], "a bulletin cannot supersede itself"),
    "by what is withdrawn": (
        ["supersede", "a", "w"],
        "content/risk/w.md is withdrawn itself; name the bulletin that readers should turn to",
    ),
    "a past moment": (["schedule", "d", "2026-11-01"], '"2026-11-01" is past; use `publish` to show it now'),
    "after it expires": (
        ["schedule", "e", "2027-01-02"],
        'content/risk/e.md: it expires before "2027-01-02"; change `expires` first',
    ),
    "no moment": (
        ["schedule", "d", "morgen"],
        '"morgen" is not an ISO date or time such as 2026-11-20 or 2026-11-20T09:30+08:00',
    ),
    "a file with problems": (
        ["withdraw", "x", "甲"],
        'content/risk/x.md:5:8: level: unknown value "红"; one of 高, 中, 低\n'
        "content/risk/x.md has problems; mend them first",
    ),
    "a draft with problems": (
        ["publish", "y"],
        'content/risk/y.md:5:8: level: unknown value "红"; one of 高, 中, 低\n'
        "content/risk/y.md would have problems; mend them first",
    ),
    "a shared value": (
        ["withdraw", "z", "甲"],
        "content/risk/z.md: the front matter is written in a way that a command cannot edit; edit it by hand",
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_cannot_be_done_is_one_sentence(site: Site, name: str) -> None:
    site.bulletin("a").bulletin("d", draft=True).bulletin("w", **FRONTS["withdrawn"])
    site.bulletin("e", draft=True, expires="2027-01-01")
    site.bulletin("x", level="红").bulletin("y", level="红", draft=True)
    site.file("content/risk/z.md", "---\ntitle: &t active\ndate: 2026-11-20\nchannel: 预警\nstatus: *t\n---\n")
    (step, *arguments), reason = OTHERS[name]
    before = site.everything()
    with pytest.raises(EditingError) as refused:
        take(site, step, *arguments)
    assert str(refused.value) == reason
    assert site.everything() == before


def test_a_bulletin_may_be_named_by_its_file_or_address(site: Site) -> None:
    site.bulletin("2026/a")
    bulletins = Bulletins(site.root, AT)
    for name in (
        "2026/a",
        "/risk/2026/a/",
        "content/risk/2026/a.md",
        f"{site.root}/content/risk/2026/a.md",
        "2026/a.md",
    ):
        assert bulletins.find(name).id == "2026/a"


def test_a_file_that_somebody_else_saves_meanwhile_is_not_overwritten(site: Site) -> None:
    site.bulletin("a")

    def plan(steps: Steps) -> Planned:
        planned = steps.correct("a", "甲")
        site.bulletin("a", "他人刚写的。")
        return planned

    with pytest.raises(EditingError, match="changed by somebody else"):
        terminal.take_step(site.root, AT, lambda _: None, plan)
    assert "他人刚写的。" in text(site)


def test_a_dry_run_shows_the_lines_and_writes_nothing(site: Site) -> None:
    site.bulletin("a")
    before = site.everything()
    said: list[str] = []
    terminal.take_step(site.root, AT, said.append, lambda steps: steps.withdraw("a", "甲"), dry_run=True)
    assert "+status: withdrawn" in said[0]
    assert site.everything() == before


def test_permissions_stay_and_links_are_followed(site: Site) -> None:
    path = site.file("elsewhere/a.md", HEAD + "---\n").root / "elsewhere/a.md"
    path.chmod(0o640)
    (site.root / "content/risk").mkdir()
    (site.root / "content/risk/a.md").symlink_to(path)
    take(site, "correct", "a", "甲")
    assert (site.root / "content/risk/a.md").is_symlink()
    assert "corrected" in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.thorough
@pytest.mark.parametrize("with_copies", [True, False])
@pytest.mark.parametrize("step", ["withdraw", "supersede", "correct"])
def test_every_shipped_bulletin_changes_in_the_intended_lines_and_back(
    site: Site, step: str, with_copies: bool
) -> None:
    shutil.copytree(PROJECT / "content", site.root / "content", dirs_exist_ok=True)
    bulletins = Bulletins(site.root, AT)
    steps = Steps(bulletins)
    tried = 0
    for one in bulletins.files:
        record = bulletins.find(one.id).parsed.record
        if not isinstance(record, BulletinRecord) or state_of(record, AT) not in ("live", "corrected"):
            continue
        tried += 1
        path = bulletins.path(one.id)
        before = path.read_bytes().decode()
        successor = "2025/12/year-end-buyer-limit-review"
        arguments = (
            ["2026/01/brazil-tyre-antidumping" if one.id == successor else successor] if step == "supersede" else ["甲"]
        )
        planned = getattr(steps, step)(one.id, *arguments)
        came, went = came_and_went(before, planned.after.decode())
        assert [line for line in went if not line.startswith("status:")] == []
        assert {line.split(":")[0].strip(" -") for line in came} <= {
            "status",
            "superseded_by",
            "changes",
            "date",
            "kind",
            "note",
        }
        if step == "correct":
            continue
        take(site, step, one.id, *arguments)
        if not with_copies:
            shutil.rmtree(site.root / "state")
        take(site, "restore", one.id)
        assert path.read_bytes().decode() == before
    assert tried > 60


@pytest.mark.thorough
@given(text=fronts(status=True))
@example(text="---\ntitle: 甲\ndate: 2026-11-20\nchannel: warning\nstatus: active # 注\nchanges: ~\n---\n")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
def test_any_file_changes_in_the_intended_lines_and_back(site: Site, text: str) -> None:
    site.small().bulletin("b").file("content/risk/a.md", text)
    path = site.root / "content/risk/a.md"
    parser = Parser(load_vocabulary(site.root), ZONE)
    body = text[text.index("---", 4) :]
    for step, undone in [("correct", ""), ("withdraw", "restore"), ("supersede", "restore")]:
        before = path.read_bytes()
        take(site, step, "a", "b" if step == "supersede" else "来源: 已声明无效 #1")
        after = path.read_bytes()
        assert [one for one in parser.parse("risk", "a", "content/risk/a.md", after).problems if not one.warning] == []
        assert after.decode().endswith(body)
        lines = after.decode().splitlines()
        kept = [line for line in before.decode().splitlines() if not line.startswith(("status:", "changes:"))]
        rest = iter(lines)
        assert all(line in rest for line in kept)
        if undone:
            take(site, undone, "a")
            assert path.read_bytes() == before
