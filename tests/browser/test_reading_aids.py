"""字号, 长者模式, the way past the header, copying a link."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, MakePage
from tests.browser.pages import PAGES, SIGNED_IN, address

#: Controls that are less than 44 pixels high, or 24 wide. Links in running text are as high as its lines; columns of
#: charts are as high as their numbers, and the months stand beside them as text.
SMALL = """() => {
  const found = [], running = ".prose p, .prose li, .prose td, .notice, .note, .help-line, .did-you-mean, .skip, "
    + ".way p, .followed p:not(.follow-file), .columns";
  for (const one of document.querySelectorAll("a[href], button, summary, select, label, input")) {
    const ticked = one.matches("label") && one.control && one.control.matches("[type=checkbox]");
    const {width, height} = one.getBoundingClientRect();
    if (one.matches("label") ? !ticked : one.matches("[type=checkbox], [type=hidden]")) { continue; }
    if (width && height && !one.closest(running) && (height < 43.5 || width < 24)) {
      found.push(`${one.outerHTML.slice(0, 120)} ${width} × ${height}`);
    }
  }
  return found;
}"""


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
    page.get_by_role("button", name="退出此模式").click()
    expect(button).to_have_attribute("aria-pressed", "false")
    page.reload()
    expect(page.locator("html")).not_to_have_class(re.compile("size-"))


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_what_can_be_pressed_is_large_in_elder_mode(make_page: MakePage, viewport: dict[str, int]) -> None:
    page = make_page(viewport=viewport)
    page.goto("/")
    assert page.evaluate(SMALL)
    page.evaluate("localStorage.setItem('xinfeng-size', 'elder')")
    page.request.post("/sign-in", form={"enterprise": "demo-a"})
    found = {}
    for named in (*PAGES.values(), *SIGNED_IN):
        page.goto(address(page, named))
        found[named] = page.evaluate(SMALL)
    assert {named: small for named, small in found.items() if small} == {}


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
