"""Following the published generation: switching under load, keeping the last good one, closing the old."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from search.faces import generations
from search.faces.generations import Generations, NoGenerationError
from search.query.engine import Engine
from search.query_types import Query
from tests.search.http_site import document, publish, switch


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Engine]]:
    """The engines that were closed."""
    engines: list[Engine] = []
    close = Engine.close

    def remember(engine: Engine) -> None:
        engines.append(engine)
        close(engine)

    monkeypatch.setattr(Engine, "close", remember)
    yield engines
    assert len(set(map(id, engines))) == len(engines), "an engine was closed twice"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with g1 published and g2 and g3 ready to be."""
    root = tmp_path_factory.mktemp("ready")
    for number in (3, 2, 1):
        publish(root, f"g{number}", [document(one) for one in range(number)])
    return root


@pytest.fixture
def followed(ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generations:
    """A copy of that site, to be changed at will."""
    monkeypatch.setattr(generations, "RETRY_SECONDS", 0.05)
    shutil.copytree(ready, tmp_path, dirs_exist_ok=True)
    return Generations(tmp_path)


def name(of: Generations) -> str:
    with of.lease() as generation:
        return generation.name


def test_it_follows_the_pages(tmp_path: Path, followed: Generations, closed: list[Engine]) -> None:
    assert name(followed) == "g1"
    switch(tmp_path, "g2")
    assert name(followed) == "g2"
    assert len(closed) == 1
    switch(tmp_path, "g1")
    assert name(followed) == "g1"


def test_a_generation_is_opened_once(tmp_path: Path, followed: Generations, closed: list[Engine]) -> None:
    with followed.lease() as one, followed.lease() as other:
        assert one is other
        switch(tmp_path, "g1")
        with followed.lease() as again:
            assert again is one
    assert closed == []


def test_a_request_in_flight_keeps_its_generation(tmp_path: Path, followed: Generations, closed: list[Engine]) -> None:
    with ExitStack() as requests:
        old = requests.enter_context(followed.lease())
        switch(tmp_path, "g2")
        assert name(followed) == "g2"
        switch(tmp_path, "g3")
        assert name(followed) == "g3"
        assert old.engine not in closed
        assert len(closed) == 1
        assert old.bundle.environment.get_template("search.html")
    assert old.engine in closed


def test_a_generation_in_use_outlives_its_folder(tmp_path: Path, followed: Generations) -> None:
    with followed.lease() as old:
        switch(tmp_path, "g2")
        shutil.rmtree(tmp_path / "var" / "index" / "g1")
        assert name(followed) == "g2"
        assert old.bundle.environment.get_template("search.html")
        (hit,) = old.engine.answer(Query(), 20).hits
        assert hit.bulletin.id == document(0).id
        assert old.engine.suggest("示例")


def test_what_is_removed_while_it_is_opened_gives_way_to_what_took_its_place(
    tmp_path: Path, followed: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Generations._open

    def late(self: Generations, wanted: str) -> generations.Generation:
        if wanted == "g1":
            switch(tmp_path, "g2")
            shutil.rmtree(tmp_path / "var" / "index" / "g1")
        return opened(self, wanted)

    monkeypatch.setattr(Generations, "_open", late)
    assert name(followed) == "g2"


def test_a_pointer_that_names_nothing_is_ignored(tmp_path: Path, followed: Generations) -> None:
    assert name(followed) == "g1"
    for text in ("", "null", "[]", "{}", '{"generation": 1}', '{"generation": "../g2"}', '{"generation": ""}', "\xff"):
        (tmp_path / "site" / "generation.json").write_bytes(text.encode("latin-1"))
        assert name(followed) == "g1", text
    switch(tmp_path, "g2")
    assert name(followed) == "g2"


def test_a_missing_generation_leaves_the_last_good_one(tmp_path: Path, followed: Generations) -> None:
    assert name(followed) == "g1"
    switch(tmp_path, "g4")
    assert name(followed) == "g1"
    publish(tmp_path, "g4-under-way")
    switch(tmp_path, "g4")
    assert name(followed) == "g1"
    (tmp_path / "var" / "index" / "g4-under-way").rename(tmp_path / "var" / "index" / "g4")
    time.sleep(0.1)
    assert name(followed) == "g4"


def test_pages_that_are_being_replaced_leave_the_last_good_one(tmp_path: Path, followed: Generations) -> None:
    assert name(followed) == "g1"
    (tmp_path / "site" / "generation.json").unlink()
    assert name(followed) == "g1"
    shutil.rmtree(tmp_path / "site")
    assert name(followed) == "g1"


def test_a_damaged_generation_leaves_the_last_good_one(tmp_path: Path, followed: Generations) -> None:
    assert name(followed) == "g1"
    (tmp_path / "var" / "index" / "g2" / "bundle.json").write_text("{")
    switch(tmp_path, "g2")
    assert name(followed) == "g1"


def test_without_a_site_there_is_no_generation(tmp_path: Path) -> None:
    with pytest.raises(NoGenerationError, match=r"generation\.json"), Generations(tmp_path).lease():
        pass


def test_closing(followed: Generations, closed: list[Engine]) -> None:
    with followed.lease() as generation:
        followed.close()
        assert closed == []
    assert closed == [generation.engine]
    assert name(followed) == "g1"


def test_the_newest_bulletin_dates_what_has_no_date(tmp_path: Path, followed: Generations) -> None:
    with followed.lease() as generation:
        assert generation.newest == document(0).updated
    publish(tmp_path, "g0", [])
    with followed.lease() as generation:
        assert generation.newest == datetime(2026, 1, 1, tzinfo=UTC)  # when the authority of its feeds began


def test_switching_under_load_neither_fails_nor_mixes(
    tmp_path: Path, followed: Generations, closed: list[Engine]
) -> None:
    """Readers see only whole generations, and after a switch only the new one."""
    stop = threading.Event()
    wrong: list[object] = []
    noted = (0, "g1")  # the turn and the generation published in it; none between a switch and the note of it

    def read() -> None:
        while not stop.is_set():
            before = noted
            try:
                with followed.lease() as generation:
                    total = generation.engine.answer(Query(), 5).total
                    if f"g{total}" != generation.name:
                        wrong.append((generation.name, total))
                    if noted == before and before[1] not in ("", generation.name):
                        wrong.append((generation.name, "after", before))
            except Exception as error:
                wrong.append(error)

    assert name(followed) == "g1"
    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for turn in range(1, 10):
        following = f"g{turn % 3 + 1}"
        noted = (turn, "")
        switch(tmp_path, following)
        noted = (turn, following)
        time.sleep(0.1)
    stop.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    followed.close()
    assert closed
