"""Handing over: how a robot is asked, and what counts as taken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from publish.notify.delivering import DeliveryError, post, send_mail
from tests.processes import free_port
from tests.publish.notify.conftest import Receiver
from view.settings.notify_settings import Mail


@pytest.fixture
def receiver(request: pytest.FixtureRequest) -> Iterator[Receiver]:
    given: tuple[Any, ...] = getattr(request, "param", ())
    one = Receiver(*given)
    yield one
    one.shutdown()
    one.server_close()


def test_a_message_has_its_id(receiver: Receiver) -> None:
    post("webhook", receiver.url, "", {"a": "越"}, "<x@y>")
    ((path, headers, body),) = receiver.got
    assert (path, headers["X-Message-Id"], body) == ("/hook?key=secret-key", "x@y", {"a": "越"})


def test_dingtalk_is_signed_in_its_address_and_feishu_in_its_body(receiver: Receiver) -> None:
    post("dingtalk", receiver.url, "geheim", {}, "x")
    post("feishu", receiver.url, "geheim", {"a": 1}, "x")
    post("wecom", receiver.url, "geheim", {}, "x")
    asked = parse_qs(urlsplit(receiver.got[0][0]).query)
    assert {"key", "timestamp", "sign"} <= asked.keys()
    assert receiver.got[1][2].keys() == {"timestamp", "sign", "a"}
    assert receiver.got[2][0] == "/hook?key=secret-key"
    assert "geheim" not in json.dumps([one[0] for one in receiver.got])


@pytest.mark.parametrize(
    ("receiver", "said"),
    [
        ((b'{"errcode": 93000, "errmsg": "invalid key"}',), "refused the message: 93000 invalid key"),
        ((b'{"code": 9, "msg": "no"}',), "refused the message: 9 no"),
        ((b'{"StatusCode": 1}',), "refused the message: 1"),
        ((b"<html>",), "no JSON"),
        ((b"[]",), "no JSON"),
        ((b"{}", 500), "answered 500"),
    ],
    indirect=["receiver"],
)
def test_what_was_not_taken_is_one_sentence_without_secrets(receiver: Receiver, said: str) -> None:
    with pytest.raises(DeliveryError, match=said) as raised:
        post("wecom", receiver.url, "", {}, "x")
    assert "secret-key" not in str(raised.value)


@pytest.mark.parametrize("receiver", [(b"anything",)], indirect=True)
def test_a_webhook_that_answers_has_taken_it(receiver: Receiver) -> None:
    post("webhook", receiver.url, "", {}, "x")
    assert len(receiver.got) == 1


@pytest.mark.parametrize("url", ["file:///etc/passwd", "", "https://", "ftp://a.example/x"])
def test_only_web_addresses_are_asked(url: str) -> None:
    with pytest.raises(DeliveryError, match="not a web address"):
        post("webhook", url, "", {}, "x")


def test_who_is_not_there_is_said() -> None:
    port = free_port()
    with pytest.raises(DeliveryError, match=r"127\.0\.0\.1 was not reached"):
        post("webhook", f"http://127.0.0.1:{port}/hook?key=s", "", {}, "x")
    with pytest.raises(DeliveryError, match=f"127.0.0.1:{port} did not take the mail"):
        send_mail(Mail(port=port), None)  # type: ignore[arg-type] # nobody gets that far
