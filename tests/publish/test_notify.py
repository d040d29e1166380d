"""`build.py notify` against a real mail server and HTTP receivers: who is told what, once, whatever breaks."""

from __future__ import annotations

import email
import email.policy
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from publish import terminal
from publish.notify.news import is_due
from search.faces.terminal import finder
from tests.machine import PATIENCE, PROJECT
from tests.processes import free_port
from tests.site_helper import Site

pytestmark = pytest.mark.thorough

TODAY = datetime.now(UTC) + timedelta(hours=8)
#: A day on which everything that the tests publish is young, whatever day it is.
DAY = (TODAY - timedelta(days=1)).strftime("%Y-%m-%d")
MAIL = '[[notify]]\nname = "高风险"\nquery = "level=high"\nto = ["risk-list@lists.example"]\n'


class Mailbox:
    """A mail server that keeps what it takes; `refuse` and `on_data` are what a test wants it to do instead."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuse = False
        self.on_data: Callable[[], None] = lambda: None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """A mail has come."""
        if self.refuse:
            return "451 try again later"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        self.on_data()
        return "250 taken"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site of its own: the one of this folder has pages, but no index."""
    return Site(tmp_path / "root")


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), ready_timeout=PATIENCE)
    controller.start()
    box.port = controller.port  # type: ignore[attr-defined]
    yield box
    controller.stop()


class Receiver(ThreadingHTTPServer):
    """A robot or webhook that keeps what it is sent."""

    daemon_threads = True

    def __init__(self, answer: bytes = b'{"errcode": 0, "code": 0}', status: int = 200) -> None:
        self.got: list[tuple[str, dict[str, str], Any]] = []
        kept = self.got

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                kept.append((self.path, dict(self.headers), body))
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: object) -> None:
                """Nobody reads it."""

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hook?key=secret-key"


@pytest.fixture
def receivers() -> Iterator[Callable[..., Receiver]]:
    made: list[Receiver] = []

    def make(*given: Any) -> Receiver:
        made.append(Receiver(*given))
        return made[-1]

    yield make
    for one in made:
        one.shutdown()
        one.server_close()


class Desk:
    """A site whose operator publishes and notifies."""

    def __init__(self, site: Site, settings: str, port: int = 9) -> None:
        self.site = site.small()
        base = 'base_url = "https://risk.example"\n'
        self.site.settings(
            f'{base}{settings}\n[mail]\nsender = "risk@risk.example"\nport = {port}\ntimeout_seconds = 60.0\n'
        )
        self.said: list[str] = []

    def publish(self, identifier: str, **front: Any) -> None:
        self.site.bulletin(identifier, **{"date": DAY, "level": "high", "countries": ["VN"], **front})

    def deploy(self) -> None:
        self.site.build(at=datetime.now(UTC).isoformat(), index=True)

    def notify(self, *, dry_run: bool = False) -> bool:
        self.deploy()
        self.said = []
        with finder(self.site.root) as find:
            return terminal.notify(self.site.root, find, self.said.append, dry_run=dry_run)


def test_nothing_old_is_told_and_that_is_said(site: Site, mailbox: Any) -> None:
    desk = Desk(site, MAIL, mailbox.port)
    desk.publish("old")
    assert desk.notify()
    assert mailbox.mails == []
    assert "nothing old is told; 1 bulletins are known" in desk.said[0]
    desk.publish("new")
    assert desk.notify()
    (mail,) = mailbox.mails
    assert mail["Subject"] == "【信风】高风险：1 条新信息"
    assert (mail["From"], mail["To"]) == ("risk@risk.example", "risk-list@lists.example")
    assert mail["List-Unsubscribe"] is None
    for kind in ("plain", "html"):
        part = mail.get_body((kind,))
        assert part is not None
        text = part.get_content()
        assert "标题 new" in text
        assert "标题 old" not in text
        assert "https://risk.example/risk/new/" in text
        assert "https://risk.example/search?level=high" in text
    assert desk.notify()
    assert len(mailbox.mails) == 1


def test_corrections_and_withdrawals_are_told_once_and_minor_edits_never(site: Site, mailbox: Any) -> None:
    desk = Desk(site, MAIL, mailbox.port)
    for name in ("a", "b", "c"):
        desk.publish(name)
    desk.publish("other", level="low")
    desk.notify()
    desk.publish("a", title="标题 改了错字")
    desk.notify()
    assert mailbox.mails == []
    desk.publish("a", status="corrected", changes=[{"date": DAY, "kind": "correction", "note": "税率应为百分之五"}])
    desk.publish("b", status="withdrawn", changes=[{"date": DAY, "kind": "withdrawal", "note": "来源已否认"}])
    desk.publish(
        "other", level="low", status="withdrawn", changes=[{"date": DAY, "kind": "withdrawal", "note": "与订户无关"}]
    )
    desk.notify()
    (mail,) = mailbox.mails
    assert mail["Subject"] == "【信风】高风险：1 条更正、1 条撤回"
    text = mail.get_body(("plain",)).get_content()
    assert (
        text.index("== 更正 ==") < text.index("税率应为百分之五") < text.index("== 撤回 ==") < text.index("来源已否认")
    )
    assert "与订户无关" not in text
    desk.notify()
    assert len(mailbox.mails) == 1


def test_an_old_bulletin_that_gets_another_level_is_no_news(site: Site, mailbox: Any) -> None:
    desk = Desk(site, MAIL, mailbox.port)
    desk.publish("old", date="2020-01-01", level="low")
    desk.notify()
    desk.publish("old", date="2020-01-01", level="high")
    desk.notify()
    assert mailbox.mails == []


def test_a_dry_run_sends_and_remembers_nothing(site: Site, mailbox: Any) -> None:
    desk = Desk(site, MAIL, mailbox.port)
    desk.notify(dry_run=True)
    assert not (site.root / "state").exists()
    desk.notify()
    desk.publish("new")
    assert desk.notify(dry_run=True)
    assert "would be told" in desk.said[0]
    assert mailbox.mails == []
    desk.notify()
    assert len(mailbox.mails) == 1


def test_a_server_that_refuses_is_tried_again_and_delays_nobody(
    site: Site, mailbox: Any, receivers: Callable[..., Receiver], monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = receivers()
    monkeypatch.setenv("HOOK", hook.url)
    desk = Desk(site, f'{MAIL}[[notify]]\nname = "系统"\nchannel = "webhook"\nurl_variable = "HOOK"\n', mailbox.port)
    desk.notify()
    desk.publish("new")
    mailbox.refuse = True
    assert not desk.notify()
    assert "did not take the mail" in desk.said[0]
    assert "tried again" in desk.said[0]
    assert "told" in desk.said[1]
    ((_, headers, body),) = hook.got
    assert body["bulletins"][0]["url"] == "https://risk.example/risk/new/"
    assert headers["X-Message-Id"] == body["id"]
    mailbox.refuse = False
    assert desk.notify()
    assert [one["Subject"] for one in mailbox.mails] == ["【信风】高风险：1 条新信息"]
    assert len(hook.got) == 1


@pytest.mark.parametrize("channel", ["wecom", "dingtalk", "feishu"])
def test_robots_get_what_they_read(
    site: Site, receivers: Callable[..., Receiver], monkeypatch: pytest.MonkeyPatch, channel: str
) -> None:
    robot = receivers()
    monkeypatch.setenv("ROBOT", robot.url)
    monkeypatch.setenv("ROBOT_KEY", "SEC-secret")
    desk = Desk(
        site, f'[[notify]]\nname = "群"\nchannel = "{channel}"\nurl_variable = "ROBOT"\nsecret_variable = "ROBOT_KEY"\n'
    )
    desk.notify()
    for number in range(120):
        desk.publish(f"n{number:03d}", title=f"很长很长很长很长很长的标题 [{number}]")
    assert desk.notify(), desk.said
    ((path, _, body),) = robot.got
    text = (
        body["content"]["text"]
        if channel == "feishu"
        else body["markdown"]["content" if channel == "wecom" else "text"]
    )
    assert len(text.encode()) <= 4096
    assert "120 条新信息" in text
    assert text.endswith("全部：https://risk.example/search?sort=newest")
    assert ("sign=" in path) == (channel == "dingtalk")
    assert ("sign" in body) == (channel == "feishu")
    assert "secret" not in "".join(desk.said)


@pytest.mark.parametrize(
    ("answer", "status", "said"),
    [
        (b'{"errcode": 93000, "errmsg": "invalid webhook url"}', 200, "refused the message: 93000 invalid webhook url"),
        (b"<html>", 200, "no JSON"),
        (b"", 502, "answered 502"),
    ],
)
def test_a_robot_that_does_not_take_it_is_told_of(
    site: Site,
    receivers: Callable[..., Receiver],
    monkeypatch: pytest.MonkeyPatch,
    answer: bytes,
    status: int,
    said: str,
) -> None:
    robot = receivers(answer, status)
    monkeypatch.setenv("ROBOT", robot.url)
    desk = Desk(site, '[[notify]]\nname = "群"\nchannel = "wecom"\nurl_variable = "ROBOT"\n')
    desk.notify()
    desk.publish("new")
    assert not desk.notify()
    assert said in desk.said[0]
    assert "secret-key" not in desk.said[0]
    monkeypatch.delenv("ROBOT")
    assert not desk.notify()
    assert "the environment has no ROBOT" in desk.said[0]


def test_killed_between_handing_over_and_writing_down_it_repeats_one_message_with_its_id(
    site: Site, mailbox: Any
) -> None:
    desk = Desk(site, MAIL, mailbox.port)
    desk.notify()
    desk.publish("new")
    desk.deploy()
    command = [sys.executable, str(PROJECT / "build.py"), "--root", str(site.root), "notify"]
    begun = Future[int]()
    mailbox.on_data = lambda: os.kill(begun.result(PATIENCE), signal.SIGKILL)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        begun.set_result(running.pid)
    mailbox.on_data = lambda: None
    assert len(mailbox.mails) == 1
    desk.publish("newer")
    desk.deploy()
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    assert len(mailbox.mails) == 3
    first, again, newer = mailbox.mails
    assert first["Message-ID"] == again["Message-ID"] != newer["Message-ID"]
    assert "标题 newer" not in again.get_body(("plain",)).get_content()
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    assert len(mailbox.mails) == 3


def test_rhythms() -> None:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(f"{text}+08:00")

    assert is_due("at-once", at("2026-11-27T10:00"), at("2026-11-27T10:01"))
    assert not is_due("daily", at("2026-11-27T00:01"), at("2026-11-27T23:59"))
    assert is_due("daily", at("2026-11-26T23:59"), at("2026-11-27T00:00"))
    assert not is_due("weekly", at("2026-11-23T08:00"), at("2026-11-29T23:00"))  # Monday to Sunday
    assert is_due("weekly", at("2026-11-29T23:00"), at("2026-11-30T00:00"))
    assert is_due("weekly", at("2026-12-31T23:00"), at("2027-01-04T00:00"))


def test_a_weekly_one_waits_and_then_has_all_of_it(site: Site, mailbox: Any) -> None:
    desk = Desk(site, MAIL + 'rhythm = "weekly"\n', mailbox.port)
    desk.notify()
    desk.publish("one")
    assert desk.notify()
    assert "waits" in desk.said[0]
    desk.publish("two")
    (file,) = (site.root / "state" / "notify").iterdir()
    state = json.loads(file.read_text())
    file.write_text(json.dumps({**state, "last": (TODAY - timedelta(days=8)).isoformat()}))
    desk.publish("one")
    assert desk.notify()
    assert [one["Subject"] for one in mailbox.mails] == ["【信风】高风险：2 条新信息"]


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"known": 1}'])
def test_a_damaged_state_is_told_and_nobody_is_told_twice(site: Site, mailbox: Any, damage: str) -> None:
    desk = Desk(site, MAIL, mailbox.port)
    desk.publish("old")
    desk.notify()
    (file,) = (site.root / "state" / "notify").iterdir()
    file.write_text(damage)
    assert not desk.notify()
    assert mailbox.mails == []


def test_wrong_settings_are_told_at_their_place(site: Site) -> None:
    site.settings('[[notify]]\nname = "甲"\nchannel = "fax"\nrhythm = "hourly"\nsubscribe = "javascript:1"\nwhom = 1\n')
    told = site.problems()
    assert [line.split(": ", 2)[1] for line in told] == [
        "notify.channel", "notify.url_variable", "notify.rhythm", "notify.subscribe", "notify.whom"
    ] or len(told) == 5  # fmt: skip


def test_where_to_subscribe_stands_on_the_pages(site: Site) -> None:
    site.small().settings(
        MAIL.replace("to =", 'subscribe = "mailto:risk-list-join@lists.example"\nto =')
        + '[mail]\nsender = "a@b.example"\n'
    )
    site.bulletin("a", countries=["VN"]).build()
    for url in ("/subscribe/", "/risk/country/vn/"):
        assert 'href="mailto:risk-list-join@lists.example"' in site.text(url)
        assert "risk-list@lists.example" not in site.text(url)
