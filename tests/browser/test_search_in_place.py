"""Searching with JavaScript: results, words and boxes change in place."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Watch
from tests.browser.searching import answer, asked, kept, mark, option, shown, titles, total


def test_a_tick_refreshes_in_place_keeps_the_focus_and_says_the_total(page: Page) -> None:
    page.goto("/search?q=关税")
    mark(page)
    number = answer(page, q="关税", country="VN")["total"]
    box = shown(page, "country", "VN")
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_url("**country=VN**")
    expect(total(page)).to_have_text(str(number))
    expect(option(page, "country", "VN")).to_be_focused()
    expect(page.locator("[data-search-status]")).to_have_text(f"找到 {number} 条")
    expect(page).to_have_title(re.compile("越南"))
    assert kept(page)


def test_words_are_searched_in_place_too(page: Page) -> None:
    page.goto("/search")
    mark(page)
    page.locator("#q").fill("关税")
    page.locator("#q").press("Enter")
    told = answer(page, q="关税")
    expect(total(page)).to_have_text(str(told["total"]))
    assert asked(page) == [("q", "关税")]
    expect(page.locator("#q")).to_be_focused()
    assert titles(page) == [one["title"] for one in told["results"]]
    page.locator(".results").get_by_role("link", name="去掉条件").click()
    expect(page.locator("#results-heading")).to_be_focused()
    assert kept(page)


def test_back_and_forward_bring_results_words_and_boxes_again(page: Page) -> None:
    page.goto("/search?q=关税")
    mark(page)
    before, after = (answer(page, q="关税", **more)["total"] for more in ({}, {"country": "VN"}))
    assert before != after
    shown(page, "country", "VN").check()
    expect(total(page)).to_have_text(str(after))
    page.locator("#q").fill("逾期")
    page.locator("#q").press("Enter")
    expect(page.locator(".chips")).to_contain_text("逾期")
    page.go_back()
    expect(total(page)).to_have_text(str(after))
    expect(page.locator("#q")).to_have_value("关税")
    expect(option(page, "country", "VN")).to_be_checked()
    page.go_back()
    expect(total(page)).to_have_text(str(before))
    expect(option(page, "country", "VN")).not_to_be_checked()
    page.go_forward()
    expect(total(page)).to_have_text(str(after))
    expect(option(page, "country", "VN")).to_be_checked()
    assert kept(page)


def test_quick_ticks_all_count(page: Page) -> None:
    page.goto("/search?q=关税")
    mark(page)
    codes = [one["code"] for one in answer(page, q="关税")["facets"]["country"] if one["count"]][:3]
    page.evaluate(
        "codes => codes.forEach(code => document.querySelector(`input[name=country][value=${code}]`).click())", codes
    )
    expect(page.locator(".chips li")).to_have_count(1 + len(codes))
    assert sorted(value for name, value in asked(page) if name == "country") == sorted(codes)
    assert kept(page)


@pytest.mark.parametrize("broken", ["none", "500"])
def test_when_a_refresh_fails_the_results_stay_and_it_can_be_tried_again(
    page: Page, watches: list[Watch], broken: str
) -> None:
    watches[0].failing = re.compile("/search")
    page.goto("/search?q=关税")
    mark(page)
    before = titles(page)
    reachable = False

    def fail(route: Route) -> None:
        if reachable:
            route.continue_()
        elif broken == "none":
            route.abort()
        else:
            route.fulfill(status=500, body="down")

    page.route("**/search?**", fail)
    shown(page, "country", "VN").check()
    notice = page.locator("[data-failed]")
    expect(notice).to_contain_text("没有成功")
    expect(page.locator(".go-bar")).to_be_visible()
    assert titles(page) == before
    assert asked(page) == [("q", "关税")]
    reachable = True
    notice.get_by_text("再试一次").click()
    expect(total(page)).to_have_text(str(answer(page, q="关税", country="VN")["total"]))
    expect(notice).to_have_count(0)
    expect(page.locator(".go-bar")).to_have_count(0)
    assert ("country", "VN") in asked(page)
    assert kept(page)


def test_an_open_fold_stays_open_after_a_tick(page: Page) -> None:
    page.goto("/search?q=关税")
    fold = page.locator("#facet-level")
    shown(page, "level", "medium").check()
    expect(page.locator(".chips li")).to_have_count(2)
    expect(fold).to_have_attribute("open", "")
    expect(fold.locator(".facet-chosen")).to_contain_text("中")


def test_a_chosen_value_stands_first_and_those_without_results_are_folded(either: Page) -> None:
    either.goto("/search?q=关税&country=IT")
    found = {one["code"]: one for one in answer(either, q="关税", country="IT")["facets"]["country"]}
    box = either.locator("#facet-country")
    codes = box.locator("input").evaluate_all("boxes => boxes.map(one => one.value)")
    assert codes[0] == "IT"
    assert {*codes} == {*found}
    sight = box.locator("fieldset > ul input").evaluate_all("boxes => boxes.map(one => one.value)")
    counts = [found[code]["count"] for code in sight[1:]]
    assert counts == sorted(counts, reverse=True)
    assert all(counts)
    none = box.locator("#zeros-country")
    number = sum(not one["count"] for one in found.values())
    expect(none.locator("summary")).to_have_text(f"其余 {number} 项（0 条）")
    expect(none.locator("input")).to_have_count(number)
    letters = none.locator(".facet-letter").all_text_contents()
    assert letters == sorted(letters)
    assert len(letters) > 10


def test_a_filtered_search_has_at_most_sixty_tab_stops(page: Page) -> None:
    for path in ("/search?level=medium", "/search?level=medium&page=2", "/search?q=关税&country=VN&country=US"):
        page.goto(path)
        stops = 0
        page.keyboard.press("Tab")
        while page.evaluate("document.activeElement !== document.body"):
            stops += 1
            page.keyboard.press("Tab")
        assert 20 < stops <= 60, path
