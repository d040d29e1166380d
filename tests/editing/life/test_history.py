"""Who changed a bulletin, when and what: from git where there is one, else from the commands' own copies."""

from __future__ import annotations

import os
import subprocess

import pytest

from editing import terminal
from editing.life.copies import Copies
from tests.editing.life.desk import AT, rename, take
from tests.site_helper import Site


def told(site: Site, name: str = "a") -> list[str]:
    said: list[str] = []
    terminal.tell_history(site.root, AT, said.append, name)
    return said


@pytest.fixture
def editor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XINFENG_EDITOR", "王编辑")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", "/")


@pytest.mark.usefixtures("editor")
def test_without_git_the_copies_tell(site: Site) -> None:
    site.bulletin("a")
    assert told(site) == [
        "no changes are known: the site's folder is in no git, and no command has edited this bulletin"
    ]
    take(site, "correct", "a", "甲")
    rename(site, "a", "b")
    said = told(site, "b")
    assert [one for one in said if not one.startswith(" ")] == [
        "2026-11-22 12:00  王编辑  rename (was a)",
        "2026-11-22 12:00  王编辑  correct",
    ]
    assert "    +status: corrected" in said
    assert "    +feed_id: a" in said


def test_a_line_that_was_cut_off_takes_no_other_with_it(site: Site) -> None:
    """A disk that was full in the midst of a line has room again."""
    site.bulletin("a")
    take(site, "correct", "a", "甲")
    log = site.root / "state/copies/a/log.jsonl"
    log.write_bytes(log.read_bytes() + b'{"at": "2026')
    take(site, "withdraw", "a", "乙")
    assert [one.step for one in Copies(site.root, "a").steps()] == ["correct", "withdraw"]


def test_with_git_its_commits_tell(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for key, value in {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}.items():
        monkeypatch.setenv(key, value)

    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=李编辑", "-c", "user.email=li@example.org"]
        environment = {
            **os.environ,
            "GIT_AUTHOR_DATE": "2026-11-20T09:30:00+0000",
            "GIT_COMMITTER_DATE": "2026-11-20T09:30:00+0000",
        }
        subprocess.run(["git", *identity, *arguments], cwd=site.root, check=True, capture_output=True, env=environment)

    site.bulletin("越南", "一。")
    git("init", "-q")
    git("add", "content")
    git("commit", "-qm", "发布")
    site.bulletin("越南", "二。")
    git("commit", "-qam", "改正文")
    assert told(site, "越南")[:3] == ["2026-11-20 17:30  李编辑  改正文", "    -一。", "    +二。"]


def test_damaged_copies_are_passed_over(site: Site) -> None:
    site.bulletin("a")
    take(site, "withdraw", "a", "甲")
    folder = site.root / "state/copies/a"
    for copy in folder.glob("*.md"):
        copy.write_bytes(b"x")
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write("{half a line\n")
    assert len(list(Copies(site.root, "a").steps())) == 1
    assert len(told(site)) == 1
    take(site, "restore", "a")
    assert "status" not in (site.root / "content/risk/a.md").read_text(encoding="utf-8")
