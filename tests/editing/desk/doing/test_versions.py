"""The versions of a bulletin: those of git and the copies of steps, each with its text."""

from __future__ import annotations

import subprocess

import pytest

from editing.desk.doing.taking import STEPS
from editing.desk.doing.versions import STEP_NAMES, version_entries, version_text
from tests.editing.desk.doing.conftest import Known
from tests.editing.desk.editor import Editor


def test_history_has_the_texts_of_copies_and_of_git(editor: Editor) -> None:
    root = editor.site.root
    for words in (
        ["init", "-q"],
        ["add", "content"],
        ["-c", "user.name=乙", "-c", "user.email=b@x", "commit", "-qm", "第一稿"],
    ):
        subprocess.run(["git", "-C", str(root), *words], check=True)
    first = editor.open()
    editor.save(first["text"] + "又一段。\n", first["digest"])
    entries = editor.get("/api/history", id="a")["entries"]
    assert {(one["origin"], one["who"], one["what"]) for one in entries} == {
        ("git", "乙", "第一稿"), ("copy", "甲", "保存"), ("copy", "", "在此之前")
    }  # fmt: skip
    texts = {one["what"]: editor.get("/api/version", id="a", version=one["version"])["text"] for one in entries}
    assert texts == {"第一稿": first["text"], "在此之前": first["text"], "保存": first["text"] + "又一段。\n"}
    for version in ("HEAD", "HEAD:site.toml", "0-../../x", "--help"):
        editor.get("/api/version", 404, id="a", version=version)


def test_without_git_there_are_the_copies(editor: Editor, known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    site = known()
    stored = site.find("a")
    assert version_entries(site, stored) == []
    assert version_text(site, stored, "HEAD") is None
    opened = editor.open()
    editor.save(opened["text"] + "又。\n", opened["digest"])
    site = known()
    assert [one.what for one in version_entries(site, site.find("a"))] == ["保存", "在此之前"]


def test_a_copy_that_is_gone_has_no_text(editor: Editor, known: Known) -> None:
    opened = editor.open()
    editor.save(opened["text"] + "又。\n", opened["digest"])
    site = known()
    latest, first = version_entries(site, site.find("a"))
    (editor.site.root / "state/copies/a" / first.path).unlink()
    assert version_text(site, site.find("a"), first.version) is None
    assert version_text(site, site.find("a"), latest.version) == opened["text"] + "又。\n"


def test_versions_under_an_earlier_name_are_told_with_it(editor: Editor, known: Known) -> None:
    opened = editor.open()
    editor.save(opened["text"] + "又。\n", opened["digest"])
    editor.step("rename", new_id="b")
    site = known()
    found = {one.what: version_text(site, site.find("b"), one.version) for one in version_entries(site, site.find("b"))}
    assert found["改名（原编号 a）"] is not None
    assert found["保存"] == opened["text"] + "又。\n"
    assert found["在此之前"] == opened["text"]


def test_every_step_has_a_name_in_the_history() -> None:
    assert set(STEPS) <= set(STEP_NAMES)
    assert {name: STEP_NAMES[name] for name in STEPS} == {name: said[0] for name, said in STEPS.items()}
