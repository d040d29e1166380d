"""What the desk knows of all bulletins: read once, then only what has changed."""

from __future__ import annotations

from typing import Any

import pytest

from builder.reading.parsing import Parser
from builder.reading.records import ParsedFile
from tests.editing.desk.editor import Editor
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


def states(editor: Editor) -> dict[str, Any]:
    return {one["id"]: one["state"] for one in editor.get("/api/bulletins")["bulletins"]}


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


def test_a_date_that_comes_changes_states_and_previews(desk_site: Site) -> None:
    desk_site.bulletin("n", date="2026-12-01", countries=["VN"]).bulletin("o", expires="2026-11-23", countries=["VN"])
    editor = Editor(desk_site)
    text = editor.open("a")["text"]
    assert states(editor)["n"] == "scheduled"
    assert states(editor)["o"] == "live"

    def shown() -> str:
        url = editor.post("/api/preview", id="a", text=text.replace("2026-11-20", "2026-12-02"))["url"]
        return editor.raw("GET", url).get_data(as_text=True)

    shown()
    editor.at = editor.at.replace(month=12, day=3)
    assert states(editor)["n"] == "live"
    assert states(editor)["o"] == "expired"
    markup = shown()
    assert "/risk/n/" in markup
    assert "/risk/o/" not in markup
