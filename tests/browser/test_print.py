"""On paper a page is a document: no menus, its address and dates at the foot, addresses of links, whole tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import address

SCREEN_ONLY = (
    ".utility, .brand-bar, .wind, .menu, .crumbs, .foot, .tools, .neighbours, .related, .query, .column-side, "
    ".filters, .pager, .search-box, .counts-state, .busiest"
)
#: The browser's own day, as the pages write days.
TODAY = "new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10)"
PRINTED = {
    "home": "/",
    "bulletin": "status=corrected",
    "withdrawn": "status=withdrawn",
    "guide": "/guide/insure/",
    "list": "/risk/",
    "results": "/search?q=关税",
}


@pytest.mark.parametrize("kind", PRINTED)
def test_a_printed_page_has_no_chrome(page: Page, results: Path, kind: str) -> None:
    page.goto(address(page, PRINTED[kind]))
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(SCREEN_ONLY).filter(visible=True)).to_have_count(0)
    sheet = page.pdf(path=results / f"{kind}.pdf", format="A4")
    assert sheet.startswith(b"%PDF")


@pytest.mark.parametrize("kind", ["home", "bulletin", "guide", "list"])
def test_the_foot_of_each_sheet_says_where_the_page_is(page: Page, kind: str) -> None:
    page.goto(address(page, PRINTED[kind]))
    canonical = page.locator("link[rel=canonical]").get_attribute("href") or ""
    expect(page.locator(".print-foot")).to_be_hidden()
    page.emulate_media(media="print")
    foot = page.locator(".print-foot")
    expect(foot).to_be_visible()
    expect(foot).to_contain_text(canonical)
    assert foot.evaluate("one => getComputedStyle(one).display") == "table-footer-group"
    if kind == "bulletin":
        published = page.locator(".facts time").first.inner_text()
        expect(foot).to_contain_text(f"发布 {published}")
    if kind in ("home", "list"):
        expect(foot).to_contain_text("内容至 2026-11-20")
    expect(foot).to_contain_text(f"打印于 {page.evaluate(TODAY)}")


def test_the_foot_of_an_answer_says_what_was_asked(page: Page) -> None:
    page.goto("/search?q=关税&country=VN")
    page.emulate_media(media="print")
    expect(page.locator(".print-foot")).to_contain_text(f"{page.url}　打印于 {page.evaluate(TODAY)}")
    expect(page.locator(".chips")).to_contain_text("国别（地区）：越南")


#: Bulletins of the sample with a table, and with a link to where it comes from.
WITH_TABLE, WITH_SOURCE = "/risk/2026/11/us-tariff-home-appliance/", "/risk/2026/11/germany-machinery-orders/"


def test_tables_stay_whole(page: Page) -> None:
    page.goto(WITH_TABLE)
    page.emulate_media(media="print")
    assert page.locator(".table-scroll").evaluate("one => getComputedStyle(one).breakInside") == "avoid"
    assert page.locator(".table-scroll").evaluate("one => getComputedStyle(one).overflowX") == "visible"
    assert page.locator("tr").first.evaluate("one => getComputedStyle(one).breakInside") == "avoid"
    assert page.locator("thead").evaluate("one => getComputedStyle(one).display") == "table-header-group"


def test_links_write_out_where_they_lead(page: Page) -> None:
    page.goto(WITH_SOURCE)
    page.emulate_media(media="print")
    link = page.locator(".facts a.external")
    href = link.get_attribute("href")
    assert href
    assert href in link.evaluate("one => getComputedStyle(one, '::after').content.replace('attr(href)', one.href)")
