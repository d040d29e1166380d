"""`[[notify]]` and `[mail]`: whom `build.py notify` tells of what; secrets come from the environment."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

CHANNELS = ("smtp", "wecom", "dingtalk", "feishu", "webhook")
RHYTHMS = ("at-once", "daily", "weekly")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
_MAILBOX = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")


@dataclass(frozen=True, slots=True)
class Notify:
    """One subscriber: what matches `query` (a search's, as in its URL) goes to `channel` in a `rhythm`.

    `to` are the addresses of mails, as a rule one mailing list; `url_variable` names the environment variable with the
    address of a robot or webhook, `secret_variable` the one with the key that a robot's messages are signed by.
    `subscribe` is where readers ask for it: a mailto: or web address, shown on the pages.
    """

    name: str = ""
    query: str = ""
    channel: str = "smtp"
    rhythm: str = "at-once"
    to: tuple[str, ...] = ()
    url_variable: str = ""
    secret_variable: str = ""
    subscribe: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """The mail server. `security` is starttls, tls or none; without a `user` nobody signs in."""

    host: str = "127.0.0.1"
    port: int = 25
    security: str = "none"
    user: str = ""
    password: str = ""
    sender: str = ""
    timeout_seconds: float = 20.0


def check_notify(notify: Iterable[Notify], mail: Mail) -> list[tuple[str, str]]:
    """What types alone cannot say: (setting, what would be right)."""
    found: list[tuple[str, str]] = []
    names: set[str] = set()
    for one in notify:
        if not one.name.strip() or one.name in names:
            found.append(("notify.name", "each [[notify]] needs a name of its own"))
        names.add(one.name)
        if one.channel not in CHANNELS:
            found.append(("notify.channel", f'must be one of {", ".join(CHANNELS)}, not "{one.channel}"'))
        if one.rhythm not in RHYTHMS:
            found.append(("notify.rhythm", f'must be one of {", ".join(RHYTHMS)}, not "{one.rhythm}"'))
        if one.channel == "smtp" and not one.to:
            found.append(("notify.to", "name the addresses that mails go to"))
        found += [("notify.to", f'"{to}" is not a mail address') for to in one.to if not _MAILBOX.fullmatch(to)]
        if one.channel != "smtp" and not _VARIABLE.fullmatch(one.url_variable):
            found.append(("notify.url_variable", "name the environment variable that holds the robot's address"))
        if one.subscribe and urlsplit(one.subscribe).scheme not in ("mailto", "https", "http"):
            found.append(("notify.subscribe", f'must begin with mailto: or https://, not "{one.subscribe}"'))
    if any(one.channel == "smtp" for one in notify) and not _MAILBOX.fullmatch(mail.sender):
        found.append(("mail.sender", "name the address that mails come from"))
    if mail.security not in ("starttls", "tls", "none"):
        found.append(("mail.security", f'must be starttls, tls or none, not "{mail.security}"'))
    return found
