"""Everything a mouse can do, by keyboard alone: each stop is seen, none is a trap, and the whole journey is made."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, MakePage
from tests.browser.pages import address

#: What a keyboard must be able to come to.
STOPS = """() => [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")]
  .filter(one => one.getAttribute("tabindex") !== "-1")
  .filter(one => one.type !== "hidden" && one.getClientRects().length
    && getComputedStyle(one).visibility === "visible")
  .filter(one => !(one.tagName === "SUMMARY" ? one.parentNode.parentNode : one).closest("details:not([open])"))
  .length"""
#: Where the focus is and whether a reader sees it there.
FOCUS = """() => {
  const one = document.activeElement;
  if (one === document.body) { return null; }
  const box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const inside = box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight
    && box.right > 0 && box.left < innerWidth;
  return {html: one.outerHTML.slice(0, 120), inside: inside, width: parseFloat(style.outlineWidth),
    style: style.outlineStyle};
}"""
PLACES = {
    "home": "/",
    "list": "/risk/",
    "bulletin": "status=corrected",
    "guide": "/guide/insure/",
    "results": "/search?q=关税",
    "sign-in": "/sign-in",
}
#: So many presses of a key must be enough to come to anything.
LONG = 400


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("place", PLACES)
def test_every_stop_is_reached_and_seen(make_page: MakePage, place: str, viewport: dict[str, int]) -> None:
    page = make_page(viewport=viewport)
    page.goto(address(page, PLACES[place]))
    if place == "home":
        expect(page.locator("[data-counts-state]")).to_contain_text("登录")
    wanted = page.evaluate(STOPS)
    seen = 0
    for _ in range(LONG):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus is None:
            break
        seen += 1
        assert focus["inside"], f"out of sight: {focus}"
        assert focus["style"] == "solid", f"no outline: {focus}"
        assert focus["width"] >= 2, f"a thin outline: {focus}"
    # Parts of a date field are stops of their own.
    assert wanted <= seen < LONG, f"{seen} of {wanted} stops"


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on the first element of a selector."""
    page.locator(selector).first.wait_for()
    for _ in range(LONG):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement === document.querySelector(selector)", selector):
            return
    pytest.fail(f"the keyboard does not come to {selector}")


def test_the_whole_journey_without_a_mouse(page: Page) -> None:
    page.goto("/")
    expect(page.locator("[data-counts-state]")).to_contain_text("登录")
    tab_to(page, "[data-counts-state] a")
    page.keyboard.press("Enter")
    tab_to(page, "button.company")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url.endswith("/"))
    tab_to(page, "a.waiting")
    page.keyboard.press("Enter")
    expect(page.locator("table.items")).to_be_visible()
    page.go_back()
    tab_to(page, "a.more")
    page.keyboard.press("Enter")
    page.wait_for_url("**/risk/")
    tab_to(page, "#query-q")
    page.keyboard.type("关税")
    tab_to(page, "#query-industry")
    page.keyboard.press("ArrowDown")
    industry = page.locator("#query-industry").input_value()
    assert industry
    page.keyboard.press("ArrowUp")
    tab_to(page, "form.query .primary")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    expect(page.locator(".chips")).to_contain_text("关税")
    tab_to(page, "#f-country-VN")
    page.keyboard.press("Space")
    expect(page.locator(".chips")).to_contain_text("越南")
    tab_to(page, "#facet-level summary")
    page.keyboard.press("Enter")
    tab_to(page, "#facet-level input:not(:checked)")
    page.keyboard.press("Space")
    expect(page.locator("[data-search-status]")).to_contain_text("条")
    expect(page.locator(".chips li")).to_have_count(3)
    page.locator(".results .row-title").first.wait_for()
    page.keyboard.press("Control+Home")
    page.evaluate("document.activeElement.blur()")
    tab_to(page, ".results .row-title")
    page.keyboard.press("Enter")
    expect(page.locator("article.bulletin h1")).to_be_visible()
    tab_to(page, '.menu a[href="/guide/"]')
    page.keyboard.press("Enter")
    tab_to(page, ".guide-list a")
    page.keyboard.press("Enter")
    expect(page.locator("article.guide h1")).to_be_visible()


MOVING = """() => [...document.querySelectorAll("*")].filter(one => ["", "::before", "::after"].some(part => {
  const style = getComputedStyle(one, part || null);
  return style.transitionDuration.split(", ").some(time => parseFloat(time) > 0)
    || style.animationName !== "none" || style.scrollBehavior === "smooth";
})).length + document.getAnimations().length"""


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves(make_page: MakePage, motion: str) -> None:
    page = make_page(reduced_motion=motion)
    for named in PLACES.values():
        page.goto(address(page, named))
        assert page.evaluate(MOVING) == 0
    page.goto("/search?q=关税")
    page.locator("#facet-level summary").click()
    page.locator("#facet-level input").first.check()
    expect(page.locator(".chips li")).to_have_count(2)
    assert page.evaluate(MOVING) == 0
