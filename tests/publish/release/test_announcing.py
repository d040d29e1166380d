"""The place of a release among all that were published to a target."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from publish.release.announcing import FORMAT, INDEX, MANIFEST, MOST, Place, next_place, place_of, placed
from publish.release.history import DeployError, History, Release
from publish.release.signing import make_key, opened

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SECONDS = int(NOW.timestamp())


def history(tmp_path: Path, *sequences: object) -> History:
    """Of so many releases with these places."""
    made = History(tmp_path, "www")
    for number, sequence in enumerate(sequences, 1):
        digest = made.keep_bytes(
            json.dumps({"sequence": sequence, "time": "t", "file": "x", "signature": "s"}).encode()
        )
        made.add(Release(number, "g", 0, {INDEX: digest, MANIFEST: digest, "a": digest}, {}))
    return made


@pytest.mark.parametrize(
    ("sequences", "expected"),
    [((), SECONDS), ((5,), SECONDS), ((SECONDS + 9,), SECONDS + 10), ((SECONDS + 9, 3), SECONDS + 10), ((MOST,), MOST)],
)
def test_it_comes_after_all_others_and_after_those_that_were_lost(
    tmp_path: Path, sequences: tuple[int, ...], expected: int
) -> None:
    assert next_place(history(tmp_path, *sequences), NOW) == Place(expected, "2026-11-20T00:00:00+00:00")


def test_a_release_that_says_no_place_has_none(tmp_path: Path) -> None:
    made = history(tmp_path, 7, "x")
    assert [place_of(made, one.files).sequence for number in (1, 2) if (one := made.release(number))] == [7, 0]
    assert place_of(made, {}) == Place()
    assert place_of(made, {INDEX: "0" * 64}) == Place()


def test_a_release_is_said_anew_in_another_place(tmp_path: Path) -> None:
    made, key = history(tmp_path, 7), tmp_path / "key.pem"
    public = make_key(key)
    release = made.release(1)
    assert release
    files = placed(made, release.files, key, Place(9, "later"))
    assert files["a"] == release.files["a"]
    for path in (INDEX, MANIFEST):
        said = opened(path, made.object(files[path]).read_bytes(), public)
        assert (said["sequence"], said["time"], said["format"], said["file"]) == (9, "later", FORMAT, "x")


def test_what_cannot_be_read_any_more_is_told(tmp_path: Path) -> None:
    made = history(tmp_path, 7)
    release = made.release(1)
    assert release
    for damage in (b"7", b"[]", b"null", b"{"):
        made.object(release.files[INDEX]).write_bytes(damage)
        with pytest.raises(DeployError, match="is damaged"):
            placed(made, release.files, None, Place(9, "later"))
