"""`check` tells what others than the publisher can write to, for that is a way to act as the publisher."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from build import cli
from builder.base.permissions import exposed, others
from tests.site_helper import Site


@pytest.fixture
def closed(site: Site) -> Site:
    """A built site that only its owner can write to, whatever the umask is."""
    site.small().settings('base_url = "https://risk.example"\n').bulletin("a").file("templates/404.html", "x")
    site.file("assets/x.css").file("state/x").build()
    for path in (site.root, *site.root.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return site


def told(site: Site) -> list[str]:
    return [str(one) for one in exposed(site.root)]


def test_what_only_its_owner_can_write_is_no_matter(closed: Site) -> None:
    assert told(closed) == []


@pytest.mark.parametrize(
    ("place", "what"),
    [
        ("site.toml", "can run commands as the publisher"), ("var", "can run commands as the publisher"),
        ("var/cache", "can run commands as the publisher"), ("var/build.sqlite", "can run commands as the publisher"),
        ("var/index", "can run commands as the publisher"), ("state", "can run commands as the publisher"),
        ("templates", "decides what runs in readers' browsers"),
        ("templates/404.html", "decides what runs in readers' browsers"),
        ("assets/x.css", "decides what runs in readers' browsers"),
        (".", "can put settings, templates and assets of their own there"),
    ],
)  # fmt: skip
def test_what_everybody_can_write_is_told(closed: Site, place: str, what: str) -> None:
    path = closed.root / place
    path.chmod(path.stat().st_mode | stat.S_IWOTH)
    assert told(closed) == [
        f"{place}:1:1: warning: permissions: can be written to by everybody; whoever can write it {what}"
    ]


def test_content_is_for_editors(closed: Site) -> None:
    for path in ("content", "content/risk", "content/risk/a.md"):
        (closed.root / path).chmod(0o777)
    assert told(closed) == []


def seen(path: Path, **changes: int) -> os.stat_result:
    """A file as the system would show it."""
    fields = list(path.stat())[:10]
    for name, place in (("mode", 0), ("uid", 4), ("gid", 5)):
        fields[place] = changes.get(name, fields[place])
    return os.stat_result(fields)


def test_groups_and_owners(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.touch()
    assert others(seen(file, mode=0o100664, uid=0, gid=0), {0}) == ""  # the owner's own group
    assert others(seen(file, mode=0o100664, uid=0, gid=12_345), {0}) == "the group 12345"
    assert others(seen(file, mode=0o100664, uid=12_345, gid=12_345), {12_345}) == "the group 12345"  # nobody knows it
    assert others(seen(file, mode=0o100644, uid=0, gid=12_345), {0}) == ""
    assert others(seen(file, mode=0o100644, uid=12_345), {0}) == "the user 12345"
    assert others(seen(file, mode=0o100644, uid=12_345), {0, 12_345}) == ""
    assert others(seen(file, mode=0o100666, uid=0), {0}) == "everybody"


def test_the_command_warns_and_goes_on(closed: Site) -> None:
    (closed.root / "site.toml").chmod(0o666)
    ended = CliRunner().invoke(cli, ["--root", str(closed.root), "check"])
    assert ended.exit_code == 0
    assert "site.toml:1:1: warning: permissions: can be written to by everybody" in ended.output
    assert "0 problems, 1 warning" in ended.output


def test_a_site_without_any_of_it_has_nothing_to_tell(site: Site) -> None:
    site.root.chmod(0o755)
    assert told(site) == []
