"""A rollback says which texts and wordings it would publish again, and does so only when it is told to."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from build import cli
from publish.release.history import DeployError
from tests.publish.conftest import Publisher
from tests.publish.stopping import StoppedError, stop_after


def told(publisher: Publisher) -> list[str]:
    """What a rollback without force says before it refuses, having changed nothing."""
    before, state = publisher.there, publisher.deployer.history.state()
    publisher.said.clear()
    with pytest.raises(DeployError, match=r"would publish again what is listed above .*--force does it all the same"):
        publisher.rollback(force=False)
    assert publisher.there == before
    assert publisher.deployer.history.state() == state
    return publisher.said


def test_it_lists_texts_wordings_and_attachments(publisher: Publisher) -> None:
    site = publisher.site.file("content/risk/2026/10/表.csv", "秘密").file("content/guide/b.txt", "旧")
    site.bulletin("2026/10/b03", "[表](表.csv)", date="2026-10-04").bulletin(
        "2026/10/b04", draft=None, title="A - B & C"
    )
    site.guide("b", "旧 [附件](b.txt)").guide("gone").build()
    publisher.deploy()
    first = publisher.there
    site.bulletin("2026/10/b03", "没有附件了", date="2026-10-04").bulletin("2026/10/b04", draft=True, title="A - B & C")
    site.bulletin("2026/10/b05", date="2027-10-06").bulletin("2026/10/b06", date="2026-10-07", expires="2026-11-01")
    site.bulletin("2026/10/b07", "更正", date="2026-10-08").remove("content/risk/2026/10/b08.md")
    site.file("content/guide/b.txt", "新").guide("b", "新 [附件](b.txt)").remove("content/guide/gone.md").build()
    publisher.deploy()
    assert told(publisher) == [
        "bulletin /risk/2026/10/b04/ A - B & C",
        "bulletin /risk/2026/10/b05/ 标题 2026/10/b05",
        "bulletin /risk/2026/10/b06/ 标题 2026/10/b06",
        "bulletin /risk/2026/10/b08/ 标题 2026/10/b08",
        "file     /guide/b/b.txt",
        "file     /risk/2026/10/b03/%E8%A1%A8.csv",
        "guide    /guide/gone/ 指南 gone",
        "wording  /guide/b/ 指南 b",
        "wording  /risk/2026/10/b03/ 标题 2026/10/b03",
        "wording  /risk/2026/10/b07/ 标题 2026/10/b07",
    ]
    publisher.rollback(force=True)
    assert publisher.there == first


def test_where_nothing_comes_back_nothing_is_asked(publisher: Publisher) -> None:
    publisher.deploy()
    publisher.site.bulletin("2026/11/new").file("assets/style.css", "body { margin: 0 }").build()
    publisher.deploy()
    assert publisher.rollback(force=False).release == 1
    assert publisher.said == []
    assert "risk/2026/11/new/index.html" not in publisher.there


def test_an_interrupted_deploy_took_away_what_it_was_about_to(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.deploy()
    publisher.site.remove("content/risk/2026/10/b05.md").build()
    with monkeypatch.context() as patched:
        stop_after(patched, 3)
        with pytest.raises(StoppedError):
            publisher.deploy()
    assert told(publisher) == ["bulletin /risk/2026/10/b05/ 标题 2026/10/b05"]


def test_an_interrupted_rollback_is_asked_again(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    publisher.deploy()
    publisher.site.remove("content/risk/2026/10/b05.md").build()
    publisher.deploy()
    with monkeypatch.context() as patched:
        stop_after(patched, 3)
        with pytest.raises(StoppedError):
            publisher.rollback(force=True)
    assert told(publisher) == ["bulletin /risk/2026/10/b05/ 标题 2026/10/b05"]
    assert publisher.rollback(force=True).release == 1


def test_the_command_exits_1_and_does_nothing(publisher: Publisher) -> None:
    publisher.deploy()
    publisher.site.remove("content/risk/2026/10/b05.md").build()
    publisher.deploy()
    before = publisher.there
    command = ["--root", str(publisher.site.root), "deploy", publisher.target, "--rollback"]
    ended = CliRunner().invoke(cli, command)
    assert (ended.exit_code, publisher.there) == (1, before)
    assert ended.output.splitlines()[0] == "bulletin /risk/2026/10/b05/ 标题 2026/10/b05"
    assert CliRunner().invoke(cli, [*command, "--force"]).exit_code == 0
    assert Path(publisher.target, "risk/2026/10/b05/index.html").is_file()
