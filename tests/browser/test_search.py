"""Searching: the same with JavaScript and without; with it, in place."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import MakePage, Watch
from tests.browser.searching import FACETS, answer, asked, choose, option, shown, titles, total


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
