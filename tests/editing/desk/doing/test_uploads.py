"""Files from a browser: names that every file system has, and what is too large or no picture is not read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from editing.desk.doing import uploads
from editing.desk.doing.uploads import ReadUpload, prepare_picture, safe_name, store_picture, upload_json
from editing.importing.files import FileReport
from editing.importing.model import Lost, RefusedError
from editing.importing.writing.drafting import Draft
from tests.site_helper import PNG


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("来 稿.docx", "来 稿.docx"),
        ("C:\\文件\\稿.docx", "稿.docx"),
        ("../../etc/passwd", "passwd"),
        ("a\0b\n.png", "ab.png"),
        ('a:*?"<>|.png', "a.png"),
        ("..", "file"),
        ("", "file"),
        (".png", "png"),
        (f"{'长' * 300}.docx", f"{'长' * 120}.docx"),
        (f"x.{'y' * 30}", f"x.{'y' * 10}"),
    ],
)
def test_a_name_is_made_safe_and_keeps_its_ending(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_what_was_read_is_told_in_chinese_and_without_folders(tmp_path: Path) -> None:
    report = FileReport(str(tmp_path / "来稿.docx"), lost=[Lost("the text", "no such sentence")])
    draft = Draft("m", tmp_path / "content/risk/2026/11/x.md", 'title: "甲"\n', {tmp_path / "图.png": PNG}, {})
    plain = Draft("n", tmp_path / "content/risk/y.md", "正文", {}, {})
    told = upload_json(ReadUpload(report, [draft, plain]), tmp_path)
    assert told["source"] == "来稿.docx"
    assert [one["what"] for one in told["lost"]] == ["no such sentence"]
    assert told["lost"][0]["where"] != "the text"
    assert [(one["title"], one["file"], one["pictures"]) for one in told["drafts"]] == [
        ("甲", "content/risk/2026/11/x.md", ["图.png"]), ("", "content/risk/y.md", [])
    ]  # fmt: skip


def test_a_picture_that_is_too_large_is_not_even_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGEST_FILE", len(PNG) - 1)
    with pytest.raises(RefusedError, match="large"):
        prepare_picture(PNG)


@pytest.fixture
def as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures need no work, and so no process of their own."""
    monkeypatch.setattr(uploads, "prepare_picture", lambda data: (data, "png", []))


@pytest.mark.usefixtures("as_it_is")
@pytest.mark.parametrize(
    ("wanted", "name"), [("截屏 (1).PNG", "截屏-1.png"), ("***.png", "png.png"), ("—.png", "picture.png")]
)
def test_a_picture_gets_a_name_that_addresses_can_have(tmp_path: Path, wanted: str, name: str) -> None:
    assert store_picture(tmp_path / "new" / "folder", wanted, PNG).name == name


@pytest.mark.usefixtures("as_it_is")
def test_a_picture_is_written_over_no_other(tmp_path: Path) -> None:
    (tmp_path / "X.PNG").write_bytes(b"another's")
    old = os.umask(0o027)
    try:
        found = [store_picture(tmp_path, "x.png", PNG) for _ in range(2)]
    finally:
        os.umask(old)
    assert [one.name for one in found] == ["x-2.png", "x-3.png"]
    assert found[0].size == (3, 2)
    assert (tmp_path / "X.PNG").read_bytes() == b"another's"
    assert (tmp_path / "x-2.png").stat().st_mode & 0o777 == 0o640
    assert sorted(one.name for one in tmp_path.iterdir()) == ["X.PNG", "x-2.png", "x-3.png"]


@pytest.mark.usefixtures("as_it_is")
def test_what_pages_may_not_show_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        store_picture(tmp_path, "x.png", b"no picture")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("as_it_is")
def test_a_picture_is_kept_where_the_disk_knows_no_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    assert [store_picture(tmp_path, "x.png", PNG).name for _ in range(2)] == ["x.png", "x-2.png"]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["x-2.png", "x.png"]
