"""What every build stands on: workers, progress, the manifest, exchanging trees, walking, fingerprints."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path

import pytest

from builder.base.atomic import exchange, write_atomically
from builder.base.progress import Console, Progress
from builder.base.trees import compare, walk
from builder.pages.outputs import NO_DEPENDENCIES, Dependencies, named, path_of, url_of
from builder.planning.ledger import Ledger
from builder.planning.manifest import Entry, why
from builder.planning.state import BuildState, stats_in
from builder.releasing import switching
from builder.releasing.rendering import clear_the_way
from tests.site_helper import Site, difference, read_tree
from view.problems import ContentError, Problem
from view.workers import workers


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_workers_give_results_in_order(jobs: int) -> None:
    add = 1
    assert list(workers(lambda value: value + add, range(100), jobs)) == list(range(1, 101))


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_in_a_worker_is_raised_here_as_it_was(jobs: int) -> None:
    problem = Problem("a.md", 1, 2, "title", "missing")

    def fail(value: int) -> int:
        if value == 30:
            raise ContentError([problem])
        return value

    with pytest.raises(ContentError) as raised:
        list(workers(fail, range(60), jobs))
    assert raised.value.problems == [problem]


@pytest.mark.usefixtures("alone")
def test_workers_that_nobody_waits_for_are_ended() -> None:
    results = workers(lambda value: os.getpid(), range(1000), 2)
    pids = {next(results) for _ in range(20)}
    assert isinstance(results, Generator)
    results.close()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def run(out: io.StringIO, total: int, monkeypatch: pytest.MonkeyPatch) -> str:
    seconds = iter(range(1_000_000))
    monkeypatch.setattr("time.perf_counter", lambda: float(next(seconds)))
    with Console(out).step("render", total) as step:
        for _ in range(total):
            step.advance()
    return out.getvalue()


def test_a_bar_is_drawn_on_a_terminal_and_cleared_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = run(Terminal(), 300, monkeypatch)
    assert "\r[" in shown
    assert "render 150/300, about " in shown
    assert shown.endswith("\r\x1b[K")


def test_plain_lines_are_written_when_piped(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = run(io.StringIO(), 300, monkeypatch)
    assert "\r" not in shown
    lines = shown.splitlines()
    assert 10 < len(lines) < 100
    assert lines[0] == "render 5/300, about 295 s left"


def test_a_short_step_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(Terminal(), 50, monkeypatch) == ""


def test_every_step_s_seconds_are_kept() -> None:
    progress = Progress()
    with progress.step("read"), progress.step("plan", 10) as step:
        step.advance(3)
    assert set(progress.seconds) == {"read", "plan"}


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


def test_files_that_were_touched_or_removed_differ(tmp_path: Path) -> None:
    Site(tmp_path).file("site/a/b", "1").file("site/c", "2")
    stats = dict(walk(tmp_path / "site"))
    assert compare(tmp_path / "site", stats).differing == []
    os.utime(tmp_path / "site" / "c", ns=(1, 1))
    assert compare(tmp_path / "site", stats).differing == ["c"]
    (tmp_path / "site" / "c").unlink()
    assert compare(tmp_path / "site", stats).differing == ["c"]
    assert compare(tmp_path / "site", {str(number): (1, 1, 1) for number in range(2_000)}).differing is None


def test_files_with_one_name_beside_are_told(tmp_path: Path) -> None:
    Site(tmp_path).file("site/a", "1").file("site/b", "2")
    stats = dict(walk(tmp_path / "site"))
    assert not compare(tmp_path / "site", stats).paired
    for name in "ab":
        os.link(tmp_path / "site" / name, tmp_path / name)
    assert compare(tmp_path / "site", stats).paired
    os.link(tmp_path / "a", tmp_path / "c")
    assert not compare(tmp_path / "site", stats).paired


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a" / "b", b"one")
    write_atomically(tmp_path / "a" / "b", b"two")
    assert read_tree(tmp_path) == {"a/b": b"two"}


def test_two_folders_are_exchanged_in_one_step(tmp_path: Path) -> None:
    Site(tmp_path).file("one/a", "1").file("two/b", "2")
    if exchange(tmp_path / "one", tmp_path / "two"):
        assert read_tree(tmp_path / "one") == {"b": b"2"}
        assert read_tree(tmp_path / "two") == {"a": b"1"}
    with pytest.raises(OSError, match="No such file"):
        exchange(tmp_path / "one", tmp_path / "three")


def test_walking_leaves_out_gitkeep_at_the_top_only(tmp_path: Path) -> None:
    Site(tmp_path).file("site/.gitkeep").file("site/a/.gitkeep").file("site/b", "12")
    found = dict(walk(tmp_path / "site"))
    assert set(found) == {"a/.gitkeep", "b"}
    assert found["b"][0] == 2


def test_gitkeep_survives_every_build(site: Site) -> None:
    site.small().file("site/.gitkeep").build()
    site.bulletin("a").build()
    assert site.bulletin("b").build().removed_urls == []
    assert (site.root / "site" / ".gitkeep").is_file()


def test_a_file_in_the_way_of_a_folder_is_removed(tmp_path: Path) -> None:
    Site(tmp_path).file("a/b", "x")
    clear_the_way(tmp_path, tmp_path / "a" / "b" / "c" / "d")
    assert (tmp_path / "a" / "b" / "c").is_dir()


#: A site in several states, files and folders of one name among them.
EDITS: list[Callable[[Site], Site]] = [
    lambda site: site.small().bulletin("a", aliases=["/old.x/y/"]).file("site/.gitkeep"),
    lambda site: site.bulletin("a", aliases=["/old.x"]).bulletin("b"),
    lambda site: site.bulletin("a", aliases=["/old.x/y/", "/z/"]).remove("content/risk/b.md"),
    lambda site: site.bulletin("a", aliases=["/old.x"]),
    lambda site: site.bulletin("a", aliases=["/z"]),
    lambda site: site.bulletin("a"),
]


@pytest.mark.parametrize("can_exchange", [True, False], ids=["exchange", "file by file"])
@pytest.mark.parametrize("can_link", [True, False], ids=["links", "copies"])
def test_a_release_is_right_with_and_without_the_system_s_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool, can_link: bool
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "no links here")

    site = Site(tmp_path / "one")
    for number, edit in enumerate(EDITS):
        before = site.tree()
        fresh = edit(site).clone(tmp_path / f"clean-{number}")
        fresh.build()
        with monkeypatch.context() as system:
            if not can_exchange:
                system.setattr(switching, "exchange", lambda one, other: False)
                system.setattr("builder.releasing.generation_files.exchange", lambda one, other: False)
            if not can_link:
                system.setattr(os, "link", refuse)
            report = site.build()
            assert site.tree() == fresh.tree()
            assert (report.changed_urls, report.removed_urls) == difference(before, fresh.tree())
            assert site.build().changed_urls == []
        assert (site.root / "site" / ".gitkeep").is_file()


def test_what_rests_is_not_made_again_and_shares_its_inode(site: Site) -> None:
    site.small().bulletin("a", date="2026-11-01").build()
    asset = next((site.root / "site" / "assets").iterdir())
    inode = asset.stat().st_ino
    site.bulletin("b").build()
    site.bulletin("c", date="2026-11-21").build()
    assert asset.stat().st_ino == inode


def test_the_live_tree_is_never_written_into(site: Site) -> None:
    site.small().bulletin("a").build()
    with (site.root / "site" / "risk" / "a" / "index.html").open("rb") as reader:
        held = reader.read()
        site.bulletin("a", "另一段。").build()
        site.bulletin("a", "第三段。").build()
        reader.seek(0)
        assert reader.read() == held


def test_a_report_says_why_a_page_was_made_again(site: Site) -> None:
    site.small().bulletin("a", date="2026-11-01", summary="摘要").bulletin("b", date="2026-11-02").build()
    report = site.bulletin("a", "另一段。", date="2026-11-01", summary="摘要").build()
    data = {"/data/bulletins.csv": ["bulletins"], "/data/bulletins.jsonl": ["bulletins"]}
    page = {"/risk/a/": ["bulletin"], "/risk/a/index.txt": ["bulletin"]}
    assert report.reasons == {**page, **data, "/generation.json": ["content"]}
    report = site.file("templates/404.html", "x").build()
    assert "template 404.html" in report.reasons["/404.html"]
    assert set(report.changed_urls) == {"/404.html", "/generation.json"}


def test_one_more_bulletin_touches_few_pages(site: Site) -> None:
    site.small().settings("per_page = 2\n")
    for number in range(1, 20):
        site.bulletin(f"n{number:02d}", date=f"2026-11-{number:02d}", countries=["VN"], industries=["steel"])
    site.build()
    report = site.bulletin("new", date="2026-11-21", countries=["VN"], industries=["steel"]).build()
    lists = ["", "channel/warning/", "country/vn/", "country/vn/industry/steel/", "industry/steel/", "month/2026-11/"]
    first = {f"/risk/{one}{file}" for one in lists for file in ("", "feed.atom")}
    newest = {f"/risk/{one}page/10/" for one in lists}
    around = {"/risk/new/", "/risk/n19/", "/", "/generation.json", "/sitemap.xml"}
    next_blocks = {f"/risk/{one}page/11/" for one in lists}
    indexes = {"/risk/country/", "/risk/industry/"}
    followed = {f"/risk/{one}recent.json" for one in ("channel/warning/", "country/vn/", "industry/steel/")}
    data = {"/data/bulletins.csv", "/data/bulletins.jsonl", "/risk/new/index.txt"}
    assert set(report.changed_urls) == first | newest | around | next_blocks | indexes | followed | data


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("index.html", "/"),
        ("risk/a/index.html", "/risk/a/"),
        ("risk/feed.atom", "/risk/feed.atom"),
        ("risk/越南 1/index.html", "/risk/%E8%B6%8A%E5%8D%97%201/"),
        ("404.html", "/404.html"),
    ],
)
def test_files_and_their_urls(path: str, url: str) -> None:
    assert url_of(path) == url


def test_urls_and_their_files() -> None:
    assert path_of("/") == "index.html"
    assert path_of("/risk/越南/") == "risk/越南/index.html"
    assert path_of("/robots.txt") == "robots.txt"
