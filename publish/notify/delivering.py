"""Hands a message to a mail server, a robot or a webhook; whatever does not take it is a DeliveryError."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import smtplib
import ssl
import time
import urllib.error
import urllib.request
from email.message import EmailMessage
from typing import Any
from urllib.parse import quote_plus, urlsplit

from view.settings.notify_settings import Mail

#: Seconds that a robot or webhook may take.
TIMEOUT = 10.0
#: Bytes of an answer that are read.
_MOST = 64 * 1024


class DeliveryError(Exception):
    """A receiver did not take a message; one sentence, without secrets."""


def send_mail(server: Mail, message: EmailMessage) -> None:
    """Hand a mail over. The server has taken it when this returns."""
    kind = smtplib.SMTP_SSL if server.security == "tls" else smtplib.SMTP
    try:
        with kind(server.host, server.port, timeout=server.timeout_seconds) as connection:
            if server.security == "starttls":
                connection.starttls(context=ssl.create_default_context())
            if server.user:
                connection.login(server.user, server.password)
            refused = connection.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryError(f"{server.host}:{server.port} did not take the mail: {_said(error)}") from None
    if refused:
        raise DeliveryError(f"{server.host}:{server.port} refused {', '.join(sorted(refused))}")


def post(channel: str, url: str, secret: str, body: dict[str, Any], identifier: str) -> None:
    """POST a message to a robot or webhook; robots say in their answer whether they took it."""
    host = urlsplit(url).hostname or ""
    if urlsplit(url).scheme not in ("http", "https") or not host:
        raise DeliveryError("the address in the environment is not a web address")
    if secret and channel == "dingtalk":
        stamp = str(round(time.time() * 1000))
        sign = quote_plus(_sign(secret, f"{stamp}\n{secret}"))
        url += f"{'&' if '?' in url else '?'}timestamp={stamp}&sign={sign}"
    if secret and channel == "feishu":
        stamp = str(round(time.time()))
        body = {"timestamp": stamp, "sign": _sign(f"{stamp}\n{secret}", ""), **body}
    headers = {"Content-Type": "application/json; charset=utf-8", "X-Message-Id": identifier.strip("<>")}
    request = urllib.request.Request(url, json.dumps(body, ensure_ascii=False).encode(), headers)  # noqa: S310 - http(s)
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 - looked at above
            text = answer.read(_MOST)
    except urllib.error.HTTPError as error:
        raise DeliveryError(f"{host} answered {error.code}") from None
    except (OSError, ValueError) as error:
        raise DeliveryError(f"{host} was not reached: {_said(error)}") from None
    if channel != "webhook":
        _check(host, text)


def _check(host: str, text: bytes) -> None:
    """Robots answer 200 in any case, with a code that is 0 when all is well."""
    try:
        said = json.loads(text)
        code = said.get("errcode", said.get("code", said.get("StatusCode", 0)))
    except (ValueError, AttributeError):
        raise DeliveryError(f"{host} gave an answer that is no JSON") from None
    if code != 0:
        raise DeliveryError(f"{host} refused the message: {code} {str(said.get('errmsg', said.get('msg', '')))[:100]}")


def _sign(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def _said(error: Exception) -> str:
    text = str(getattr(error, "reason", None) or error) or type(error).__name__
    return " ".join(text.split())[:200]
