"""Deploys by rsync to a daemon of Debian's package on loopback."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from publish.release.history import DeployError
from tests.processes import free_port, started
from tests.publish.conftest import Publisher, pages_of, without_place
from tests.publish.crawling import dangling
from tests.site_helper import read_tree

pytestmark = pytest.mark.thorough


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a module and the folder behind it."""
    folder, port = tmp_path / "remote", free_port()
    folder.mkdir()
    settings = tmp_path / "rsyncd.conf"
    settings.write_text(
        f"use chroot = no\nreverse lookup = no\nuid = {os.getuid()}\ngid = {os.getgid()}\n"
        f"[www]\npath = {folder}\nread only = no\n"
    )
    program = shutil.which("rsync")
    assert program
    command = [program, "--daemon", "--no-detach", f"--port={port}", "--address=127.0.0.1", f"--config={settings}"]
    with started(command, port):
        yield f"rsync://127.0.0.1:{port}/www", folder


def test_a_site_goes_there_changes_and_comes_back(
    make_publisher: Callable[..., Publisher], daemon: tuple[str, Path]
) -> None:
    address, folder = daemon
    publisher = make_publisher(address)
    publisher.deploy()
    first = without_place(read_tree(folder))
    assert pages_of(first) == pages_of(publisher.site.tree())
    assert publisher.deploy().plan.files == 0
    publisher.site.bulletin("2026/11/新 页", "正文。").remove("content/risk/2026/10/b05.md").build()
    outcome = publisher.deploy()
    gone = ["risk/2026/10/b05/index.html", "risk/2026/10/b05/index.txt"]
    assert outcome.plan.removed[1:] == gone  # the first is the old index
    assert pages_of(read_tree(folder)) == pages_of(publisher.site.tree())
    assert not (folder / "risk/2026/10/b05").exists()
    assert dangling(folder) == []
    publisher.rollback()
    assert without_place(read_tree(folder)) == first


def test_a_host_that_does_not_answer_is_said(make_publisher: Callable[..., Publisher]) -> None:
    with pytest.raises(DeployError, match="run the deploy again"):
        make_publisher(f"rsync://127.0.0.1:{free_port()}/www").deploy()
