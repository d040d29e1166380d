"""Taking a planned step: nothing over another's work, and what is said of it."""

from __future__ import annotations

import pytest

from editing.life.applying import apply_step, diff, reach_lines, step_lines
from editing.life.bulletins import Bulletins, StepError
from editing.life.copies import Copies
from editing.life.reach import Reach
from editing.life.steps import Steps
from tests.editing.life.desk import AT
from tests.site_helper import Site


def test_a_file_that_somebody_else_changed_is_left_alone(site: Site) -> None:
    site.small().bulletin("a")
    bulletins = Bulletins(site.root, AT)
    planned = Steps(bulletins).withdraw("a", "撤")
    site.bulletin("a", "另一段。")
    before = site.everything()
    with pytest.raises(StepError, match="changed by somebody else meanwhile"):
        apply_step(bulletins, planned)
    after = {name: data for name, data in site.everything().items() if not name.startswith("state")}
    assert after == before


def test_a_step_is_taken_with_a_copy_and_told_with_what_it_reaches(site: Site) -> None:
    site.small().bulletin("a", countries=["VN"])
    bulletins = Bulletins(site.root, AT)
    planned = Steps(bulletins).withdraw("a", "撤")
    apply_step(bulletins, planned)
    assert (site.root / "content/risk/a.md").read_bytes() == planned.after
    assert [one.step for one in Copies(site.root, "a").steps()] == ["withdraw"]
    lines = list(step_lines(bulletins, planned))
    assert lines[0] == "content/risk/a.md: withdrawn"
    assert "  /risk/country/vn/" in lines
    assert "  /risk/country/vn/feed.atom" in lines


def test_when_pages_change() -> None:
    reach = Reach(["/a/"], ["/a/feed.atom"])
    assert list(reach_lines(reach, "")) == [
        "these pages change with the next build:",
        "  /a/",
        "and these feeds:",
        "  /a/feed.atom",
    ]
    assert next(reach_lines(reach, "2026-12-01 08:00")).startswith("these pages change on 2026-12-01 08:00")


def test_lines_that_differ_whatever_ends_them() -> None:
    assert diff("a.md", b"1\r\n2\r\n", b"1\r\n3\r\n") == "--- a/a.md\n+++ b/a.md\n@@ -1,2 +1,2 @@\n 1\n-2\n+3\n"
    assert diff("a.md", b"1", b"2", "b.md").splitlines()[:2] == ["--- a/a.md", "+++ b/b.md"]
    assert diff("a.md", b"1", b"1") == ""
