"""Deploys to a folder: what is put, in which order, what stays, how one goes back."""

from __future__ import annotations

import json
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from click.testing import CliRunner

from build import cli
from publish.release.compression import original_of
from publish.release.history import DeployError
from tests.publish.conftest import BASE, Publisher, pages_of
from tests.publish.crawling import dangling
from tests.site_helper import Site
from view.settings.deploy_settings import Deploy

pytestmark = pytest.mark.thorough  # processes of its own, or whole releases: some seconds each


def test_the_first_deploy_puts_the_whole_tree_and_its_twins(publisher: Publisher) -> None:
    outcome = publisher.deploy()
    there = publisher.there
    assert pages_of(there) == pages_of(publisher.site.tree())
    assert outcome.release == 1
    for path in ("index.html", "risk/index.html", "risk/feed.atom"):
        assert zlib.decompress(there[f"{path}.gz"], 31) == brotli.decompress(there[f"{path}.br"]) == there[path]
    assert dangling(Path(publisher.target)) == []


def test_nothing_changed_is_nothing_done(publisher: Publisher) -> None:
    publisher.deploy()
    again = publisher.deploy()
    assert (again.release, again.plan.files) == (1, 0)
    assert json.loads(publisher.deployer.history.purge_file.read_text())["urls"] == []


def test_only_what_changed_is_put(publisher: Publisher) -> None:
    publisher.deploy()
    before = {path: path.stat().st_ino for path in Path(publisher.target).rglob("*.html")}
    publisher.site.bulletin("2026/10/b03", "另一段正文。", date="2026-10-04", countries=["VN"]).build()
    outcome = publisher.deploy()
    changed = {
        path.relative_to(publisher.target).as_posix() for path, inode in before.items() if path.stat().st_ino != inode
    }
    assert "risk/2026/10/b03/index.html" in changed
    assert changed == {path for path in outcome.plan.changed if path.endswith(".html")}
    assert pages_of(publisher.there) == pages_of(publisher.site.tree())


def test_a_dry_run_tells_and_writes_nothing(publisher: Publisher, tmp_path: Path) -> None:
    before = publisher.site.everything()
    outcome = publisher.deployer.preview(1)
    assert sorted(outcome.plan.new) == sorted(publisher.site.tree())
    assert publisher.site.everything() == before
    assert not Path(publisher.target).exists()


def test_removing_too_much_needs_force(publisher: Publisher) -> None:
    publisher.deploy()
    for number in range(11):
        publisher.site.remove(f"content/risk/2026/10/b{number:02d}.md")
    publisher.site.build()
    before = publisher.there
    with pytest.raises(DeployError, match=r"remove \d+ pages, .*max_removed_share allows 25%.*--force"):
        publisher.deploy()
    assert publisher.there == before
    assert publisher.deployer.preview(1).refused
    publisher.deploy(force=True)
    assert pages_of(publisher.there) == pages_of(publisher.site.tree())


def test_rollback_returns_to_the_very_bytes_and_again(publisher: Publisher) -> None:
    states: list[dict[str, bytes]] = []
    for text in ("一", "二", "三"):
        publisher.site.bulletin("2026/10/b03", text, date="2026-10-04").bulletin(f"2026/11/{len(states)}").build()
        publisher.deploy()
        states.append(publisher.there)
    assert publisher.rollback().release == 2
    assert publisher.there == states[1]
    assert publisher.rollback().release == 1
    assert publisher.there == states[0]
    with pytest.raises(DeployError, match="no earlier release"):
        publisher.rollback()
    assert publisher.deploy().release == 4
    assert publisher.there == states[2]


def test_old_assets_stay_for_some_releases(make_publisher: Callable[..., Publisher]) -> None:
    publisher = make_publisher(settings=Deploy(connections=1, keep_assets=2))

    def assets() -> list[str]:
        return sorted(path for path in publisher.there if path.startswith("assets/style.") and path.endswith(".css"))

    found = []
    for number in range(3):
        publisher.site.file("assets/style.css", f"body {{ margin: {number}px }}").build()
        publisher.deploy()
        found.append(len(assets()))
    publisher.deploy()
    assert found == [1, 2, 3]
    publisher.site.bulletin("2026/11/x").build()
    publisher.deploy()
    assert len(assets()) == 2  # the first, dropped by the second release, is gone
    assert dangling(Path(publisher.target)) == []


def test_other_peoples_files_stay_and_touched_ones_are_mended(publisher: Publisher) -> None:
    publisher.deploy()
    target = Path(publisher.target)
    (target / ".well-known").mkdir()
    (target / ".well-known" / "proof").write_text("x")
    (target / "index.html").write_text("defaced")
    (target / "404.html").unlink()
    publisher.deploy()
    there = publisher.there
    assert there.pop(".well-known/proof") == b"x"
    assert pages_of(there) == pages_of(publisher.site.tree())


def test_a_lost_history_knows_its_own_files_again(publisher: Publisher) -> None:
    publisher.deploy()
    publisher.site.remove("content/risk/2026/10/b03.md").build()
    shutil.rmtree(publisher.site.root / "state")
    publisher.deploy()
    assert "risk/2026/10/b03/index.html" not in publisher.there
    assert pages_of(publisher.there) == pages_of(publisher.site.tree())


def test_purge_names_exactly_what_answers_differently(publisher: Publisher) -> None:
    publisher.deploy()
    before = publisher.there
    publisher.site.remove("content/risk/2026/10/b03.md").bulletin("2026/11/新", "正文。").build()
    publisher.deploy()
    after = publisher.there
    differ = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    differ = {path for path in differ if not original_of(path) and not path.startswith("_")}
    data = json.loads(publisher.deployer.history.purge_file.read_text())
    assert f"{BASE}/risk/2026/11/%E6%96%B0/" in data["urls"]
    assert f"{BASE}/risk/2026/10/b03/" in data["urls"]
    assert len(data["urls"]) == len(differ)
    assert not data["everything"]


def test_the_purge_command_is_run_and_repeated_until_it_succeeds(
    make_publisher: Callable[..., Publisher], tmp_path: Path
) -> None:
    script = tmp_path / "purge.sh"
    script.write_text('#!/bin/sh\ntest -e "$0.ok" && cp "$1" "$0.seen"\n')
    script.chmod(0o755)
    publisher = make_publisher(settings=Deploy(purge_command=(str(script),)))
    with pytest.raises(DeployError, match=r"published, but deploy\.purge_command ended with 1"):
        publisher.deploy()
    Path(f"{script}.ok").touch()
    publisher.deploy()
    seen = json.loads(Path(f"{script}.seen").read_text())
    assert f"{BASE}/" in seen["urls"]


def test_without_a_build_there_is_nothing_to_deploy(tmp_path: Path) -> None:
    with pytest.raises(DeployError, match=r"is not a built site; run `build\.py build` first"):
        Publisher(Site(tmp_path / "empty"), str(tmp_path / "www")).deploy()


def test_the_commands_say_what_was_done(site: Site, tmp_path: Path) -> None:
    def run(*words: str) -> tuple[int, str]:
        ended = CliRunner().invoke(cli, ["--root", str(site.root), *words])
        return ended.exit_code, ended.output

    target = str(tmp_path / "www")
    code, said = run("deploy", target, "--dry-run")
    assert (code, "new      /risk/2026/10/b03/\n" in said, "nothing was written" in said) == (0, True, True)
    code, said = run("deploy", target)
    assert (code, said.startswith("release 1: ")) == (0, True)
    assert run("deploy", target, "--rollback") == (1, "there is no earlier release of this target to return to\n")
    assert run("deploy", target, "--rollback", "--dry-run")[0] == 2
    for number in range(11):
        site.remove(f"content/risk/2026/10/b{number:02d}.md")
    site.build()
    code, said = run("deploy", target, "--dry-run")
    assert (code, "but this would remove" in said) == (0, True)
    assert run("deploy", target)[0] == 1
    assert run("deploy", target, "--force")[0] == 0
    code, said = run("deploy", target, "--rollback")
    assert (code, "bulletin /risk/2026/10/b03/ 标题 2026/10/b03" in said) == (1, True)
    assert "would publish again what is listed above (11)" in said
    code, said = run("deploy", target, "--rollback", "--force")
    assert (code, "returned to release 1: " in said) == (0, True)
    code, said = run("verify", target)
    assert (code, "as published" in said) == (0, True)


def test_a_rollback_asks_first_whether_the_index_can_follow(publisher: Publisher) -> None:
    """Whoever leads the search back refuses before anything is changed."""
    publisher.deploy()
    publisher.site.bulletin("2026/11/later").build()
    publisher.deploy()
    before = {path: path.read_bytes() for path in Path(publisher.target).rglob("*") if path.is_file()}

    def refuse(generation: str) -> None:
        raise DeployError(f"no index of {generation}")

    with pytest.raises(DeployError, match=r"no index of [0-9a-f]{20}"):
        publisher.deployer.rollback(force=True, lead=refuse)
    assert {path: path.read_bytes() for path in Path(publisher.target).rglob("*") if path.is_file()} == before
    told: list[str] = []
    publisher.deployer.rollback(force=True, lead=told.append)
    assert len(told) == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8000",
        "http://localhost",
        "https://risk.localhost/",
        "http://[::1]:8000",
        "http://127.1",
        "http://0.0.0.0:8000",
    ],
)
def test_a_site_for_this_machine_alone_is_not_published(site: Site, tmp_path: Path, address: str) -> None:
    site.settings(f'base_url = "{address}"\n').build()
    for words in ((), ("--dry-run",)):
        ended = CliRunner().invoke(cli, ["--root", str(site.root), "deploy", str(tmp_path / "www"), *words])
        assert (ended.exit_code, ended.output.startswith(f"base_url is {address}")) == (1, True)
    assert not (tmp_path / "www").exists()


def test_a_site_that_was_built_for_this_machine_is_built_again_first(site: Site, tmp_path: Path) -> None:
    site.settings("").build()
    site.settings('base_url = "https://risk.example"\n')
    command = ["--root", str(site.root), "deploy", str(tmp_path / "www")]
    ended = CliRunner().invoke(cli, command)
    assert (ended.exit_code, "build and deploy again" in ended.output) == (1, True)
    site.build()
    assert CliRunner().invoke(cli, command).exit_code == 0
