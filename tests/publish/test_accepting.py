"""What a follower takes: signed by its key, bounded, of its format, and never an older release after a newer one."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from publish.accepting import FILE, Accepted, Announcement, announcement, generation_in
from publish.following import Follower
from publish.release.announcing import FORMAT, INDEX, MANIFEST, next_place
from publish.release.artefact import DamagedError
from publish.release.history import DeployError
from publish.release.signing import make_key, opened, read_key, sealed
from publish.sources import FolderSource
from publish.verifying import verify
from tests.publish.conftest import Publisher
from tests.publish.releases import answered, publish
from view.settings.deploy_settings import Deploy


class Following:
    """A follower with a key, begun anew whenever it is asked: nothing is kept but what lies in its folder."""

    def __init__(self, folder: Path, root: Path, public: str) -> None:
        self.folder, self.root, self.public = folder, root, public
        self.said: list[str] = []

    def step(self) -> bool:
        return Follower(FolderSource(self.folder), self.root, self.public, self.said.append).step()


def sequence_of(target: str | Path) -> int:
    """The place of what is published, the same in both files."""
    places = [json.loads((Path(target) / path).read_bytes())["sequence"] for path in (INDEX, MANIFEST)]
    assert places[0] == places[1]
    return int(places[0])


def test_an_older_release_is_not_taken_after_a_newer_one(
    signing: Publisher, key: tuple[Path, str], endpoint: Path, tmp_path: Path
) -> None:
    first = publish(signing, "一")
    shutil.copytree(signing.target, tmp_path / "old")
    second = publish(signing, "二")
    following = Following(Path(signing.target), endpoint, key[1])
    assert following.step()
    assert answered(endpoint) == second != first
    replayed = Following(tmp_path / "old", endpoint, key[1])  # somebody on the way gives what was right yesterday
    assert not replayed.step()
    assert "was accepted before" in replayed.said[0]
    assert answered(endpoint) == second
    shutil.rmtree(endpoint / "var")  # may be deleted at any time
    assert not replayed.step()
    assert following.step()
    assert json.loads((endpoint / FILE).read_text())["sequence"] == sequence_of(signing.target)


def test_a_release_that_is_returned_to_is_signed_anew_after_all_others(
    signing: Publisher, key: tuple[Path, str], endpoint: Path, tmp_path: Path
) -> None:
    first = publish(signing, "一")
    following = Following(Path(signing.target), endpoint, key[1])
    assert following.step()
    shutil.copytree(signing.target, tmp_path / "old")
    second = publish(signing, "二")
    assert following.step()
    between = sequence_of(signing.target)
    signing.rollback()
    assert sequence_of(signing.target) > between > sequence_of(tmp_path / "old")
    count, faults = verify(FolderSource(Path(signing.target)), key[1])
    assert (count > 50, list(faults)) == (True, [])
    assert following.step()
    assert answered(endpoint) == first
    assert not Following(tmp_path / "old", endpoint, key[1]).step()
    signing.deploy()
    assert sequence_of(signing.target) > between
    assert following.step()
    assert answered(endpoint) == second


def test_a_pointer_alone_leads_nowhere_back(signing: Publisher, key: tuple[Path, str], endpoint: Path) -> None:
    """The pages' own pointer is not signed: it may only lead to what was signed, and not back."""
    first = publish(signing, "一")
    following = Following(Path(signing.target), endpoint, key[1])
    assert following.step()
    old = (Path(signing.target) / "generation.json").read_bytes()
    second = publish(signing, "二")
    assert following.step()
    (Path(signing.target) / "generation.json").write_bytes(old)
    assert (endpoint / "var" / "index" / first).exists() or (endpoint / "var" / "index").is_dir()
    assert not following.step()
    assert answered(endpoint) == second
    (Path(signing.target) / "generation.json").write_text('{"generation": "planted"}')
    shutil.copytree(endpoint / "var" / "index" / second, endpoint / "var" / "index" / "planted")
    assert not following.step()
    assert answered(endpoint) == second


def test_an_index_that_only_lies_there_is_fetched_all_the_same(
    signing: Publisher, key: tuple[Path, str], endpoint: Path
) -> None:
    name = publish(signing, "一")
    planted = endpoint / "var" / "index" / name
    planted.mkdir(parents=True)
    (planted / "planted.txt").touch()
    assert Following(Path(signing.target), endpoint, key[1]).step()
    assert not (planted / "planted.txt").exists()
    assert answered(endpoint) == name


def test_nothing_is_published_anew_while_nothing_changes(signing: Publisher) -> None:
    publish(signing, "一")
    before = sequence_of(signing.target)
    for _ in range(2):
        assert signing.deploy().plan.files == 0
    assert sequence_of(signing.target) == before


def test_another_key_begins_another_order(
    signing: Publisher, key: tuple[Path, str], endpoint: Path, tmp_path: Path
) -> None:
    publish(signing, "一")
    assert Following(Path(signing.target), endpoint, key[1]).step()
    other = make_key(tmp_path / "other.pem")
    signing.settings = Deploy(signing_key=str(tmp_path / "other.pem"), connections=1)
    assert signing.deploy().plan.files > 0  # signed anew
    assert not Following(Path(signing.target), endpoint, key[1]).step()
    assert Following(Path(signing.target), endpoint, other).step()


def test_a_history_that_was_lost_goes_on_by_the_clock(publisher: Publisher) -> None:
    history = publisher.deployer.history
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    assert next_place(history, early).sequence == int(early.timestamp())
    publisher.deploy()
    there = sequence_of(publisher.target)
    assert next_place(history, early).sequence == there + 1  # the clock was put back
    assert next_place(history, late) == (int(late.timestamp()), "2027-01-01T00:00:00+00:00")
    shutil.rmtree(history.folder)
    assert next_place(history, late).sequence > there


def test_places_are_kept_with_the_key_they_belong_to(tmp_path: Path) -> None:
    one = made(generation="a", sequence=7)
    accepted = Accepted(tmp_path, "key")
    accepted.take(one)
    accepted.take(made(generation="b", sequence=9))
    again = Accepted(tmp_path, "key")
    assert (again.sequence, again.generations) == (9, {"a": 7, "b": 9})
    for refused in (one, made(generation="c", sequence=8), made(generation="c", sequence=9)):
        with pytest.raises(DamagedError, match="was accepted before"):
            again.check(refused)
    again.check(made(generation="b", sequence=9))
    again.check(made(generation="c", sequence=10))
    assert (again.may_follow("b", "a"), again.may_follow("a", "b"), again.may_follow("x", "b")) == (True, False, False)
    assert Accepted(tmp_path, "other").sequence == 0
    for damaged in ("", "[", "[]", '{"key": "key"}', "[" * 50_000):
        (tmp_path / FILE).write_text(damaged)
        assert Accepted(tmp_path, "key").sequence == 0
    without = Accepted(tmp_path, "")
    without.check(one)
    assert without.may_follow("a", "b")


def told(**changes: object) -> dict[str, object]:
    """An announcement as it is written."""
    good: dict[str, object] = {
        "format": FORMAT,
        "generation": "abc",
        "file": "index-abc.tar.zst",
        "sha256": "0" * 64,
        "size": 10,
        "unpacked": 100,
        "sequence": 5,
        "time": "2026-11-28T08:00:00+00:00",
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def made(**changes: object) -> Announcement:
    return announcement(json.dumps(told(**changes)).encode(), "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("generation", "../x"),
        ("generation", ""),
        ("generation", None),
        ("generation", 5),
        ("generation", "a/b"),
        ("generation", "a" * 101),
        ("generation", ".x"),
        ("file", "../x.tar.zst"),
        ("file", "x"),
        ("file", "/x.tar.zst"),
        ("file", "a\n.tar.zst"),
        ("file", None),
        ("file", ["a.tar.zst"]),
        ("sha256", "x" * 64),
        ("sha256", "0" * 63),
        ("sha256", None),
        ("size", 0),
        ("size", -1),
        ("size", True),
        ("size", 1.5),
        ("size", "10"),
        ("size", 2**40),
        ("size", None),
        ("size", float("inf")),
        ("unpacked", 0),
        ("unpacked", 2**40),
        ("unpacked", None),
        ("sequence", 0),
        ("sequence", 2**53),
        ("sequence", None),
        ("sequence", "7"),
        ("time", None),
        ("time", 7),
        ("time", "x" * 99),
        ("format", 1),
        ("format", 3),
        ("format", None),
        ("format", "2"),
    ],
)
def test_an_announcement_that_is_not_whole_is_refused_though_it_is_signed(
    key: tuple[Path, str], name: str, value: object
) -> None:
    assert announcement(sealed(told(), read_key(key[0])), key[1])
    with pytest.raises((DamagedError, ValueError)):
        announcement(sealed(told(**{name: value}), read_key(key[0])), key[1])


DEEP = (b"[" * 60_000, b'{"a":' * 10_000, b'{"generation": ' + b"[" * 50_000 + b"]" * 50_000 + b"}")


@pytest.mark.parametrize("data", [b"", b"[]", b"5", b"null", b'"x"', b"\xff", b"{", *DEEP], ids=range(10))
def test_what_is_no_announcement_is_refused_in_the_ordinary_way(key: tuple[Path, str], data: bytes) -> None:
    for verify_key in ("", key[1]):
        with pytest.raises((DeployError, DamagedError, ValueError)):
            announcement(data, verify_key)
        with pytest.raises(DeployError):
            opened(MANIFEST, data, verify_key)
    with pytest.raises(ValueError, match=r"no generation|nested too deep|Expecting|decode"):
        generation_in(data)


@pytest.mark.parametrize("depth", range(100, 1200, 25))
def test_depth_that_can_just_be_read_is_refused_like_all_other(key: tuple[Path, str], depth: int) -> None:
    data = b'{"signature": "x", "a": ' + b"[" * depth + b"]" * depth + b"}"
    with pytest.raises(DeployError):
        opened(MANIFEST, data, key[1])
