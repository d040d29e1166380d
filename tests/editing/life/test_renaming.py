"""Renaming: file, links, old address, feed entry and what lies beside go along; a stop on the way loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from editing.life.bulletins import EditingError
from tests.editing.front.written import fronts
from tests.editing.life.desk import HEAD, rename, text
from tests.machine import PROJECT
from tests.site_helper import PNG, Site


def test_a_renamed_bulletin_keeps_its_address_and_its_feed_entry(site: Site) -> None:
    site.file("content/risk/2026/a.md", f"{HEAD}---\n\n正文。\n")
    said = rename(site, "2026/a", "2026/vn-steel")
    assert text(site, "2026/vn-steel") == f"{HEAD}aliases:\n  - /risk/2026/a/\nfeed_id: 2026/a\n---\n\n正文。\n"
    assert not (site.root / "content/risk/2026/a.md").exists()
    assert said[0] == "content/risk/2026/a.md: renamed to content/risk/2026/vn-steel.md"
    assert (
        said[1] == "/risk/2026/a/ leads to /risk/2026/vn-steel/ from then on, and feed readers keep the entry they know"
    )
    rename(site, "2026/vn-steel", "2026/vn-coil")
    assert text(site, "2026/vn-coil") == (
        f"{HEAD}aliases:\n  - /risk/2026/a/\n  - /risk/2026/vn-steel/\nfeed_id: 2026/a\n---\n\n正文。\n"
    )


def test_links_and_successors_of_others_follow(site: Site) -> None:
    site.bulletin("2026/a", "见[乙](b.md#头)和[自己](a.md)。").bulletin(
        "2026/b", '## 头\n\n[甲](a.md) [甲](<a.md> "题")'
    )
    site.bulletin("x", "[甲]: 2026/a.md\n\n见[甲]，[又](2026/a.md?x)。", status="superseded", superseded_by="2026/a")
    site.guide("g", "见[甲](../risk/2026/a.md)。")
    said = rename(site, "2026/a", "2027/旧 名")
    assert "见[乙](../2026/b.md#头)和[自己](旧%20名.md)。" in text(site, "2027/旧 名")
    assert '[甲](../2027/旧%20名.md) [甲](<../2027/旧 名.md> "题")' in text(site, "2026/b")
    assert "[甲]: 2027/旧%20名.md\n\n见[甲]，[又](2027/旧%20名.md?x)。" in text(site, "x")
    assert 'superseded_by: "2027/旧 名"' in text(site, "x")
    assert "(../risk/2027/旧%20名.md)" in (site.root / "content/guide/g.md").read_text(encoding="utf-8")
    assert "content/guide/g.md: names it; changed" in said
    assert [one for one in site.checked() if "feed_id" not in one] == []


def test_what_lies_beside_goes_along_unless_others_need_it(site: Site) -> None:
    site.file("content/risk/2026/图.png", PNG).file("content/risk/2026/表.csv", "x").file(
        "content/risk/2026/b.png", PNG
    )
    site.bulletin("2026/a", "![图](图.png) [表](表.csv)").bulletin("2026/b", "[表](表.csv)")
    rename(site, "2026/a", "2027/a")
    there = {
        path.relative_to(site.root / "content/risk").as_posix() for path in (site.root / "content/risk").rglob("*.*")
    }
    assert there == {"2026/b.md", "2026/b.png", "2026/表.csv", "2027/a.md", "2027/图.png", "2027/表.csv"}


def test_renaming_back_restores_every_byte(site: Site) -> None:
    site.file("content/risk/2026/图.png", PNG).bulletin("b", "[甲](2026/a.md)")
    site.file(
        "content/risk/2026/a.md", f"\ufeff{HEAD}aliases: [ /x/ ] # 注\n---\n\n![图](图.png)\n".replace("\n", "\r\n")
    )
    before = {name: data for name, data in site.everything().items() if name.startswith("content")}
    rename(site, "2026/a", "2027/a")
    rename(site, "2027/a", "2026/a")
    assert {name: data for name, data in site.everything().items() if name.startswith("content")} == before


def test_renaming_back_what_readers_have_seen_keeps_both_addresses(site: Site) -> None:
    site.bulletin("a")
    rename(site, "a", "b")
    site.file("site/risk/b/index.html", "x")
    rename(site, "b", "a")
    assert "aliases:\n  - /risk/b/\n" in text(site)
    assert "feed_id" not in text(site)


@pytest.mark.thorough
@given(text_=fronts())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_any_file_is_renamed_and_back(site: Site, text_: str) -> None:
    site.small().file("content/risk/a.md", text_)
    rename(site, "a", "2026/b")
    assert (site.root / "content/risk/2026/b.md").read_bytes().decode().endswith(text_[text_.index("---", 4) :])
    rename(site, "2026/b", "a")
    assert (site.root / "content/risk/a.md").read_bytes().decode() == text_


REFUSED = {
    "its own id": ("a", "a", '"a" is its id already'),
    "an id that is taken": ("a", "b", "content/risk/b.md is there already"),
    "an id like another": ("a", "B", '"b" differs from it by capital letters only; choose another id'),
    "a name that urls refuse": ("a", "x?y", '"x?y" cannot be an id; write one such as 2026/11/vn-steel'),
    "a name that climbs": ("a", "../x", '"../x" cannot be an id; write one such as 2026/11/vn-steel'),
    "the page of changes": ("a", "changes/x", '"changes/x" cannot be an id; write one such as 2026/11/vn-steel'),
    "no name": ("a", "/", '"" cannot be an id; write one such as 2026/11/vn-steel'),
    "a folder of lists": (
        "a",
        "country/x",
        'content/risk/country/x.md:1:1: id: "country/x" may not begin with changes/, country/, industry/, '
        "channel/, month/, page/; lists live there",
    ),
    "another picture in the new folder": (
        "a",
        "2027/a",
        "content/risk/2027/图.png is another file than 图.png beside content/risk/a.md; rename one of them",
    ),
    "a link that is written in several ways": (
        "a",
        "2028/a",
        "content/risk/a.md: its links cannot be changed by a command; change them by hand first",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_renaming_that_makes_no_sense_says_why_and_writes_nothing(site: Site, name: str) -> None:
    old, new, reason = REFUSED[name]
    link = "[乙](b.m&#100;)" if "several" in name else ""
    site.file("content/risk/图.png", PNG).file("content/risk/2027/图.png", b"x")
    site.bulletin("a", f"![图](图.png)\n甲{link}").bulletin("b")
    before = site.everything()
    with pytest.raises(EditingError) as refused:
        rename(site, old, new)
    assert str(refused.value) == reason
    assert site.everything() == before


def test_a_dry_run_shows_all_that_changes(site: Site) -> None:
    site.bulletin("a").bulletin("b", "[甲](a.md)")
    before = site.everything()
    said = rename(site, "a", "c", dry_run=True)[0]
    assert "+++ b/content/risk/c.md" in said
    assert "+[甲](c.md)" in said
    assert site.everything() == before


def test_a_renaming_that_was_stopped_is_finished_by_the_same_command(site: Site) -> None:
    site.bulletin("a").bulletin("b", "[甲](a.md)")
    old = text(site)
    rename(site, "a", "c")
    site.file("content/risk/a.md", old)  # as if it had been stopped before this went
    rename(site, "a", "c")
    assert not (site.root / "content/risk/a.md").exists()


KILLED = """
import sys
from tests.editing.life import desk
from tests.site_helper import Site
from pathlib import Path
site = Site(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    desk.rename(site, "a", "2027/a"); desk.rename(site, "2027/a", "a")
    desk.take(site, "withdraw", "a", "甲"); desk.take(site, "restore", "a")
"""


@pytest.mark.parametrize("after", [0.004 * step for step in range(int(os.environ.get("XINFENG_KILLS", "6")))])
def test_a_command_that_is_killed_at_any_moment_loses_nothing(site: Site, after: float) -> None:
    site.small().file("content/risk/图.png", PNG).file(
        "content/risk/a.md", f"{HEAD}---\n\n![图](图.png) 珍贵的正文。\n"
    )
    command = [sys.executable, "-c", KILLED, str(site.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=PROJECT) as process:
        assert process.stdout
        process.stdout.readline()
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
    files = [path for path in (site.root / "content").rglob("*.md") if not path.name.startswith(".")]
    assert files
    for path in files:
        assert path.read_text(encoding="utf-8").endswith("---\n\n![图](图.png) 珍贵的正文。\n")
        assert (path.parent / "图.png").read_bytes() == PNG
    if not any(path == site.root / "content/risk/a.md" for path in files):
        rename(site, "2027/a", "a")
    elif len(files) == 2:
        (site.root / "content/risk/2027/a.md").unlink()
    assert "珍贵的正文。" in Path(site.root / "content/risk/a.md").read_text(encoding="utf-8")
