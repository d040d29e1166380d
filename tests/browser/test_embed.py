"""A guide without header, menu and footer, in a frame of another system."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.browser.conftest import PHONE, MakePage, Watch
from tests.browser.served import Served

GUIDE = "/embed/guide/insure/"
#: The other system notes every message and uses our helper to size the frame.
HOST_PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>另一个系统</title></head><body>
<p>另一个系统的页面</p>
<iframe data-xinfeng title="使用指南" src="{guide}" width="600" height="40"></iframe>
<script>
var heard = [];
addEventListener("message", function (event) {{ heard.push([event.origin, JSON.parse(event.data)]); }});
</script>
<script src="{helper}"></script>
</body></html>
"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def host(shipped: Served, tmp_path: Path) -> Iterator[Served]:
    """Another system on another port: `/` shows a guide, `/deep.html` the guide's last heading."""
    for name, guide in (("index", GUIDE), ("deep", f"{GUIDE}#{last_heading(shipped)}")):
        text = HOST_PAGE.format(guide=shipped.address + guide, helper=f"{shipped.address}/embed/host.js")
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Served(tmp_path, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()
    thread.join()


def last_heading(shipped: Served) -> str:
    """The id of the guide's last heading."""
    text = (shipped.root / "site" / GUIDE.strip("/") / "index.html").read_text(encoding="utf-8")
    return text.rpartition('<h2 id="')[2].partition('"')[0]


def embedded(page: Page) -> Frame:
    """The frame that shows the guide, once it has told its height."""
    page.wait_for_function("heard.length > 0")
    return page.frames[1]


def last_message(page: Page) -> Any:
    """What the host heard last, as (origin, message)."""
    return page.evaluate("heard[heard.length - 1]")


def test_the_embed_face_is_the_guide_alone(page: Page) -> None:
    page.goto(GUIDE.removeprefix("/embed"))
    title = page.get_by_role("heading", level=1).inner_text()
    body = page.locator(".prose").text_content()
    page.goto(GUIDE)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert page.locator(".prose").text_content() == body
    expect(page.locator("header, footer, form, .menu, .crumbs, .skip")).to_have_count(0)
    expect(page.locator("meta[name=robots]")).to_have_attribute("content", "noindex")


def test_a_frame_of_another_origin_is_as_tall_as_the_guide(make_page: MakePage, host: Served, shipped: Served) -> None:
    page = make_page(host, shipped)
    page.goto("/")
    frame = embedded(page)
    expect(frame.locator("h1")).to_be_visible()
    page.wait_for_function("heard[heard.length - 1][1].height === document.querySelector('iframe').clientHeight")
    origin, message = last_message(page)
    assert (origin, message["type"], message["anchor"]) == (shipped.address, "xinfeng-embed", None)
    assert message["height"] > 500
    assert frame.evaluate("document.documentElement.scrollHeight <= innerHeight + 1"), "the frame scrolls inside"


def test_a_narrower_frame_says_its_new_height(make_page: MakePage, host: Served, shipped: Served) -> None:
    page = make_page(host, shipped)
    page.goto("/")
    embedded(page)
    before = last_message(page)[1]["height"]
    page.locator("iframe").evaluate("frame => { frame.width = 320; }")
    page.wait_for_function("height => heard[heard.length - 1][1].height > height", arg=before)


def test_a_deep_link_scrolls_the_page_around_the_frame(make_page: MakePage, host: Served, shipped: Served) -> None:
    page = make_page(host, shipped)
    page.goto("/deep.html")
    embedded(page)
    page.wait_for_function("scrollY > 200")
    assert last_message(page)[1]["anchor"] > 200


def test_every_anchor_of_the_topics_is_a_heading_of_the_embedded_page(page: Page) -> None:
    topics = page.request.get("/help/topics.json").json()
    assert len(topics) >= 10
    for topic in topics.values():
        page.goto(topic["embed_url"])
        for anchor in topic["anchors"]:
            expect(page.locator(f"[id='{anchor['id']}']")).to_have_count(1)


def test_only_the_frame_itself_is_listened_to(make_page: MakePage, host: Served, shipped: Served) -> None:
    page = make_page(host, shipped)
    page.goto("/")
    embedded(page)
    page.wait_for_function("heard[heard.length - 1][1].height === document.querySelector('iframe').clientHeight")
    height = page.locator("iframe").evaluate("frame => frame.clientHeight")
    page.evaluate("postMessage(JSON.stringify({type: 'xinfeng-embed', height: 77, anchor: null}), '*')")
    page.wait_for_function("heard[heard.length - 1][1].height === 77")
    assert page.locator("iframe").evaluate("frame => frame.clientHeight") == height
    # The right window, but showing a page of another origin by now.
    page.locator("iframe").evaluate("frame => { frame.src = 'about:blank'; }")
    page.frames[1].wait_for_url("about:blank")
    page.frames[1].evaluate("parent.postMessage(JSON.stringify({type: 'xinfeng-embed', height: 78}), '*')")
    page.wait_for_function("heard[heard.length - 1][1].height === 78")
    assert page.locator("iframe").evaluate("frame => frame.clientHeight") == height


def refused(page: Page, address: str, watch: Watch) -> None:
    """The browser shows the host's page, but no page of ours in it."""
    watch.framing_refused = True
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(address)
    assert page.evaluate("heard.length") == 0


def test_an_origin_that_is_not_allowed_may_not_embed(
    make_page: MakePage, host: Served, shipped: Served, watches: list[Watch]
) -> None:
    elsewhere = Served(host.root, host.address.replace("127.0.0.1", "localhost"))
    page = make_page(elsewhere, shipped)
    refused(page, "/", watches[0])


def test_a_page_that_is_no_help_cannot_be_framed(
    make_page: MakePage, host: Served, shipped: Served, watches: list[Watch]
) -> None:
    text = HOST_PAGE.format(guide=f"{shipped.address}/", helper=f"{shipped.address}/embed/host.js")
    (host.root / "home.html").write_text(text, encoding="utf-8")
    refused(make_page(host, shipped), "/home.html", watches[0])


def test_links_open_outside_the_frame_but_for_those_within_the_guide(
    make_page: MakePage, host: Served, shipped: Served
) -> None:
    page = make_page(host, shipped)
    page.goto("/")
    frame = embedded(page)
    with page.context.expect_page() as opened:
        frame.locator(".embed-foot a").first.click()
    assert opened.value.url == shipped.address + GUIDE.removeprefix("/embed")
    assert opened.value.evaluate("opener") is None
    frame.locator('.toc a[href^="#"]').last.click()
    assert len(page.context.pages) == 2
    page.wait_for_function("heard[heard.length - 1][1].anchor > 100")
    assert page.url == host.address + "/"


def test_a_guide_in_a_narrow_frame_does_not_scroll_sideways(make_page: MakePage) -> None:
    page = make_page(viewport=PHONE)
    page.goto(GUIDE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
