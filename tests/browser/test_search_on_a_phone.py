"""Searching on a phone: the filters open from a button, and lead back to the results."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, MakePage
from tests.browser.searching import answer, choose, option, shown, total


def on_a_phone(make_page: MakePage, *, javascript: bool = True) -> Page:
    """A search on a phone."""
    page = make_page(viewport=PHONE, javascript=javascript)
    page.goto("/search?q=关税")
    return page


def test_on_a_phone_the_filters_open_from_a_button_above_the_results(make_page: MakePage) -> None:
    page = on_a_phone(make_page)
    opener, filters = page.locator("[data-open-filters]"), page.locator("#filters")
    expect(opener).to_have_text("筛选")
    expect(opener).to_have_attribute("aria-expanded", "false")
    expect(filters).to_be_hidden()
    box = opener.bounding_box()
    assert box
    assert box["width"] > 350
    assert box["y"] + box["height"] < PHONE["height"]
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(filters).to_be_visible()
    opener.click()
    expect(filters).to_be_hidden()


def test_on_a_phone_one_filters_to_three_results_and_back(make_page: MakePage) -> None:
    page = on_a_phone(make_page)
    every = answer(page, q="关税")
    code = next(one["code"] for one in every["facets"]["industry"] if one["count"] == 3)
    page.locator("[data-open-filters]").click()
    shown(page, "industry", code).check()
    bar = page.locator(".go-bar button")
    expect(bar).to_have_text("查看 3 条结果")
    expect(page.locator("[data-open-filters]")).to_have_text("筛选（已选 1）")
    expect(option(page, "industry", code)).to_be_focused()
    bar.click()
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator(".results .row")).to_have_count(3)
    expect(page.locator("#results-heading")).to_be_focused()
    expect(page.locator(".results .row").first).to_be_in_viewport()
    expect(page.locator(".go-bar")).to_have_count(0)
    page.locator(".chips").get_by_role("link").nth(1).click()
    expect(total(page)).to_have_text(str(every["total"]))
    expect(page.locator("[data-open-filters]")).to_have_text("筛选")


def test_on_a_phone_without_javascript_the_filters_open_by_their_link(make_page: MakePage) -> None:
    page = on_a_phone(make_page, javascript=False)
    expect(page.locator("#filters")).to_be_hidden()
    page.locator("[data-open-filters]").click()
    expect(page.locator("#filters")).to_be_visible()
    choose(page, "level", "high")
    expect(page.locator("[data-open-filters]")).to_have_text("筛选（已选 1）")
    expect(page.locator("#filters")).to_be_hidden()
