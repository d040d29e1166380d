"""`build.py notify` against a real mail server and HTTP receivers: who is told what, once, whatever breaks."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future
from datetime import timedelta
from typing import Any

import pytest

from tests.machine import PATIENCE, PROJECT
from tests.publish.notify.conftest import DAY, MAIL, TODAY, Desk, Receiver
from tests.site_helper import Site

pytestmark = pytest.mark.thorough


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
