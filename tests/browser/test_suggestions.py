"""Suggestions while typing, by keyboard and by mouse."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Watch


def typed(page: Page, text: str) -> Locator:
    """Type into the header's field; the suggestions that appear."""
    page.goto("/")
    page.locator("#find-q").press_sequentially(text)
    options = page.get_by_role("listbox", name="查询建议").get_by_role("option")
    expect(options.first).to_be_visible()
    return options


def test_the_list_says_what_the_endpoint_suggests(page: Page) -> None:
    options = typed(page, "越")
    told = page.request.get("/api/suggest", params={"q": "越"}).json()["suggestions"]
    assert "越南" in [one["text"] for one in told]
    expect(options).to_have_count(len(told))
    assert options.locator(".suggestion-text").all_inner_texts() == [one["text"] for one in told]
    field = page.locator("#find-q")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator("form.find [role=status]")).to_have_text(f"有 {len(told)} 条建议，用上下键选择")


def test_the_keyboard_walks_the_list_and_enter_opens(page: Page) -> None:
    options = typed(page, "越")
    field = page.locator("#find-q")
    told = page.request.get("/api/suggest", params={"q": "越"}).json()["suggestions"]
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", str(options.first.get_attribute("id")))
    field.press("ArrowUp")  # back to the field itself
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    expect(field).to_have_value("越")
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url(told[0]["url"])


def test_a_click_opens_a_suggestion(page: Page) -> None:
    typed(page, "越").filter(has=page.get_by_text("越南", exact=True)).click()
    page.wait_for_url("/risk/country/vn/")


def test_escape_closes_the_list_and_keeps_the_words(page: Page) -> None:
    options = typed(page, "越")
    field = page.locator("#find-q")
    field.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("越")
    field.press("Enter")  # nothing is chosen: the words are searched
    page.wait_for_url("/search?q=*")


def test_with_the_endpoint_down_typing_and_searching_go_on(page: Page, watches: list[Watch]) -> None:
    watches[0].failing = re.compile("/api/")
    page.route("**/api/suggest**", lambda route: route.abort())
    page.goto("/")
    field = page.locator("#find-q")
    with page.expect_event("requestfailed"):
        field.press_sequentially("关税")
    expect(page.get_by_role("option")).to_have_count(0)
    field.press("Enter")
    page.wait_for_url("/search?q=*")
