"""The manifest: what changed since a file was made, and back from the disk as it was."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from builder.pages.outputs import NO_DEPENDENCIES, Dependencies, named
from builder.planning.ledger import Ledger
from builder.planning.manifest import Entry, why
from builder.planning.state import BuildState, stats_in


def test_a_manifest_says_what_changed() -> None:
    entry = Entry("", b"d", (1, 2, 3), "list.html", named({"links": b"1"}))
    then: Dependencies = named({"settings": b"s"})
    assert why(None, "list.html", NO_DEPENDENCIES, NO_DEPENDENCIES, NO_DEPENDENCIES) == ["new"]
    assert why(entry, "home.html", named({"links": b"1"}), then, then) == ["template"]
    assert why(entry, "list.html", named({"links": b"1"}), then, then) == []
    assert why(entry, "list.html", named({"links": b"2"}), then, named({"settings": b"t"})) == ["links", "settings"]
    assert why(entry, "list.html", NO_DEPENDENCIES, then, named({"settings": b"s", "vocabulary": b"v"})) == [
        "links",
        "vocabulary",
    ]


def test_a_manifest_comes_back_as_it_was(tmp_path: Path) -> None:
    one = Entry("list /risk/", b"d", (1, 2, 3), "list.html", named({"links": b"1"}))
    other = Entry("file b.md", b"e", (4, 5, 6), "", NO_DEPENDENCIES)
    common = {"list.html": named({"settings": b"s"})}
    with closing(BuildState(tmp_path / "var" / "state")) as state:
        state.save(Ledger(b"", "", ""), {"a": one, "b": other}, (), common, "first", 1, whole=True)
    with closing(BuildState(tmp_path / "var" / "state")) as state:
        manifest = state.manifest
        assert manifest.entries() == {"a": one, "b": other}
        assert manifest.stats() == stats_in(tmp_path / "var" / "state") == {"a": (1, 2, 3), "b": (4, 5, 6)}
        assert (manifest.token, manifest.common) == ("first", common)
        assert manifest.some(["b", "c"]) == {"b": other}
        assert manifest.owned(["list /risk/", "list /"]) == {"a": (1, 2, 3)}
        assert manifest.owners(["b", "c"]) == {"b": "file b.md"}
        state.save(Ledger(b"", "", ""), {"a": other}, ["b"], {}, "second", 2, whole=False)
        assert (manifest.entries(), manifest.token, manifest.pages) == ({"a": other}, "second", 2)
    with closing(BuildState(tmp_path / "var" / "state")) as state:
        assert state.manifest.common == common
