"""`build.py follow`: where a key is needed, and where it may stand."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from build import cli
from publish.accepting import FILE
from publish.release.signing import make_key
from tests.publish.conftest import Publisher
from tests.publish.endless import Endless
from tests.publish.releases import publish


def follow_by_command(root: Path, *words: str) -> tuple[int, str]:
    ended = CliRunner().invoke(cli, ["--root", str(root), "follow", *words, "--once"])
    return ended.exit_code, ended.output


def test_over_a_network_nothing_is_fetched_without_a_key(endless: str, endpoint: Path, key: tuple[Path, str]) -> None:
    code, said = follow_by_command(endpoint, endless)
    assert (code, "there is no key to check by" in said) == (2, True)
    assert follow_by_command(endpoint, endless.replace("http", "HTTP", 1))[0] == 2
    code, said = follow_by_command(endpoint, endless, "--key", "abc")
    assert (code, "not an Ed25519 public key" in said) == (2, True)
    code, said = follow_by_command(endpoint, endless, "--key", key[1], "--unsigned")
    assert (code, "give one of them" in said) == (2, True)
    (endpoint / "site.toml").write_text(f'[deploy]\nverify_key = "{key[1]}"\n')
    assert follow_by_command(endpoint, endless, "--unsigned")[0] == 2
    assert Endless.asked == []
    assert [one.name for one in endpoint.iterdir()] == ["site.toml"]


def test_a_key_of_the_settings_or_the_command_is_enough(
    signing: Publisher, endpoint: Path, key: tuple[Path, str], tmp_path: Path
) -> None:
    publish(signing, "一")
    target = str(signing.target)
    assert follow_by_command(endpoint, target, "--key", key[1])[0] == 0
    assert json.loads((endpoint / FILE).read_text())["key"] == key[1]
    assert follow_by_command(endpoint, target, "--key", make_key(tmp_path / "other.pem"))[0] == 1
    (endpoint / "site.toml").write_text(f'[deploy]\nverify_key = "{key[1]}"\n')
    assert follow_by_command(endpoint, target)[0] == 0
    unsigned = tmp_path / "unsigned"
    unsigned.mkdir()
    for words in ((), ("--unsigned",)):
        assert follow_by_command(unsigned, target, *words)[0] == 0
    assert not (unsigned / FILE).exists()
