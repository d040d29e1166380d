"""Attachments opened alone, in a browser that is signed in: whatever they are, they read nothing and run nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Response

from tests.browser.conftest import MakePage, Watch
from tests.browser.served import Served, serving
from tests.site_helper import Site

#: Reads what waits for the company, and says so where the test can see it.
_SCRIPT = "document.title='ran';fetch('/api/counts').then(r=>r.text()).then(t=>{document.title='read '+t})"
_PICTURE = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='40'><style>rect{fill:#00ff00}</style>"
    "<rect width='40' height='40'/></svg>"
)
_XHTML = "xmlns='http://www.w3.org/1999/xhtml'"
#: What would run if a check were passed by: each is put beside the page after the build.
ACTING = {
    "evil.svg": f"<svg xmlns='http://www.w3.org/2000/svg' onload=\"{_SCRIPT}\"><script>{_SCRIPT}</script></svg>",
    "loads.svg": "<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink'>"
    "<script x:href='evil.js'/></svg>",
    "evil.xhtml": f"<html {_XHTML}><head><title>still</title><script src='evil.js'/></head><body/></html>",
    "evil.xml": f"<a><script {_XHTML}>{_SCRIPT}</script></a>",
    "evil.htm": f"<title>still</title><script src='evil.js'></script><script>{_SCRIPT}</script><img src=x>",
    "frame.htm": "<title>still</title><iframe src='evil.htm'></iframe><iframe src='/account'></iframe>",
    "evil.txt": f"<script>{_SCRIPT}</script>",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A bulletin with a drawing, and beside it what no check would let through."""
    root = tmp_path_factory.mktemp("attached")
    Site(root).bulletin("2026/11/a", "![图](p.svg)").file("content/risk/2026/11/p.svg", _PICTURE)
    with serving(root, "--no-reload") as made:
        folder = root / "site/risk/2026/11/a"
        for name, text in {**ACTING, "evil.js": _SCRIPT}.items():
            (folder / name).write_text(text)
        yield made


@pytest.fixture
def signed_in(make_page: MakePage, served: Served) -> Page:
    """A page of a browser that has signed in."""
    page = make_page(served)
    page.goto(f"{served.address}/sign-in")
    page.get_by_role("button", name="demo-a").click()
    page.wait_for_url(f"{served.address}/")
    assert page.evaluate("fetch('/api/counts').then(answer => answer.status)") == 200
    return page


def refused_only(watches: list[Watch]) -> None:
    """The browser tells in its console what it refuses; nothing else may have gone wrong."""
    for watch in watches:
        refusals = ("Content Security Policy", "sandboxed", "error on line")
        assert [one for one in watch.faults if not any(word in one for word in refusals)] == []
        watch.faults.clear()


@pytest.mark.parametrize("name", ACTING)
def test_what_would_act_does_nothing(signed_in: Page, served: Served, watches: list[Watch], name: str) -> None:
    asked: list[str] = []
    signed_in.on("request", lambda request: asked.append(request.url))
    answer = signed_in.goto(f"{served.address}/risk/2026/11/a/{name}")
    assert isinstance(answer, Response)
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    signed_in.wait_for_timeout(300)
    assert not signed_in.title().startswith(("ran", "read"))
    assert [url for url in asked if "/api/counts" in url or "/account" in url or url.endswith(".js")] == []
    refused_only(watches)


def test_a_drawing_is_seen_in_its_page_and_alone(signed_in: Page, served: Served, watches: list[Watch]) -> None:
    signed_in.goto(f"{served.address}/risk/2026/11/a/")
    picture = signed_in.get_by_alt_text("图")
    picture.scroll_into_view_if_needed()
    signed_in.wait_for_function("document.querySelector('img[alt=图]').naturalWidth === 40")
    colour = picture.evaluate(
        "img => { const c = document.createElement('canvas').getContext('2d'); c.drawImage(img, 0, 0);"
        " return [...c.getImageData(9, 9, 1, 1).data] }"
    )
    assert colour == [0, 255, 0, 255]
    answer = signed_in.goto(f"{served.address}/risk/2026/11/a/p.svg")
    assert isinstance(answer, Response)
    assert (answer.status, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert signed_in.evaluate("document.documentElement.localName") == "svg"
    refused_only(watches)
