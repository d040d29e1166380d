"""A local node of OpenSearch is had, or one sentence says what is missing."""

from __future__ import annotations

import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from server.preview import node
from server.preview.node import NodeError


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with nothing but what a test puts there, and a cache of its own."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(node, "cache", lambda: tmp_path / "cache")
    (tmp_path / "bin").mkdir()
    return tmp_path / "bin"


def program(place: Path, script: str) -> None:
    place.write_text(f"#!/bin/sh\n{script}\n")
    place.chmod(0o755)


def test_without_java_it_is_said(programs: Path) -> None:
    with pytest.raises(NodeError, match="needs Java 17 or newer; or name a cluster in XINFENG_OPENSEARCH"):
        node.assemble_node(print)


def test_an_old_java_is_named(programs: Path) -> None:
    program(programs / "java", "echo 'openjdk version \"11.0.2\" 2019' >&2")
    with pytest.raises(NodeError, match=r"needs Java 17 or newer, and .*/bin/java is older"):
        node.assemble_node(print)


def test_without_maven_it_is_said_and_nothing_half_is_kept(programs: Path, tmp_path: Path) -> None:
    program(programs / "java", "echo 'openjdk version \"21.0.2\" 2024' >&2")
    with pytest.raises(NodeError, match=r"needs Maven \(mvn\); or name a cluster in XINFENG_OPENSEARCH"):
        node.assemble_node(print)
    program(programs / "mvn", "echo '[ERROR] no route to host'; exit 1")
    with pytest.raises(NodeError, match=r"Maven could not fetch OpenSearch: \[ERROR\] no route to host"):
        node.assemble_node(lambda _: None)
    assert [one.name for one in (tmp_path / "cache").iterdir()] == [f"opensearch-{node.VERSION}.lock"]


def test_it_is_assembled_once(programs: Path, tmp_path: Path) -> None:
    program(programs / "java", "echo 'openjdk version \"21.0.2\" 2024' >&2")
    program(programs / "mvn", "exit 0")
    said: list[str] = []
    home = node.assemble_node(said.append)
    assert (home / "modules" / "transport-netty4" / "plugin-descriptor.properties").is_file()
    assert len(said) == 1
    for folder in (home.parent, home, home / "modules"):  # the tests' umask is 077
        assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    (programs / "mvn").unlink()
    assert node.assemble_node(said.append) == home
    assert len(said) == 1


def test_a_node_that_ends_at_once_is_told_with_its_last_words(tmp_path: Path) -> None:
    one = node.LocalNode(folder=tmp_path)
    (tmp_path / "log").write_text("first\nlast words\n")
    one.process = subprocess.Popen([shutil.which("false") or "false"])
    with pytest.raises(NodeError, match="did not start: last words"):
        one.wait()
    one.stop(remove=False)
