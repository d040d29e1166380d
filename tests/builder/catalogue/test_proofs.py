"""What is known of guides beside their texts: when they were found true, and the manual made of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.catalogue.proofs import CHECKED as CHECKED_FILE
from builder.catalogue.proofs import MANUAL, Check, Proofs, guides_digest, read_proofs, stale
from tests.site_helper import PNG, Site
from view.problems import Problem

PICTURED = (
    "1. 打开[首页](/)。\n2. 点击**甲**。\n\n```steps\n1: {open: /}\n2: {click: 甲, picture: {marks: [甲, 乙]}}\n```\n"
)
CHECKED = 'at = "2026-11-20T10:00:00+08:00"\n\n[guide."g"]\ndate = "2026-11-21"\nversion = "1.2.3"\nsteps = "{}"\n'


def test_a_guide_says_when_its_steps_were_checked(site: Site) -> None:
    site.small().guide("g", PICTURED).file("content/guide/pictures/g/2.png", PNG)
    site.file("content/guide/checked.toml", CHECKED.format("0"))
    assert [str(one).partition(": ")[2] for one in site.build().warnings] == [
        "warning: steps: its steps have changed since they were checked on 2026-11-21; run build.py pictures g"
    ]
    assert "核对于 2026-11-21，版本 1.2.3" in site.page("/guide/g/").text
    assert "核对于 2026-11-21，版本 1.2.3" in site.page("/embed/guide/g/").text
    site.bulletin("a").build()
    assert len(site.bulletin("a", "改").build().warnings) == 1, "a change of a bulletin does not forget it"


def test_what_was_written_of_checks_and_cannot_be_read_is_a_problem(site: Site) -> None:
    site.small().guide("g").file("content/guide/checked.toml", 'guide = "x"')
    message = "cannot be read; delete it and run build.py pictures, which writes it"
    assert site.problems() == [f"content/guide/checked.toml:1:1: file: {message}"]


def test_without_anything_beside_the_guides_nothing_is_known(tmp_path: Path) -> None:
    problems: list[Problem] = []
    assert read_proofs(tmp_path, problems) == Proofs()
    assert problems == []


@pytest.mark.parametrize(
    "text", ["[guide.g]\ndate = 7\nversion = ''\nsteps = ''\n", "[guide.g]\ndate = 'x'\n", "guide = 7\n", "=", "\ud800"]
)
def test_checks_that_are_none_are_a_problem(tmp_path: Path, text: str) -> None:
    path = tmp_path / CHECKED_FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    problems: list[Problem] = []
    assert read_proofs(tmp_path, problems).checks == {}
    assert [one.file for one in problems] == [CHECKED_FILE]


def test_the_manual_tells_what_it_was_made_of(tmp_path: Path) -> None:
    path = tmp_path / MANUAL
    path.parent.mkdir(parents=True)
    path.write_bytes(b"%PDF-1.7 /ID [(" + b"0" * 32 + b")(" + b"1" * 32 + b")]")
    found = read_proofs(tmp_path, [])
    assert found.manual
    assert (found.manual.size, found.manual.made_of) == (path.stat().st_size, "0" * 32)
    (warning,) = stale(found, [], {})
    assert warning.warning
    assert "older than the guides" in warning.message
    made = guides_digest([], {}).encode()
    path.write_bytes(b"%PDF-1.7 /ID [(" + made + b")(" + made + b")]")
    assert stale(read_proofs(tmp_path, []), [], {}) == []


def test_a_check_of_a_guide_that_is_gone_is_no_warning() -> None:
    assert stale(Proofs({"gone": Check("2026-11-20", "1", "0")}), [], {}) == []


def test_a_manual_that_lies_elsewhere_is_a_problem(tmp_path: Path) -> None:
    outside = tmp_path / "outside.pdf"
    outside.write_bytes(b"%PDF")
    path = tmp_path / "site" / MANUAL
    path.parent.mkdir(parents=True)
    path.symlink_to(outside)
    problems: list[Problem] = []
    assert read_proofs(tmp_path / "site", problems).manual is None
    assert [one.file for one in problems] == [MANUAL]
