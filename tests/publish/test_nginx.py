"""Debian's nginx with the shipped configuration, in front of gunicorn with the shipped settings.

`XINFENG_BULLETINS=10000 pytest tests/publish/test_nginx.py` asks the same of a site of that size, which takes minutes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path
from urllib.parse import quote

import brotli
import pytest

from publish.sources import open_source
from publish.targets.folder import date_of
from publish.verifying import verify
from tests.machine import PATIENCE
from tests.processes import free_port
from tests.publish.crawling import crawl
from tests.publish.shipped import BULLETINS
from tests.publish.stack import DEPLOY, Stack
from view.hosting.headers import security_headers
from view.hosting.host_headers import headers_of
from view.settings.site_settings import load_settings
from view.urls import _ENDPOINT

pytestmark = pytest.mark.thorough


def test_every_page_has_the_headers_of_its_kind(stack: Stack) -> None:
    settings = load_settings(stack.site.root)
    for path, name in {
        "/": "page", "/risk/": "page", "/risk/feed.atom": "page", "/embed/guide/a/": "embed", "/sitemap.xml": "data",
        "/opensearch.xml": "data", "/robots.txt": "data", "/generation.json": "release",
        "/_release/index.json": "release", "/risk/2026/10/att/": "page", "/guide/a/": "page",
        f"/risk/2026/10/att/{quote('表 一.csv')}": "attached", "/risk/2026/10/att/NOTICE": "attached",
        "/risk/2026/10/att/p.svg": "attached",
    }.items():  # fmt: skip
        status, headers, _ = stack.get(path)
        assert status == 200, path
        for header, value in headers_of(settings, name).items():
            assert headers[header.lower()] == value, (path, header)
        assert "last-modified" not in headers
        assert "nginx/" not in headers["server"]
    assert stack.get("/risk/2026/10/att")[0] == 301
    assert stack.get("/risk/2026/10/att/p.svg")[1]["content-type"] == "image/svg+xml"
    assert stack.get("/risk/feed.atom")[1]["content-type"] == "application/atom+xml; charset=utf-8"
    assert stack.get("/opensearch.xml")[1]["content-type"] == "application/opensearchdescription+xml; charset=utf-8"
    style = next((stack.www / "assets").glob("style.*.css"))
    assert "immutable" in stack.get(f"/assets/{style.name}")[1]["cache-control"]


def test_a_method_that_is_not_taken_is_told_which_are(stack: Stack) -> None:
    style = next((stack.www / "assets").glob("style.*.css")).name
    files = ("/", "/risk/feed.atom", "/embed/guide/a/", "/sitemap.xml", "/opensearch.xml", "/generation.json",
             "/404.html", "/503.html", "/_release/index.json", f"/assets/{style}")  # fmt: skip
    for path in (*files, "/search", "/api/search", "/api/counts", "/healthz", "/account", "/sign-out"):
        for method in ("POST", "PUT", "OPTIONS", "TRACE", "BREW"):
            status, headers, _ = stack.get(path, method=method)
            if status == 405:
                assert headers["allow"], (path, method)
            else:
                assert path not in files, (path, method, status)


def test_validators_are_strong_and_made_of_content(stack: Stack) -> None:
    _, headers, body = stack.get("/")
    tag = headers["etag"]
    assert tag.startswith('"')
    assert stack.get("/", If_None_Match=tag)[0] == 304
    home = stack.www / "index.html"
    assert int(tag.strip('"').split("-")[0], 16) == date_of(hashlib.sha256(home.read_bytes()).hexdigest())
    status, headers, part = stack.get("/", Range="bytes=10-19")
    assert (status, part) == (206, body[10:20])
    assert stack.get("/", Range="bytes=10-19", If_Range='"other"')[0] == 200
    assert stack.get("/", Range="bytes=99999999-")[0] == 416
    assert stack.get("/", method="HEAD")[2] == b""


def test_precompressed_files_are_what_is_sent(stack: Stack) -> None:
    plain = stack.get("/")[2]
    for encoding, unpack, ending in (
        ("gzip", lambda data: zlib.decompress(data, 31), ".gz"),
        ("br", brotli.decompress, ".br"),
    ):
        status, headers, body = stack.get("/", Accept_Encoding=encoding)
        assert (status, headers.get("content-encoding")) == (200, encoding), headers
        assert "Accept-Encoding" in headers["vary"]
        assert body == (stack.www / f"index.html{ending}").read_bytes()
        assert unpack(body) == plain


def test_what_is_not_there_and_what_moved(stack: Stack) -> None:
    for path in (
        "/nowhere/",
        "/risk/2026/",
        "/risk/2026/10/b01/nothing",
        "/_headers",
        "/_redirects",
        "/.gitkeep",
        "/risk/2026/11/",
        "/readyz",
    ):
        status, headers, body = stack.get(path)
        assert (status, body) == (404, (stack.www / "404.html").read_bytes()), path
        assert headers["content-security-policy"]
    status, headers, _ = stack.get("/risk/country/vn?x=1")
    assert (status, headers["location"]) == (301, "/risk/country/vn/?x=1")
    status, headers, _ = stack.get("/old/" + quote("一") + "/")
    assert (status, headers["location"]) == (301, "/risk/2026/11/new/")


def test_searches_are_kept_under_their_generation(stack: Stack) -> None:
    path = "/api/search?q=" + quote("关税") + "&country=VN"
    _, first, body = stack.get(path)
    _, second, again = stack.get_kept(path)
    assert (first["x-cache"], again) == ("MISS", body)
    assert json.loads(body)["generation"] == second["xinfeng-generation"]
    assert stack.get(path, If_None_Match=second["etag"])[0] == 304
    stack.site.bulletin("2026/11/extra", "关税。", countries=["VN"])
    try:
        stack.site.build(index=True)
        stack.publish()
        _, third, changed = stack.get(path)
    finally:
        stack.site.remove("content/risk/2026/11/extra.md").build(index=True)
        stack.publish()
    assert third["x-cache"] == "MISS"
    assert json.loads(changed)["total"] == json.loads(body)["total"] + 1
    _, fourth, back = stack.get(path)
    assert (json.loads(back)["total"], fourth["xinfeng-generation"]) == (
        json.loads(body)["total"],
        second["xinfeng-generation"],
    )


def test_the_endpoint_has_the_same_security_headers(stack: Stack) -> None:
    settings = load_settings(stack.site.root)
    _, headers, _ = stack.get("/search?q=x")
    for header, value in security_headers(settings).items():
        assert headers[header.lower()] == value
    assert headers["x-request-id"]
    _, headers, _ = stack.get("/healthz", X_Request_ID="abcdef-123456")
    assert headers["x-request-id"] == "abcdef-123456"
    assert stack.get("/healthz", X_Request_ID="bad id\t")[1]["x-request-id"] != "bad id\t"


def test_an_answer_out_of_the_cache_has_the_id_of_who_asks(stack: Stack) -> None:
    path = "/search?q=" + quote("谁问的")
    stack.get(path, X_Request_ID="the-first-asker")
    stack.get_kept(path)
    _, headers, _ = stack.get(path, X_Request_ID="another-asker")
    assert (headers["x-cache"], headers["x-request-id"]) == ("HIT", "another-asker")
    ids = {stack.get(path)[1]["x-request-id"] for _ in range(3)}
    assert len(ids) == 3
    assert not ids & {"the-first-asker", "another-asker"}


def test_limits_have_their_status(stack: Stack) -> None:
    assert stack.get("/sign-out", method="POST", Content_Length="20000")[0] == 413
    assert stack.get("/search", X_Long="a" * 9000)[0] == 431
    assert stack.get("/search", X_Long="a" * 50_000)[0] == 400
    assert stack.get("/search?page=99999")[0] == 404


@pytest.mark.parametrize("size", [2900, 3100, 3300, 7900])
def test_long_addresses_are_kept_like_short_ones(stack: Stack, size: int) -> None:
    """There is one buffer for the name of an answer in its cache and for the headers of the answer."""
    path = "/search?q=x&utm=" + "a" * size
    assert stack.get(path)[0] == stack.get_kept(path)[0] == 200


@pytest.mark.parametrize("size", [8100, 15_000, 32_000])
def test_addresses_too_long_for_the_cache_are_answered_past_it(stack: Stack, size: int) -> None:
    for _ in range(2):
        status, headers, _ = stack.get("/search?q=x&utm=" + "a" * size)
        assert (status, headers.get("x-cache")) == (200, None)


def test_the_application_itself_says_that_an_address_is_too_long(stack: Stack) -> None:
    for port in (stack.port, stack.endpoint_port):
        status, headers, body = stack.get("/api/search?q=" + "a" * 33_000, port=port)
        assert (status, headers["content-type"], json.loads(body)["status"]) == (414, "application/problem+json", 414)
        status, headers, body = stack.get("/search?q=" + "a" * 33_000, port=port)
        assert (status, headers["content-type"]) == (414, "text/html; charset=utf-8")
        assert "网址太长" in body.decode()
    status, headers, _ = stack.get("/search?q=" + "a" * 70_000, port=stack.endpoint_port)
    assert (status, headers["content-type"]) == (414, "application/problem+json")
    assert stack.get("/search?q=" + "a" * 50_000)[0] == 414


def test_every_address_of_the_endpoint_is_handed_on() -> None:
    text = (DEPLOY / "nginx" / "common.conf").read_text(encoding="utf-8")
    for name in _ENDPOINT:
        if name != "readyz":  # for load balancers, which ask the endpoint itself
            assert name.replace(".", r"\.") in text, name


def test_with_the_endpoint_dead_readers_find_everything(stack: Stack) -> None:
    path = "/search?q=" + quote("关税")
    assert stack.get_kept(path)[0] == 200
    stack.stop_gunicorn()
    try:
        status, headers, _ = stack.get(path)
        assert (status, headers["x-cache"]) == (200, "HIT")
        assert stack.get("/search?q=" + quote("保密"))[0] == 503
        assert quote("保密") not in (stack.folder / "xinfeng-error.log").read_text()
        status, headers, body = stack.get("/search?q=never-asked")
        assert (status, headers["retry-after"], headers["cache-control"]) == (503, "10", "no-store")
        for link in ("/risk/", "/risk/country/", "/risk/industry/"):
            assert f'href="{link}"' in body.decode()
        status, headers, body = stack.get("/api/search?q=never-asked")
        assert (status, headers["content-type"]) == (503, "application/problem+json")
        assert json.loads(body)["status"] == 503
        for path in ("/", "/risk/", "/risk/country/vn/", "/risk/feed.atom", "/guide/a/"):
            assert stack.get(path)[0] == 200
        assert stack.get("/account")[0] == 503
    finally:
        stack.sound()
    assert stack.get("/search?q=never-asked")[0] == 200


def test_the_stack_is_sound_again_whatever_was_killed(stack: Stack) -> None:
    for server in (stack.nginx, stack.gunicorn):
        assert server
        os.kill(server.pid, signal.SIGKILL)  # its workers stay, and hold its port
        server.wait()
        assert stack.sound().get("/healthz")[0] == stack.get("/")[0] == 200


def test_every_bulletin_is_within_three_clicks(stack: Stack) -> None:
    dead, clicks = crawl(stack.www)
    assert dead == []
    content = stack.site.root / "content"
    retired = re.compile('^status: "?(withdrawn|superseded)"?$', re.MULTILINE)  # in no list any more, by design
    listed = [path for path in content.glob("risk/**/*.md") if not retired.search(path.read_text())]
    pages = [f"{path.relative_to(content).with_suffix('')}/index.html" for path in listed]
    assert len(pages) > 30 + BULLETINS * 0.9
    assert max(clicks[page] for page in pages) <= 3


def test_verify_finds_the_release_behind_nginx_whole(stack: Stack) -> None:
    address = f"http://127.0.0.1:{stack.port}"
    count, faults = verify(open_source(address), "")
    assert (count > 100, list(faults)) == (True, [])
    page = stack.www / "risk" / "2026" / "11" / "new" / "index.html"
    kept = page.read_bytes()
    try:
        page.write_bytes(kept + b" ")
        assert list(verify(open_source(address), "")[1]) == ["risk/2026/11/new/index.html: not what was published"]
    finally:
        page.write_bytes(kept)


def test_metrics_and_logs(stack: Stack) -> None:
    stack.get("/api/search?q=" + quote("保密的词"))
    status, _, body = stack.get("/metrics", port=stack.metrics_port)
    assert status == 200
    assert 'xinfeng_requests_total{route="/api/search",status="200"}' in body.decode()
    assert stack.get("/metrics")[0] == 404
    lines = [json.loads(line) for line in (stack.folder / "endpoint.log").read_text().splitlines()]
    answered = [one for one in lines if one["message"] == "answered"]
    assert {"request_id", "method", "path", "status", "seconds", "bytes", "generation"} <= answered[-1].keys()
    stack.get("/nowhere/?q=" + quote("保密"))
    log, ends = stack.folder / "xinfeng.log", time.monotonic() + PATIENCE
    while '"/nowhere/"' not in log.read_text() and time.monotonic() < ends:  # nginx writes after it has answered
        time.sleep(0.05)
    seen = [json.loads(line) for line in log.read_text().splitlines()]
    assert (seen[-1]["path"], seen[-1]["status"]) == ("/nowhere/", 404)
    assert "保密" not in (stack.folder / "endpoint.log").read_text() + (stack.folder / "xinfeng.log").read_text()
    assert quote("保密") not in (stack.folder / "endpoint.log").read_text() + (stack.folder / "xinfeng.log").read_text()


def test_a_bad_setting_stops_the_start_with_every_mistake(stack: Stack, tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text("titel = 'x'\n[limits]\nsearches = 0\n")
    variables = {
        **os.environ,
        "XINFENG_ROOT": str(tmp_path),
        "XINFENG_SERVER_METRICS": "here",
        "XINFENG_SERVER_BIND": f"127.0.0.1:{free_port()}",
    }
    ended = subprocess.run(
        [sys.executable, "-m", "gunicorn", "-c", str(DEPLOY / "gunicorn.conf.py")],
        cwd=DEPLOY.parent, env=variables, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode != 0
    for said in ("titel: unknown key", "limits.searches: must be 1 or more", "server.metrics: must be host:port"):
        assert said in ended.stderr
