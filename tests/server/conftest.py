"""A tiny built site, and the endpoint around a stub search."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Blueprint, Flask
from jinja2 import DictLoader, Environment, StrictUndefined

from account.opening import Opening
from server.app import assemble
from view.settings.endpoint_settings import EndpointSettings
from view.settings.site_settings import Settings

PAGE = '<!doctype html>\n<html lang="zh-CN"><head><title>{0}</title></head><body><h1>{0}</h1></body></html>\n'
TEMPLATES = {
    "error.html": "<!doctype html><title>{{ page.title }}</title><body>{{ status }} {{ heading }} {{ sentences|join }}"
    "{% for link in links %} {{ link.url }}{% endfor %}</body>",
    "account.html": "<body>{{ enterprise }}</body>",
    "sign_in.html": "<body>{% for one in companies %}{{ one.code }} {% endfor %}</body>",
}

MakeApp = Callable[..., Flask]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site as a build leaves it."""
    files = {
        "index.html": PAGE.format("首页"),
        "404.html": PAGE.format("没有找到"),
        "risk/index.html": PAGE.format("风险信息"),
        "risk/feed.atom": "<feed/>",
        "risk/2026/越南 关税/index.html": PAGE.format("越南"),
        "risk/2026/越南 关税/附件.pdf": "%PDF",
        "embed/guide/a/index.html": PAGE.format("帮助"),
        "assets/style.css": "body{}",
        "opensearch.xml": "<x/>",
        "generation.json": "{}",
        ".gitkeep": "",
        ".hidden/index.html": PAGE.format("秘密"),
    }
    for name, text in files.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "site-other").mkdir()
    (tmp_path / "site-other" / "index.html").write_text("secret")
    return tmp_path


@pytest.fixture
def make_app(root: Path) -> MakeApp:
    """Makes the endpoint of `root`."""

    def make(
        *,
        demo: bool = True,
        settings: Settings | None = None,
        endpoint: EndpointSettings | None = None,
        environment: Environment | None = None,
    ) -> Flask:
        made = environment or Environment(loader=DictLoader(TEMPLATES), undefined=StrictUndefined, autoescape=True)
        now = datetime(2026, 11, 20, tzinfo=UTC)
        opening = Opening(root, settings or Settings(), endpoint or EndpointSettings(), lambda: made, lambda: now, demo)
        return assemble(opening, stub_search())

    return make


def stub_search() -> Blueprint:
    """What the search room's blueprint looks like from outside."""
    search = Blueprint("search", __name__)
    search.add_url_rule("/search", "search", lambda: PAGE.format("查询"))
    search.add_url_rule("/search.atom", "atom", lambda: ("<feed/>", {"Content-Type": "application/atom+xml"}))
    search.add_url_rule("/healthz", "health", lambda: {"status": "ok", "generation": "g"})
    search.add_url_rule("/boom", "boom", _crash)
    search.add_url_rule("/api/boom", "api_boom", _crash)
    return search


def _crash() -> str:
    raise RuntimeError("a secret detail")
