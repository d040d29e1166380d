"""Debian's Caddy with the shipped Caddyfile: the same headers, twins, 404 and 503 as nginx gives."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from urllib.parse import quote

import brotli
import pytest

from tests.processes import started
from tests.publish.stack import DEPLOY, Stack, status_lines
from tests.site_helper import Site
from view.hosting.host_headers import headers_of
from view.settings.site_settings import load_settings

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack with Caddy in nginx's place."""
    folder = tmp_path_factory.mktemp("caddy")
    site = Site(folder / "root").small().settings('base_url = "https://risk.example"\n').guide("a")
    site.bulletin("2026/11/a", "关税。" * 50 + "[表](表 一.csv) [声明](NOTICE)")
    site.file("content/risk/2026/11/表 一.csv", "a,b").file("content/risk/2026/11/NOTICE", "x").build(index=True)
    with Stack(site, folder) as made:
        made.publish()
        config = made.etc / "caddy"
        shutil.copytree(DEPLOY / "caddy", config)
        text = (config / "Caddyfile").read_text(encoding="utf-8")
        for old, new in {
            "import headers.caddy": "{\n\tadmin off\n\tauto_https off\n}\nimport headers.caddy",
            "risk.example.cn {": f"http://127.0.0.1:{made.port} {{",
            "/srv/xinfeng/www": str(made.www),
            "127.0.0.1:8010": f"127.0.0.1:{made.endpoint_port}",
            "/var/log/caddy": str(folder),
        }.items():
            assert old in text
            text = text.replace(old, new)
        (config / "Caddyfile").write_text(text, encoding="utf-8")
        environment = {**os.environ, "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        command = ["caddy", "run", "--config", "Caddyfile", "--adapter", "caddyfile"]
        with (
            (folder / "caddy.log").open("wb") as log,
            started(command, made.port, cwd=config, env=environment, stderr=log),
        ):
            yield made


@pytest.fixture
def stack(shared: Stack) -> Stack:
    """The stack in order, whatever the test before did to it."""
    return shared.sound()


def test_pages_as_nginx_gives_them(stack: Stack) -> None:
    settings = load_settings(stack.site.root)
    for path, name in {
        "/": "page",
        "/risk/": "page",
        "/embed/guide/a/": "embed",
        "/sitemap.xml": "data",
        "/generation.json": "release",
        "/risk/2026/11/a/": "page",
        "/risk/feed.atom": "page",
        f"/risk/2026/11/a/{quote('表 一.csv')}": "attached",
        "/risk/2026/11/a/NOTICE": "attached",
    }.items():
        status, headers, _ = stack.get(path)
        assert status == 200, path
        for header, value in headers_of(settings, name).items():
            assert headers[header.lower()] == value, (path, header)
        assert "last-modified" not in headers
    status, headers, body = stack.get("/", Accept_Encoding="br")
    assert (headers["content-encoding"], brotli.decompress(body)) == ("br", (stack.www / "index.html").read_bytes())
    tag = stack.get("/")[1]["etag"]
    assert stack.get("/", If_None_Match=tag)[0] == 304
    assert stack.get("/", Range="bytes=0-3")[0] == 206
    assert stack.get("/risk")[0] in (301, 308)


def test_a_method_that_is_not_taken_is_told_which_are(stack: Stack) -> None:
    for path in (
        "/",
        "/risk/feed.atom",
        "/embed/guide/a/",
        "/sitemap.xml",
        "/generation.json",
        "/search",
        "/api/counts",
    ):
        for method in ("POST", "PUT", "TRACE", "BREW"):
            status, headers, _ = stack.get(path, method=method)
            assert (status, bool(headers.get("allow"))) == (405, True), (path, method)


def test_what_is_not_there(stack: Stack) -> None:
    for path in ("/nowhere/", "/_headers", "/.hidden", "/risk/2026/"):
        status, _, body = stack.get(path)
        assert (status, body) == (404, (stack.www / "404.html").read_bytes()), path


def test_searches_and_the_dead_endpoint(stack: Stack) -> None:
    status, _, body = stack.get("/api/search?q=x")
    assert (status, json.loads(body)["total"]) == (200, 0)
    form = (
        b"POST /sign-out HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 40000\r\n\r\n"
        + b"a" * 40_000
    )
    assert status_lines(stack.send(form)) == [413]
    stack.stop_gunicorn()
    status, headers, body = stack.get("/search?q=x")
    assert (status, headers["retry-after"], headers["cache-control"]) == (503, "10", "no-store")
    assert 'href="/risk/country/"' in body.decode()
    assert stack.get("/risk/")[0] == 200
