"""What the desk knows of all bulletins: read once, then only what has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.reading.parsing import Parser
from builder.reading.records import ParsedFile
from editing.desk.known.catalogue import file_stamp
from tests.editing.desk.editor import Editor, states
from tests.site_helper import Site


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are parsed."""
    found: list[str] = []
    parse = Parser.parse

    def noting(self: Parser, kind: str, identifier: str, file: str, raw: bytes) -> ParsedFile:
        found.append(identifier)
        return parse(self, kind, identifier, file, raw)

    monkeypatch.setattr(Parser, "parse", noting)
    return found


@pytest.mark.parametrize("built", [True, False])
def test_a_desk_that_starts_again_reads_nothing(desk_site: Site, read: list[str], built: bool) -> None:
    if built:
        desk_site.build()
    else:
        Editor(desk_site).get("/api/bulletins")
        assert sorted(read) == ["a", "draft"]
    read.clear()
    assert states(Editor(desk_site)) == {"a": "live", "draft": "draft"}
    assert read == []


def test_only_what_changed_is_read_again(desk_site: Site, read: list[str]) -> None:
    editor = Editor(desk_site)
    states(editor)
    read.clear()
    desk_site.bulletin("b", status="superseded", superseded_by="a").remove("content/risk/draft.md")
    desk_site.bulletin("a", date="2027-01-01")
    editor.desk.site()
    assert sorted(read) == ["a", "b"]
    assert states(editor) == {"a": "scheduled", "b": "live"}
    desk_site.bulletin("a")
    editor.desk.site()
    assert states(editor) == {"a": "live", "b": "superseded"}


def test_a_cache_that_is_damaged_or_not_to_be_written_costs_time_only(desk_site: Site) -> None:
    folder = desk_site.root / "var" / "desk"
    folder.mkdir(parents=True)
    (folder / "parsed.sqlite").write_bytes(b"no database" * 100)
    assert states(Editor(desk_site)) == {"a": "live", "draft": "draft"}
    (folder / "parsed.sqlite").unlink()
    folder.rmdir()
    folder.write_bytes(b"a file in the way")
    assert states(Editor(desk_site)) == {"a": "live", "draft": "draft"}


def test_a_look_that_is_fresh_enough_is_not_repeated(desk_site: Site) -> None:
    desk = Editor(desk_site).desk
    first = desk.site()
    desk_site.bulletin("b")
    assert desk.site(fresh=3600.0).snapshot is first.snapshot
    later = desk.site()
    assert later.snapshot.version == first.snapshot.version + 1
    assert "b" in later.ids


def test_another_vocabulary_reads_everything_again(desk_site: Site, read: list[str]) -> None:
    desk = Editor(desk_site).desk
    desk.site()
    read.clear()
    words = desk_site.root / "content/vocabulary.toml"
    desk_site.file("content/vocabulary.toml", words.read_text(encoding="utf-8").replace("纺织服装", "服装"))
    desk.site()
    assert sorted(read) == ["a", "draft"]


def test_bytes_may_stand_in_for_a_file(editor: Editor) -> None:
    site = editor.desk.site()
    site.instead["a"] = site.find("a").raw.replace("标题 a".encode(), "别的".encode())
    assert b"\xe5\x88\xab" in site.find("/risk/a/").raw
    assert editor.desk.site().find("a").raw != site.find("a").raw


def test_the_stamp_of_a_file_changes_with_it(tmp_path: Path) -> None:
    path = tmp_path / "x"
    assert file_stamp(path) is None
    path.write_bytes(b"1")
    first = file_stamp(path)
    assert file_stamp(path) == first
    path.write_bytes(b"12")
    assert file_stamp(path) != first
