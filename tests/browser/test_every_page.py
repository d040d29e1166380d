"""Every kind of page: no fault that the watch sees, nothing wider than the screen, one heading, ids used once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, MakePage, Watch
from tests.browser.pages import PAGES, REFUSED, SIGNED_IN, address
from tests.browser.served import Served

TABLET = {"width": 768, "height": 1024}
#: A desk's window at 400 %.
NARROW = {"width": 320, "height": 568}
#: The width of each page: its body is put into the page at hand, which takes a tenth of the time of opening it.
WIDTHS = """async paths => {
  const widths = {};
  for (const path of paths) {
    const page = new DOMParser().parseFromString(await (await fetch(path)).text(), "text/html");
    document.body.replaceWith(page.body);
    widths[path] = document.documentElement.scrollWidth;
  }
  return widths;
}"""
DOUBLE_IDS = "ids => ids.filter((id, at) => ids.indexOf(id) !== at)"


def look_over(page: Page) -> None:
    """What holds on every page, at each width."""
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("main")).to_have_count(1)
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    ids = page.locator("[id]").evaluate_all("elements => elements.map(one => one.id)")
    assert len(ids) == len(set(ids)), page.evaluate(DOUBLE_IDS, ids)
    for size in (DESK, TABLET, PHONE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        pixels = width(page)
        assert pixels <= size["width"], f"{page.url} is {pixels} px wide at {size['width']} px"


def width(page: Page) -> int:
    """How wide the page is; more than the screen means scrolling sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize("kind", PAGES)
def test_page(page: Page, kind: str) -> None:
    answer = page.goto(address(page, PAGES[kind]))
    assert answer
    assert answer.status == 200
    look_over(page)


def test_pages_of_a_signed_in_company(page: Page) -> None:
    page.request.post("/sign-in", form={"enterprise": "demo-a"})
    for path in SIGNED_IN:
        answer = page.goto(path)
        assert answer
        assert answer.status == 200, path
        look_over(page)


@pytest.mark.parametrize("path", REFUSED)
def test_a_refusal_is_a_whole_page(page: Page, watches: list[Watch], path: str) -> None:
    watches[0].failing = re.compile(re.escape(path) + "$")
    answer = page.goto(path)
    assert answer
    assert answer.status == REFUSED[path]
    look_over(page)
    expect(page.get_by_role("navigation", name="主菜单")).to_be_visible()


def test_without_javascript_every_page_is_whole(make_page: MakePage) -> None:
    page = make_page(javascript=False)
    for named in PAGES.values():
        page.goto(address(page, named))
        expect(page.locator("main")).to_be_visible()
        expect(page.locator(".needs-script:visible")).to_have_count(0)


def test_no_bulletin_and_no_guide_is_wider_than_a_phone(make_page: MakePage, shipped: Served) -> None:
    page = make_page(viewport=PHONE)
    text = (shipped.root / "site" / "sitemap.xml").read_text(encoding="utf-8")
    paths = re.findall(r"<loc>https?://[^/]+(/(?:risk/\d{4}|guide)/[^<]+)</loc>", text)
    assert len(paths) > 60
    page.goto("/risk/")
    widths = page.evaluate(WIDTHS, paths)
    assert {path: pixels for path, pixels in widths.items() if pixels > PHONE["width"]} == {}


def test_an_old_address_leads_to_the_page(either: Page, shipped: Served) -> None:
    rules = (shipped.root / "site" / "_redirects").read_text(encoding="utf-8").split("\n")
    old, new, *_ = rules[0].split()
    either.goto(old)
    either.wait_for_url(f"**{new}")
    expect(either.locator("article h1")).to_be_visible()
