"""The order of a deploy: nothing is pointed at before it is there, or after it is gone."""

from __future__ import annotations

import pytest

from publish.release.plan import Phase, phase_of, plan_deploy


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


@pytest.mark.parametrize(
    ("path", "is_new", "phase"),
    [
        ("assets/style.1.css", True, Phase.ASSETS),
        ("risk/2026/a/photo.png", False, Phase.ASSETS),
        ("_release/index-1.tar.zst", True, Phase.ASSETS),
        ("_release/index.json", False, Phase.NEW_PAGES),
        ("risk/2026/a/index.html", True, Phase.NEW_PAGES),
        ("risk/country/vn/index.html", True, Phase.NEW_PAGES),
        ("risk/2026/a/index.html", False, Phase.CHANGED_PAGES),
        ("guide/a/index.html", False, Phase.CHANGED_PAGES),
        ("risk/country/vn/index.html", False, Phase.LISTS),
        ("risk/feed.atom", False, Phase.LISTS),
        ("sitemap.xml", True, Phase.LISTS),
        ("404.html", True, Phase.LISTS),
        ("index.html", True, Phase.HOME),
        ("generation.json", True, Phase.POINTER),
        ("_release/manifest.json", True, Phase.POINTER),
    ],
)
def test_the_order_of_upload(path: str, is_new: bool, phase: Phase) -> None:
    assert phase_of(path, is_new) is phase
