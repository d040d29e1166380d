"""What was deployed to one target: kept, read back, told when it is damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.release.history import DeployError, History, Release, State


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path, "host:/var/www")


def test_each_target_has_a_folder_of_its_own_that_a_person_can_tell(tmp_path: Path) -> None:
    one, other = History(tmp_path, "host:/var/www"), History(tmp_path, "host:/var-www")
    assert one.folder != other.folder
    assert one.folder.name.startswith("host-var-www-")
    assert History(tmp_path, "host:/var/www").folder == one.folder


def test_one_deploy_at_a_time(history: History) -> None:
    with history.lock():
        assert history.folder.parent.stat().st_mode & 0o777 == 0o700
        with (
            pytest.raises(DeployError, match="another deploy"),
            History(history.folder.parents[2], "host:/var/www").lock(),
        ):
            pass
    with history.lock():
        pass


def test_a_state_comes_back_with_what_was_done_since(history: History) -> None:
    assert history.state() == State()
    with history.lock():
        history.save(State(3, 0, 5, 4, {"a": ("1", "t"), "b": ("2", "t")}, {"c": 2}, {"/x"}))
        with history.journal() as journal:
            journal.put("d", "4", "u")
            journal.removed("a")
        with (history.folder / "journal.jsonl").open("a") as file:
            file.write('["e", "5"')  # the process was killed
    state = history.state()
    assert (state.current, state.turn, state.last, state.retired) == (3, 5, 4, {"c": 2})
    assert state.there == {"b": ("2", "t"), "d": ("4", "u")}
    assert state.unpurged == {"/x", "d", "a"}
    history.save(state)
    assert not (history.folder / "journal.jsonl").exists()


def test_bytes_are_kept_once_and_not_believed_for_their_name(history: History, tmp_path: Path) -> None:
    digest = history.keep_bytes(b"abc")
    assert history.keep_bytes(b"abc") == digest
    assert history.sound(digest).read_bytes() == b"abc"
    (tmp_path / "f").write_bytes(b"def")
    history.keep({"f": ("d" * 64, tmp_path / "f")})
    assert history.object("d" * 64).samefile(tmp_path / "f")
    assert not history.is_sound("d" * 64)
    with pytest.raises(DeployError, match="was damaged and is removed"):
        history.sound("d" * 64)
    assert not history.object("d" * 64).exists()


def test_what_no_kept_release_needs_is_forgotten(history: History) -> None:
    digests = [history.keep_bytes(data) for data in (b"1", b"2", b"3")]
    for number in (1, 2, 10):
        history.add(
            Release(number, f"g{number}", number - 1, {"a": digests[0], "b": digests[min(number, 2)]}, {"p": "t"})
        )
    assert history.numbers() == [1, 2, 10]
    history.forget([10])
    assert history.numbers() == [10]
    assert [history.object(one).exists() for one in digests] == [True, False, True]
    assert history.release(10) == Release(10, "g10", 9, {"a": digests[0], "b": digests[2]}, {"p": "t"})
    assert history.release(1) is None


@pytest.mark.parametrize("text", ["{", "7", '{"current": 1}'])
def test_damage_says_what_to_do(history: History, text: str) -> None:
    history.folder.mkdir(parents=True)
    (history.folder / "state.json").write_text(text)
    with pytest.raises(DeployError, match="is damaged"):
        history.state()
