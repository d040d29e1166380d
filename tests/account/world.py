"""An endpoint around the account, with plain templates and a clock that tests move."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask
from flask.testing import FlaskClient
from jinja2 import DictLoader, Environment, StrictUndefined

from account.opening import Opening
from server.app import assemble
from view.settings.endpoint_settings import EndpointSettings
from view.settings.site_settings import Settings

NOW = datetime(2026, 11, 20, 9, 30, 15, tzinfo=ZoneInfo("Asia/Shanghai"))
TEMPLATES = {
    "account.html": "{{ page.kind }} {{ enterprise }} {{ as_of }}"
    "{% for one in counts %} {{ one.label }}={{ one.count }}:{{ one.href }}{% endfor %}",
    "account_items.html": "{{ heading }} {{ enterprise }} {{ total }} {{ pager.previous }} {{ pager.next }}"
    "{% for row in rows %}<br>{{ row|join('|') }}{% endfor %}",
    "sign_in.html": "{% for one in companies %}{{ one.code }} {{ one.name }} {% endfor %}{{ signed_in }} {{ back }}",
    "sign_out.html": "to {{ target }}",
    "error.html": "{{ status }} {{ heading }} {{ sentences|join }}",
}


#: The site's own origin, and a portal's that may read counts.
SITE, PORTAL = "http://localhost", "https://portal.example.cn"


class Log(logging.Handler):
    """Keeps the lines of the audit log."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def said(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]


class Clock:
    """A time that a test moves."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def make_app(
    root: Path,
    clock: Callable[[], datetime],
    *,
    demo: bool = True,
    site: Settings | None = None,
    endpoint: EndpointSettings | None = None,
) -> Flask:
    """The endpoint of a site that nobody built."""
    environment = Environment(loader=DictLoader(TEMPLATES), undefined=StrictUndefined, autoescape=True)
    opening = Opening(root, site or Settings(), endpoint or EndpointSettings(), lambda: environment, clock, demo)
    return assemble(opening, Blueprint("search", __name__))


def sign_in(client: FlaskClient, enterprise: str = "demo-a") -> None:
    """Sign in as a demo company."""
    assert client.post("/sign-in", data={"enterprise": enterprise}).status_code == 303
