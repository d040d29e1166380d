"""Twins beside the pages: incremental, deterministic, only where smaller, never older than their page."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from build import cli
from builder.base.progress import Progress
from publish.release.compression import TwinStore, original_of
from publish.release.precompress import SiteTwins
from tests.publish.release.twins import build, check_twins
from tests.site_helper import PNG, Site, difference


def test_twins_follow_their_pages(site: Site) -> None:
    build(site, "--precompress")
    first = site.tree()
    check_twins(first)
    report = build(site, "--precompress")
    assert (report["changed_urls"], report["removed_urls"]) == ([], [])
    site.bulletin("2026/10/b03", "改了。" * 300, date="2026-10-04").remove("content/risk/2026/10/b05.md")
    report = build(site, "--precompress")
    second = site.tree()
    check_twins(second)
    assert (report["changed_urls"], report["removed_urls"]) == difference(first, second)
    assert "/risk/2026/10/b03/index.html.br" in str(report["changed_urls"])
    report = build(site)
    assert not [path for path in site.tree() if original_of(path)]
    assert len(report["removed_urls"]) == len([path for path in second if original_of(path)])  # type: ignore[arg-type]


def test_the_same_bytes_wherever_and_however_made(site: Site, tmp_path: Path) -> None:
    build(site, "--precompress")
    site.bulletin("2026/11/x", "新。" * 300)
    build(site, "--precompress")
    other = site.clone(tmp_path / "elsewhere")
    build(other, "--precompress", "--clean")
    assert other.tree() == site.tree()


def test_only_what_is_new_is_compressed(site: Site) -> None:
    store = TwinStore(site.root / "var" / "twins")
    build(site, "--precompress")
    before = {path: path.stat().st_mtime_ns for path in store.folder.rglob("*.br")}
    site.bulletin("2026/10/b03", "改了。" * 300, date="2026-10-04")
    build(site, "--precompress")
    after = {path: path.stat().st_mtime_ns for path in store.folder.rglob("*.br")}
    assert {path for path in before if path in after and after[path] != before[path]} == set()
    assert 0 < len(after.keys() - before.keys()) < len(after) / 2


def test_what_does_not_gain_has_none(site: Site) -> None:
    site.file("content/risk/2026/10/photo.png", PNG * 20).bulletin("2026/10/b03", "![图](photo.png)", date="2026-10-04")
    build(site, "--precompress")
    tree = site.tree()
    assert "risk/2026/10/b03/photo.png" in tree
    assert not [
        path for path in tree if path.startswith(("risk/2026/10/b03/photo.png.", "_headers.", "generation.json."))
    ]


def test_a_failed_build_leaves_twins_alone(site: Site) -> None:
    build(site, "--precompress")
    before = site.tree()
    site.file("content/risk/2026/11/bad.md", "no front matter")
    ended = CliRunner().invoke(cli, ["--root", str(site.root), "build", "--precompress"])
    assert ended.exit_code == 1
    assert site.tree() == before


def test_nothing_before_the_first_build(tmp_path: Path) -> None:
    site = Site(tmp_path / "new").small().bulletin("2026/11/a")
    twins = SiteTwins(site.root)
    report = site.build()
    twins.add(report, 1, Progress())
    assert "/index.html.gz" in report.changed_urls


def test_no_twin_outlives_its_page_in_a_large_tree(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "builder.releasing.last_build.WALKED", 0
    )  # a tree that is not walked to find what somebody else put there
    for step, more in enumerate((["--precompress"], ["--precompress"], [], [], ["--precompress"], [])):
        site.bulletin("2026/10/b03", f"第 {step} 稿。" * 300, date="2026-10-04")
        site.remove(f"content/risk/2026/10/b{step + 5:02d}.md")
        before = site.tree()
        report = build(site, *more)
        tree = site.tree()
        twins = {path for path in tree if original_of(path)}
        assert {original_of(path) for path in twins} <= tree.keys()
        assert bool(twins) == bool(more)
        if more:
            check_twins(tree)
        assert (report["changed_urls"], report["removed_urls"]) == difference(before, tree)
