"""Saving: never over another's words, never a byte that nobody touched, never half a file."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.editing.desk.editor import Editor, content
from tests.site_helper import Site

FRONT = "---\ntitle: 甲   # 注\n\n# 注\ndate: 2026-11-20\nchannel: '风险预警'\n---\n"


def raw(editor: Editor, name: str = "a") -> bytes:
    return (editor.site.root / f"content/risk/{name}.md").read_bytes()


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_saving_an_untouched_file_changes_no_byte(editor: Editor, ends: str, mark: str) -> None:
    data = (mark + FRONT.replace("\n", ends) + f"正文{ends}{ends}二").encode()
    path = editor.site.root / "content/risk/a.md"
    path.write_bytes(data)
    before = path.stat()
    opened = editor.open()
    assert "\r" not in opened["text"]
    editor.save(opened["text"], opened["digest"])
    assert (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_ino) == (data, before.st_mtime_ns, before.st_ino)


def test_an_edited_file_changes_only_its_lines(editor: Editor) -> None:
    editor.site.file("content/risk/a.md", FRONT.replace("\n", "\r\n") + "一\r二\r\n三\n四")
    opened = editor.open()
    saved = editor.save(opened["text"].replace("二", "二二").replace("三", "三\n新"), opened["digest"])
    assert raw(editor).decode() == FRONT.replace("\n", "\r\n") + "一\r二二\r\n三\n新\n四"
    assert saved["text"] == editor.open()["text"]
    assert saved["digest"] == editor.open()["digest"]


def test_a_file_that_changed_underneath_is_never_overwritten(editor: Editor) -> None:
    opened = editor.open()
    theirs = raw(editor).replace("第二段".encode(), "别人的第二段".encode())
    editor.site.file("content/risk/a.md", theirs)
    refused = editor.save(opened["text"] + "我的一段。\n", opened["digest"], status=409)
    assert raw(editor) == theirs
    assert refused["theirs"].encode() == theirs
    again = editor.save(opened["text"] + "我的一段。\n", refused["digest"])
    assert raw(editor).decode().endswith("我的一段。\n")
    assert again["digest"] == editor.open()["digest"]


def test_the_text_that_both_began_with_is_told_where_a_copy_has_it(editor: Editor) -> None:
    first = editor.open()
    editor.save(first["text"] + "一。\n", first["digest"])
    assert editor.save("x", first["digest"], status=409)["base"] == first["text"]


def test_two_desks_do_not_overwrite_each_other(desk_site: Site) -> None:
    one, two = Editor(desk_site, "甲"), Editor(desk_site, "乙")
    opened = one.open(), two.open()
    one.save(opened[0]["text"] + "甲的。\n", opened[0]["digest"])
    refused = two.save(opened[1]["text"] + "乙的。\n", opened[1]["digest"], status=409)
    blocks = two.post("/api/merge", base=refused["base"], mine=opened[1]["text"] + "乙的。\n", theirs=refused["theirs"])
    assert [one["kind"] for one in blocks["blocks"]] == ["same", "conflict"]
    assert "乙" not in raw(one).decode()
    history = one.get("/api/history", id="a")["entries"]
    assert [(entry["who"], entry["what"]) for entry in history] == [("甲", "保存"), ("", "在此之前")]


@pytest.mark.parametrize("kept", ["state/copies", "content/risk"])
def test_a_full_disk_is_said_and_nothing_is_lost(
    editor: Editor, monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:  # fmt: skip
    opened, before = editor.open(), content(editor.site.root)
    fsync = os.fsync

    def full(descriptor: int) -> None:
        if f"/{kept}/" in str(Path(f"/proc/self/fd/{descriptor}").readlink()):
            raise OSError(errno.ENOSPC, "No space left on device")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    refused = editor.save(opened["text"] + "又一段。\n", opened["digest"], status=507)
    assert "磁盘已满" in refused["detail"]
    assert content(editor.site.root) == before
    monkeypatch.setattr(os, "fsync", fsync)
    editor.save(opened["text"] + "又一段。\n", opened["digest"])
    assert content(editor.site.root).keys() == before.keys()


def test_a_broken_front_matter_opens_as_text_with_its_problem(editor: Editor) -> None:
    text = "---\ntitle: 甲\ndate: [\n---\n正文"
    editor.site.file("content/risk/a.md", text)
    opened = editor.open()
    assert (opened["text"], opened["front"], opened["state"], opened["readable"]) == (text, None, "broken", True)
    assert [(one["line"], one["severity"]) for one in opened["problems"]] == [(4, "problem")]
    editor.save(text.replace("[", "2026-11-20").replace("\n---\n正", "\nchannel: 风险预警\n---\n正"), opened["digest"])
    assert editor.open()["state"] == "live"


def test_a_file_in_gb18030_opens_and_becomes_utf8_when_it_is_edited(editor: Editor) -> None:
    data = FRONT.encode("gb18030") + "正文".encode("gb18030")
    editor.site.file("content/risk/a.md", data)
    opened = editor.open()
    assert opened["text"] == FRONT + "正文"
    editor.save(opened["text"], opened["digest"])
    assert raw(editor) == data
    editor.save(opened["text"] + "。", opened["digest"])
    assert raw(editor).decode() == FRONT + "正文。"


def test_what_is_no_text_is_not_written_to(editor: Editor) -> None:
    data = b"---\n\xff\xff\x80\n"
    editor.site.file("content/risk/a.md", data)
    opened = editor.open()
    assert not opened["readable"]
    editor.save("x", opened["digest"], status=422)
    assert raw(editor) == data


def test_characters_that_no_file_can_hold_are_refused(editor: Editor) -> None:
    opened = editor.open()
    body = b'{"id": "a", "base": "%s", "text": "x\\ud800"}' % opened["digest"].encode()
    assert editor.raw("POST", "/api/save", data=body, content_type="application/json").status_code == 400


def test_permissions_stay(editor: Editor) -> None:
    path = editor.site.root / "content/risk/a.md"
    path.chmod(0o640)
    opened = editor.open()
    editor.save(opened["text"] + "。", opened["digest"])
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_file_that_is_gone_is_said_to_be(editor: Editor) -> None:
    opened = editor.open()
    Path(editor.site.root / "content/risk/a.md").unlink()
    editor.save("x", opened["digest"], status=404)
    assert not (editor.site.root / "content/risk/a.md").exists()


def test_a_save_that_was_noted_and_could_not_be_written_is_no_step_to_take_back(
    editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = editor.open()
    second = editor.save(first["text"] + "一。\n", first["digest"])

    def full(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    with monkeypatch.context() as context:
        context.setattr("editing.life.applying.save", full)
        editor.save(second["text"] + "二。\n", second["digest"], status=507)
    assert editor.open()["digest"] == second["digest"]
    assert editor.post("/api/undo", id="a")["text"] == first["text"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
        ).returncode
    )
    if not mounted:
        pytest.skip("needs the right to mount a disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_on_a_disk_that_is_really_full_nothing_is_lost(small_disk: Path) -> None:
    editor = Editor(Site(small_disk / "site").small().bulletin("a"))
    opened = editor.open()
    editor.save(opened["text"] + "一。\n", opened["digest"])
    opened, before = editor.open(), content(editor.site.root)
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(b"x" * 4096):
            pass
    for size in (10, 10_000, 200_000):
        assert "磁盘已满" in editor.save("长" * size, opened["digest"], status=507)["detail"]
        assert content(editor.site.root) == before
        assert editor.open()["text"] == opened["text"]
    filler.unlink()
    editor.save(opened["text"] + "二。\n", opened["digest"])
    assert editor.open()["text"].endswith("二。\n")
    assert editor.post("/api/undo", id="a")["text"] == opened["text"]


def test_settings_that_somebody_is_editing_stop_no_save(editor: Editor) -> None:
    opened = editor.open()
    editor.site.settings("title = [").file("content/vocabulary.toml", "[[channel]]\n")
    editor.save(opened["text"] + "又。\n", opened["digest"])
    assert editor.open()["text"].endswith("又。\n")
