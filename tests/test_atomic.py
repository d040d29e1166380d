"""At every instant `site/` is whole, whatever kills a build; two builds at once wait; any machine gives the same bytes.

`XINFENG_KILLS=300` kills that many builds instead of a few.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from builder.planning.state import BuildState
from builder.releasing import rendering
from builder.releasing.release import Releaser
from search.engines.opening import open_engine
from search.query_types import Query
from tests.machine import PATIENCE, PROJECT
from tests.processes import children_of, nobody_left
from tests.site_helper import NOW, Site, read_tree
from view.settings.site_settings import Settings
from view.vocabulary.vocabulary import load_vocabulary

pytestmark = pytest.mark.thorough

KILLS = int(os.environ.get("XINFENG_KILLS", "15"))


def command(site: Site, *arguments: str) -> list[str]:
    return [sys.executable, str(PROJECT / "build.py"), "--root", str(site.root), "build", "--at", NOW, *arguments]


def start(site: Site, *arguments: str) -> subprocess.Popen[bytes]:
    """A build in a session of its own, so that its workers can be killed with it."""
    return subprocess.Popen(
        command(site, *arguments), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )


def many(site: Site, count: int, word: str) -> Site:
    for number in range(count):
        site.bulletin(
            f"2026/{number:03d}", f"{word}，第 {number} 条。", date=f"2026-11-{number % 20 + 1:02d}",
            countries=[("VN", "BR", "ZA")[number % 3]], industries=[("steel", "textile")[number % 2]],
        )  # fmt: skip
    return site


def state(site: Site) -> tuple[dict[str, bytes], dict[str, list[str]]]:
    """The pages, and what the index they name answers."""
    tree = site.tree()
    folder = site.root / "var" / "index" / json.loads(tree["generation.json"])["generation"]
    engine = open_engine(folder, load_vocabulary(site.root), Settings().timezone)
    queries = [
        Query(),
        *(Query(q=text) for text in ("关税", "港口 第", "第二稿")),
        Query(country=("VN",)),
        Query(q="第 3 条", sort="newest"),
    ]
    answers = {repr(query): engine.ids(query) for query in queries}
    engine.close()
    return tree, answers


def test_a_killed_build_leaves_a_whole_site_and_the_next_one_is_right(tmp_path: Path) -> None:
    site = many(Site(tmp_path / "site-folder").small(), 40, "关税上调")
    clean = {}
    for word in ("关税上调", "港口罢工"):
        fresh = many(site.clone(tmp_path / word), 40, word)
        fresh.build(index=True)
        clean[word] = state(fresh)
    began = time.monotonic()
    subprocess.run(command(site), check=True, capture_output=True)
    usual = time.monotonic() - began
    live, chance = "关税上调", random.Random(11)  # noqa: S311 - no secret
    for number in range(KILLS):
        word = "港口罢工" if live == "关税上调" else "关税上调"
        many(site, 40, word)
        build = start(site, "--jobs", str(1 + number % 2))
        time.sleep(chance.uniform(0.05, 1.1) * usual)
        os.killpg(build.pid, signal.SIGKILL)
        build.communicate(timeout=PATIENCE)
        found = state(site)
        whole = found in (clean[live], clean[word])
        assert whole, f"kill {number}: half a site"
        if number % 3 == 2:
            subprocess.run(command(site), check=True, capture_output=True)
            assert state(site) == clean[word]
            live = word
        else:
            live = word if found == clean[word] else live
    subprocess.run(command(site), check=True, capture_output=True)
    assert state(site) == clean[word]
    leftovers = [path.name for path in (site.root / "var" / "index").iterdir() if path.name.startswith(".")]
    assert leftovers == []


def test_two_killed_builds_leave_the_index_that_the_live_pages_name(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(BaseException):
        pass

    def kill(*_: object, **__: object) -> None:
        raise KilledError

    site.small().bulletin("a", "第一稿。").build(index=True)
    # Its pages go live, and it is killed before it remembers that; the next one while it makes everything anew.
    for text, where, name in (("第二稿。", BuildState, "save"), ("第一稿。", Releaser, "release")):
        site.bulletin("a", text)
        with monkeypatch.context() as patched:
            patched.setattr(where, name, kill)
            with pytest.raises(KilledError):
                site.build(index=True)
    assert state(site)[1][repr(Query(q="第二稿"))] == ["a"]


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5])
def test_an_interrupted_build_leaves_no_process_and_the_last_site(site: Site, share: float) -> None:
    many(site.small(), 150, "关税上调")
    began = time.monotonic()
    subprocess.run(command(site, "--jobs", "2"), check=True, capture_output=True)
    usual = time.monotonic() - began
    before = site.tree()
    many(site, 150, "港口罢工")
    build = start(site, "--jobs", "2")
    while build.poll() is None and not children_of(build.pid):
        time.sleep(0.002)  # it loads Python itself, which says in its own manner that it was interrupted
    time.sleep(share * usual)
    build.send_signal(signal.SIGINT)
    _, said = build.communicate(timeout=PATIENCE)
    assert b"Traceback" not in said
    assert nobody_left(build.pid)
    if build.returncode != 0:
        assert site.tree() == before
    site.build()
    fresh = site.clone(site.root.parent / "fresh")
    fresh.build()
    assert site.tree() == fresh.tree()


def test_processes_that_are_begun_anew_make_the_same_site(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = many(site.small(), 150, "关税上调").clone(site.root.parent / "fresh")
    fresh.build(jobs=2)
    monkeypatch.setattr(rendering, "_BATCH", 70)
    site.build(jobs=2)
    assert site.tree() == fresh.tree()


def test_two_builds_at_once_wait_for_each_other(site: Site) -> None:
    many(site.small(), 100, "关税上调")
    builds = [start(site) for _ in range(3)]
    said = [build.communicate(timeout=PATIENCE)[1].decode() for build in builds]
    assert [build.returncode for build in builds] == [0, 0, 0]
    assert any("another build of this site is running; waiting for it to end" in one for one in said)
    found = state(site)
    fresh = site.clone(site.root.parent / "fresh")
    fresh.build(index=True)
    assert found == state(fresh)


def test_two_clean_builds_are_byte_identical_in_other_folders_at_other_times(tmp_path: Path) -> None:
    one = many(Site(tmp_path / "one").small(), 130, "关税上调").guide("g", "甲").settings("per_page = 5\n")
    other = one.clone(tmp_path / "a longer name" / "另一个")
    for path in sorted(other.root.rglob("*"), reverse=True):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    one.build(jobs=1, index=True)
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/New_York", "LC_ALL": "C"}
    subprocess.run(command(other, "--jobs", "3"), check=True, capture_output=True, env=environment)
    assert one.tree() == other.tree()
    assert state(one)[1] == state(other)[1]


def test_the_shipped_site_is_the_same_for_any_number_of_jobs(tmp_path: Path) -> None:
    trees = []
    for jobs in ("1", "2"):
        site = Site(tmp_path / jobs)
        for path in (PROJECT / "content").rglob("*"):
            if path.is_file():
                site.file(f"content/{path.relative_to(PROJECT / 'content').as_posix()}", path.read_bytes())
        site.build(jobs=int(jobs))
        trees.append(site.tree())
    assert trees[0] == trees[1]


def test_incremental_answers_are_those_of_a_clean_index(tmp_path: Path) -> None:
    site = many(Site(tmp_path / "site-folder").small(), 20, "关税上调")
    site.build(index=True)
    for step in range(4):
        site.bulletin(f"2026/{step:03d}", "港口罢工与关税。", date="2026-11-21", countries=["BR"])
        site.remove(f"content/risk/2026/{19 - step:03d}.md")
        site.build(index=True)
        fresh = site.clone(tmp_path / f"fresh-{step}")
        fresh.build(index=True)
        assert state(site) == state(fresh)


def test_only_the_live_generation_of_the_index_is_kept(site: Site) -> None:
    site.small()
    name = [site.bulletin("a", f"第 {number} 稿。").build(index=True).generation for number in range(3)][-1]
    indexes = site.root / "var" / "index"
    assert [path.name for path in indexes.iterdir()] == [name]
    (indexes / "left by a build that was killed").mkdir()
    site.build(index=True)
    assert [path.name for path in indexes.iterdir()] == [name]
    assert read_tree(indexes / name)
