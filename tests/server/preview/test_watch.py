"""Changes are noticed, a burst as one, also in folders that appear later."""

import queue
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.preview.watch import _LONGEST, changes
from tests.machine import PATIENCE

pytestmark = pytest.mark.thorough  # processes of its own, or whole releases: some seconds each


class Noticed:
    """Counts changes in a thread of its own, which is at its work when this is made."""

    def __init__(self, root: Path, shipped: list[Path]) -> None:
        self.stop = threading.Event()
        self.seen: queue.Queue[float] = queue.Queue()
        self.looked = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(root, shipped))
        self.thread.start()
        assert self.looked.wait(PATIENCE)

    def _run(self, root: Path, shipped: list[Path]) -> None:
        for _ in changes(root, shipped, self.stop, self._note_a_look):
            self.seen.put(time.monotonic())

    def _note_a_look(self) -> bool:
        """Stands in for the question whether a date has come, which is asked when a look has found nothing."""
        self.looked.set()
        return False

    def soon(self) -> bool:
        """A change was noticed."""
        return self.within(PATIENCE)

    def within(self, seconds: float) -> bool:
        try:
            self.seen.get(timeout=seconds)
        except queue.Empty:
            return False
        return True

    def settle(self) -> None:
        """Wait until nothing more comes of what was done so far."""
        while self.within(0.6):
            pass


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    root, shipped = tmp_path / "root", tmp_path / "shipped"
    (root / "content" / "risk").mkdir(parents=True)
    (root / "site").mkdir()
    (root / "var").mkdir()
    shipped.mkdir()
    return root, shipped


@pytest.fixture
def noticed(folders: tuple[Path, Path]) -> Iterator[Noticed]:
    watcher = Noticed(folders[0], [folders[1], folders[0] / "content"])
    yield watcher
    watcher.stop.set()
    watcher.thread.join(PATIENCE)
    assert not watcher.thread.is_alive()


def test_a_saved_file_is_noticed_wherever_it_is(folders: tuple[Path, Path], noticed: Noticed) -> None:
    root, shipped = folders
    for path in (root / "content" / "risk" / "a.md", shipped / "list.html", root / "site.toml"):
        path.write_text("1")
        assert noticed.soon(), path
        noticed.settle()


def test_a_burst_is_hardly_more_than_one_change(folders: tuple[Path, Path], noticed: Noticed) -> None:
    began = time.monotonic()
    for number in range(100):
        (folders[0] / "content" / "risk" / f"{number}.md").write_text("1")
    assert noticed.soon()
    noticed.looked.clear()
    assert noticed.looked.wait(PATIENCE)  # a look that found nothing more
    assert noticed.seen.qsize() < 2 + (time.monotonic() - began) / (_LONGEST / 1000)


def test_results_and_editors_leftovers_are_not_changes(folders: tuple[Path, Path], noticed: Noticed) -> None:
    root, _ = folders
    (root / "site" / "index.html").write_text("1")
    (root / "var" / "x").write_text("1")
    (root / "other.txt").write_text("1")
    (root / "content" / "risk" / "a.md~").write_text("1")
    (root / "content" / "risk" / ".a.md.swp").write_text("1")
    assert not noticed.within(0.6)


def test_folders_and_settings_that_appear_and_go_are_noticed(folders: tuple[Path, Path], noticed: Noticed) -> None:
    root, _ = folders
    (root / "templates").mkdir()
    assert noticed.soon()
    (root / "templates" / "home.html").write_text("1")
    assert noticed.soon()
    noticed.settle()
    (root / "site.toml").write_text("title = 'x'")
    assert noticed.soon()
    noticed.settle()
    (root / "site.toml").rename(root / "site.toml.old")
    assert noticed.soon()
    noticed.settle()
    (root / "templates").rename(root / "old")
    noticed.settle()
    (root / "templates").mkdir()
    assert noticed.soon()
    (root / "templates" / "home.html").write_text("2")
    assert noticed.soon()
    noticed.settle()


def test_a_date_that_comes_is_a_change(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    stop, due = threading.Event(), iter([False, False, True])
    for _ in changes(tmp_path, [], stop, lambda: next(due)):
        stop.set()
    assert list(due) == []
