"""Relative links between content files, rewritten where a file moves."""

from __future__ import annotations

import pytest

from editing.life.bulletins import Bulletins, StepError
from editing.life.relinking import file_behind, own_targets, relinked
from tests.builder.catalogue.listing import record
from tests.editing.life.desk import AT
from tests.site_helper import Site

HEAD = "---\ntitle: 甲\ndate: 2026-11-20\nchannel: 风险预警\n---\n\n"


def moved(site: Site, body: str, **targets: str) -> str:
    """A body in which a link to a path leads to another."""
    one = record("a", body)
    text = relinked(Bulletins(site.small().root, AT), HEAD + body, one, targets.get)
    assert text.startswith(HEAD)
    return text.removeprefix(HEAD)


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("见[乙](b.md#x)。", "见[乙](c/d.md#x)。"),
        ("见[乙](<b.md>)。", "见[乙](<c/d.md>)。"),
        ("见[乙][名]。\n\n[名]: b.md\n", "见[乙][名]。\n\n[名]: c/d.md\n"),
        ("[乙](b.md) [乙](b.md)", "[乙](c/d.md) [乙](c/d.md)"),
        ("`[乙](b.md)`", None),
        ("[乙](e.md) [表](b.md.csv)", "[乙](e.md) [表](b.md.csv)"),
    ],
)
def test_targets_change_and_what_only_looks_like_a_link_stays(site: Site, body: str, written: str | None) -> None:
    if written is None:
        assert moved(site, body) == body
        return
    assert moved(site, body, **{"b.md": "c/d.md"}) == written


def test_what_cannot_be_changed_by_a_command_is_said(site: Site) -> None:
    with pytest.raises(StepError, match="change them by hand"):
        moved(site, "[乙](b.md) `[乙](b.md)`", **{"b.md": "c/d.md"})


def test_signs_that_end_a_target_are_coded(site: Site) -> None:
    assert moved(site, "[乙](b.md)", **{"b.md": "c (1).md"}) == "[乙](c%20%281%29.md)"


def test_its_own_links_follow_it_into_another_folder() -> None:
    one = record("2026/a", "[乙](b.md) [自](a.md) [上](../c.md) [址](/risk/)")
    target = own_targets(one, "2027/11/new")
    assert [target(path) for path in ("b.md", "a.md", "../c.md")] == ["../../2026/b.md", "new.md", "../../c.md"]
    assert [file_behind(one, each) for each in one.references] == [
        "content/risk/2026/b.md", "content/risk/2026/a.md", "content/risk/c.md", "",
    ]  # fmt: skip
