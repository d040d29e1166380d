"""Robots of chats and webhooks: each gets what it reads, and one that does not take it is told of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.publish.notify.conftest import Desk, Receiver
from tests.site_helper import Site

pytestmark = pytest.mark.thorough


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
