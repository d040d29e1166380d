"""The versions of a bulletin: those of git and the copies of steps, each with its text."""

from __future__ import annotations

import subprocess

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
