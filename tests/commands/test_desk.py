"""`desk`: over a network nobody comes in without signing in, and 发布 runs what is set."""

from __future__ import annotations

import socket

import pytest

from commands import desk as command
from commands.common import Failed
from editing.desk.application import DeskApplication
from editing.desk.desk import Desk
from editing.desk.gate import Gate
from tests.commands.running import run
from tests.site_helper import Site
from view.settings.desk_settings import DeskSettings
from view.settings.site_settings import read_all


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("", "desk.url and oidc.issuer"),
        ('[desk]\nurl = "https://desk.example.cn"\n', "oidc.issuer"),
        ('[desk]\nurl = "http://desk.example.cn"\n[oidc]\nissuer = "https://id.example.cn"\n', "https://"),
    ],
)
def test_without_a_way_to_sign_in_nothing_is_served_over_a_network(site: Site, settings: str, said: str) -> None:
    site.small().settings(settings)
    desk = Desk(site.root, Gate("http://127.0.0.1:1"), lambda one: [])
    with pytest.raises(Failed, match=said):
        command.require_sign_in(DeskApplication(desk), read_all(site.root, {}))


def test_an_address_that_is_none_is_refused(site: Site) -> None:
    result = run(site.small(), "desk", "--host", " ")
    assert result.exit_code == 2
    assert "is empty; name an address" in result.stderr


def test_settings_that_are_wrong_are_told_and_nothing_is_served(site: Site) -> None:
    result = run(site.small().settings("[desk]\nrevew = true\n"), "desk", "--port", "0")
    assert result.exit_code == 1
    assert "site.toml:2:1: desk.revew: unknown key" in result.stderr


def test_a_port_that_is_taken_is_said_to_be(site: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run(site.small(), "desk", "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 1
    assert "is in use" in result.stderr


def test_a_desk_beyond_loopback_does_not_begin_without_a_way_to_sign_in(site: Site) -> None:
    for words in (("--host", "0.0.0.0"), ("--sign-in",)):  # noqa: S104 - it does not begin
        result = run(site.small(), "desk", *words, "--port", "0")
        assert result.exit_code == 1
        assert "people must sign in" in result.stderr


@pytest.mark.parametrize(
    ("publish", "ends"), [("build", [["build"]]), ("deploy /srv/w w", [["build"], ["deploy", "/srv/w w"]])]
)
def test_publishing_builds_and_then_deploys_where_that_is_set(site: Site, publish: str, ends: list[list[str]]) -> None:
    found = command._publish_commands(site.root, DeskSettings(publish=publish))
    begin = [*found[0][:-1]]
    assert begin[1:] == [str(command.BUILD), "--lang", "zh", "--root", str(site.root)]
    assert found == [[*begin, *one] for one in ends]
