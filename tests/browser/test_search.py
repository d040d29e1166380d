"""Searching: the same with JavaScript and without; with it, in place."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import PHONE, MakePage, Watch

FACETS = ("country", "industry", "channel", "level", "keyword")


def total(page: Page) -> Locator:
    """The number of results that the page says."""
    return page.locator("[data-summary] b")


def option(page: Page, facet: str, code: str) -> Locator:
    """A facet's checkbox."""
    return page.locator(f'input[name="{facet}"][value="{code}"]')


def shown(page: Page, facet: str, code: str) -> Locator:
    """A facet's checkbox, once the folds around it are open."""
    box = option(page, facet, code)
    for fold in box.locator("xpath=ancestor::details").all():
        if fold.get_attribute("open") is None:
            fold.locator("> summary").click()
    return box


def choose(page: Page, facet: str, code: str) -> None:
    """Tick a box; without JavaScript the form is sent by its button."""
    shown(page, facet, code).check()
    if not scripted(page):
        page.get_by_role("button", name="应用筛选").click()


def scripted(page: Page) -> bool:
    """Whether the page's own scripts run."""
    return page.locator("html.js").count() == 1


def asked(page: Page) -> list[tuple[str, str]]:
    """The parameters of the address."""
    return parse_qsl(urlsplit(page.url).query)


def answer(page: Page, **parameters: str | float | bool) -> Any:
    """What the endpoint says in JSON."""
    found = page.request.get("/api/search", params=parameters)
    assert found.status == 200, found.text()
    return found.json()


def titles(page: Page) -> list[str]:
    """The results' titles, in order."""
    return page.locator(".results .row-title").all_inner_texts()


def test_the_form_of_a_list_leads_to_the_results(either: Page) -> None:
    either.goto("/risk/")
    form = either.locator("form.query")
    form.get_by_label("关键字", exact=True).fill("关税")
    form.get_by_label("国别（地区）", exact=True).select_option(label="越南")
    form.get_by_role("button", name="查询").click()
    either.wait_for_url("/search?**")
    assert {("q", "关税"), ("country", "VN")} <= set(asked(either))
    told = answer(either, q="关税", country="VN")
    assert told["total"] > 0
    expect(total(either)).to_have_text(str(told["total"]))
    assert titles(either) == [one["title"] for one in told["results"]]
    assert "关税" in either.locator(".results mark").all_inner_texts()
    expect(option(either, "country", "VN")).to_be_checked()


def test_every_number_of_the_form_is_the_total_after_the_click(either: Page) -> None:
    facets = answer(either, q="关税")["facets"]
    for facet in FACETS:
        first = next(one for one in facets[facet] if one["count"])
        either.goto("/search?q=关税")
        box = option(either, facet, first["code"])
        expect(either.locator(f'label[for="{box.get_attribute("id")}"]')).to_contain_text(str(first["count"]))
        choose(either, facet, first["code"])
        expect(either.locator(".chips li")).to_have_count(2)
        expect(total(either)).to_have_text(str(first["count"]))
        assert (facet, first["code"]) in asked(either)


def test_a_facet_link_of_a_list_leads_to_as_many_items(either: Page) -> None:
    either.goto("/risk/")
    line = either.locator(".facet tbody tr", has=either.locator('a[href="/risk/country/vn/"]'))
    number = int(re.sub(r"\D", "", line.locator(".bar-count").inner_text()))
    line.get_by_role("link").click()
    expect(either.locator(".column-main > .note b")).to_have_text(str(number))
    expect(either.locator(".column-main .row")).to_have_count(number)


def test_two_values_of_one_facet_widen_and_two_facets_narrow(either: Page) -> None:
    either.goto("/search?q=关税&country=VN")
    choose(either, "country", "US")
    both = answer(either, q="关税", country="VN")["total"]
    expect(either.locator(".chips li")).to_have_count(3)
    assert int(total(either).inner_text()) > both
    wide = int(total(either).inner_text())
    choose(either, "level", "high")
    expect(either.locator(".chips li")).to_have_count(4)
    assert int(total(either).inner_text()) < wide


def test_a_chip_takes_its_condition_away(either: Page) -> None:
    either.goto("/search?q=关税&country=VN")
    either.locator(".chips").get_by_role("link", name="越南").click()
    expect(total(either)).to_have_text(str(answer(either, q="关税")["total"]))
    assert asked(either) == [("q", "关税")]
    expect(option(either, "country", "VN")).not_to_be_checked()
    either.locator(".chips").get_by_role("link", name="关税").click()
    expect(total(either)).to_have_text(str(answer(either)["total"]))
    expect(either.locator("#q")).to_have_value("")


def test_the_pager_walks_all_results(either: Page) -> None:
    told = answer(either)
    seen: list[str] = []
    either.goto("/search")
    for number in range(1, told["pages"] + 1):
        expect(either.locator(".pager-place")).to_have_text(f"第 {number} / {told['pages']} 页")
        seen += either.locator(".results .row-title").evaluate_all("links => links.map(a => a.pathname)")
        if number < told["pages"]:
            either.get_by_role("link", name="下一页").click()
    assert len(seen) == len(set(seen)) == told["total"]
    expect(either.get_by_role("link", name="下一页")).to_have_count(0)
    either.get_by_role("link", name="上一页").click()
    expect(either.locator(".pager-place")).to_contain_text(f"第 {told['pages'] - 1} /")


def test_by_date_the_newest_comes_first(either: Page) -> None:
    either.goto("/search?q=关税")
    either.locator(".sorts").get_by_role("link", name="按时间").click()
    expect(either.locator(".sorts [aria-current=true]")).to_have_text("按时间")
    assert ("sort", "newest") in asked(either)
    dates = either.locator(".results time").evaluate_all("times => times.map(t => t.getAttribute('datetime'))")
    assert len(dates) > 1
    assert dates == sorted(dates, reverse=True)
    # A further condition keeps the order asked for.
    choose(either, "country", "VN")
    expect(either.locator(".chips li")).to_have_count(2)
    assert ("sort", "newest") in asked(either)


def test_nothing_found_offers_ways_out_with_true_numbers(either: Page) -> None:
    told = answer(either, q="关税", country="VN", level="low")
    assert told["total"] == 0
    offers = told["relax"]
    assert offers
    for number, offer in enumerate(offers):
        either.goto("/search?q=关税&country=VN&level=low")
        expect(either.locator("[data-summary]")).to_have_text("没有找到符合条件的信息")
        line = either.locator(".relax li").nth(number)
        expect(line.locator(".bar-count")).to_have_text(f"{offer['total']} 条")
        line.get_by_role("link").click()
        expect(total(either)).to_have_text(str(offer["total"]))


def test_a_bad_value_is_said_where_it_stands(either: Page, watches: list[Watch]) -> None:
    watches[0].failing = re.compile("/search")  # the answer is a page, but its status is 400
    either.goto("/search?q=关税&since=2026-99-99&utm_source=mail")
    alert = either.locator(".notice-problem")
    expect(alert).to_contain_text("2026-99-99")
    expect(alert.get_by_role("listitem")).to_have_count(1)  # an unknown name, as trackers add, is no mistake
    field = either.locator("#since")
    expect(field).to_have_attribute("aria-invalid", "true")
    said = either.locator(f"#{field.get_attribute('aria-describedby')}".replace(" ", ", #"))
    expect(said.filter(has_text="2026-99-99")).to_be_visible()
    expect(either.locator("#q")).to_have_value("关税")


def test_the_feed_of_a_search_finds_the_same(either: Page) -> None:
    either.goto("/search?q=关税&country=VN")
    either.locator("[data-subscribe]").click()
    feed = either.request.get(either.locator("#feed-address").inner_text())
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert feed.text().count("<entry>") == answer(either, q="关税", country="VN")["total"]


def test_without_javascript_the_button_asks_with_words_and_boxes(make_page: MakePage) -> None:
    page = make_page(javascript=False)
    page.goto("/search")
    page.locator("#q").fill("逾期")
    shown(page, "level", "high").check()
    page.get_by_role("button", name="查询").first.click()
    told = answer(page, q="逾期", level="high")
    expect(total(page)).to_have_text(str(told["total"]))
    page.get_by_role("link", name="清除全部").click()
    expect(total(page)).to_have_text(str(answer(page)["total"]))


def mark(page: Page) -> None:
    """Leave something behind that only a new page takes away."""
    page.evaluate("window.kept = true")


def kept(page: Page) -> bool:
    """Whether this is still the page that was marked."""
    return bool(page.evaluate("window.kept === true"))


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
