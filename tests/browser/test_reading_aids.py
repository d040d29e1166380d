"""字号, 长者模式, the way past the header, copying a link."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import MakePage
from tests.browser.test_every_page import address


def text_size(page: Page) -> float:
    """Pixels of the running text."""
    return float(page.locator("main").evaluate("main => parseFloat(getComputedStyle(main).fontSize)"))


def test_a_text_size_holds_on_other_pages_and_after_reloading(page: Page) -> None:
    page.goto("/risk/")
    middle = text_size(page)
    page.get_by_role("button", name="大字号").click()
    large = text_size(page)
    assert large > middle
    expect(page.get_by_role("button", name="大字号")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="中字号")).to_have_attribute("aria-pressed", "false")
    page.reload()
    assert text_size(page) == large
    for path in ("/guide/insure/", "/embed/guide/insure/", "/search"):
        page.goto(path)
        assert text_size(page) == large
    page.get_by_role("button", name="中字号").click()
    page.goto("/risk/")
    assert text_size(page) == middle
    page.get_by_role("button", name="小字号").click()
    assert text_size(page) < middle


def test_elder_mode_is_the_largest_and_goes_off_again(make_page: MakePage) -> None:
    page = make_page()
    page.goto("/")
    page.get_by_role("button", name="大字号").click()
    large = text_size(page)
    button = page.get_by_role("button", name="长者模式")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert text_size(page) > large
    page.goto("/risk/")
    expect(page.locator("html")).to_have_class(re.compile("size-elder"))
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    page.reload()
    expect(page.locator("html")).not_to_have_class(re.compile("size-"))


def test_the_first_stop_of_the_keyboard_leads_past_the_header(page: Page) -> None:
    page.goto("/risk/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_link_of_a_bulletin_can_be_copied(page: Page) -> None:
    page.goto(address(page, "status=active"))
    page.get_by_role("button", name="复制链接").click()
    expect(page.locator("[data-tools-state]")).to_have_text("链接已复制")
