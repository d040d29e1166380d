"""The order of a deploy: nothing is pointed at before it is there, or after it is gone."""

from __future__ import annotations

from publish.release.plan import Phase, plan_deploy


def test_what_leads_to_others_is_removed_before_them() -> None:
    there = dict.fromkeys(
        ("assets/a.css", "risk/2026/11/new/index.html", "risk/2026/11/new/a.png", "risk/country/jp/feed.atom",
         "risk/country/jp/index.html"), "x",
    )  # fmt: skip
    plan = plan_deploy({}, there, [])
    order = [group.path for group in plan.phases[Phase.REMOVALS]]
    assert order == [
        "risk/country/jp/feed.atom", "risk/country/jp/index.html", "risk/2026/11/new/index.html", "assets/a.css",
        "risk/2026/11/new/a.png",
    ]  # fmt: skip
    assert plan.removed == sorted(there)
