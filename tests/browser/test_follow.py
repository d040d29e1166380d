"""订阅 opens a panel, 本机关注 tells what is new next time, and nothing of it leaves the browser."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PATIENCE, MakePage

VIETNAM, FURNITURE = "/risk/country/vn/", "/risk/industry/wood-furniture/"


def follow(page: Page, path: str, label: str) -> None:
    """Follow what a list is of."""
    page.goto(path)
    page.locator("[data-subscribe]").first.click()
    page.get_by_role("button", name=f"关注 {label}", exact=True).click()
    expect(page.locator("[data-follow-state]")).to_contain_text(f"已关注“{label}”")
    expect(page.get_by_role("button", name=f"取消关注 {label}")).to_have_attribute("aria-pressed", "true")
    end = time.monotonic() + PATIENCE / 1000
    while kept(page)[-1]["seen"] is None:  # what is there now is asked for
        assert time.monotonic() < end
        page.wait_for_timeout(50)


def kept(page: Page) -> Any:
    """What the browser keeps."""
    return json.loads(page.evaluate("localStorage.getItem('xinfeng-follow')"))["items"]


def until_seen(page: Page, identifier: str) -> None:
    """Wait until a bulletin of what is followed first counts as seen."""
    end = time.monotonic() + PATIENCE / 1000
    while identifier not in (kept(page)[0]["seen"] or []):
        assert time.monotonic() < end, kept(page)
        page.wait_for_timeout(50)


def publish_one(page: Page, path: str) -> None:
    """As if one bulletin more stood in a list from now on."""

    def more(route: Route) -> None:
        items = route.fetch().json()["items"]
        new = ["2026/12/brand-new", "2026-12-01T09:00:00+08:00", "刚发布的一条"]
        route.fulfill(json={"items": [new, *items][:50]})

    page.route(f"**{path}recent.json", more)


def test_the_panel_opens_and_closes_and_shows_the_feeds_address(page: Page) -> None:
    page.goto(VIETNAM)
    opener, panel = page.locator("[data-subscribe]"), page.locator("#subscribe-panel")
    expect(panel).to_be_hidden()
    opener.click()
    expect(panel).to_be_visible()
    expect(panel).to_be_focused()
    address = panel.locator("#feed-address").inner_text()
    assert re.fullmatch(rf"https?://[^/]+{VIETNAM}feed\.atom", address)
    page.evaluate("document.execCommand = () => { window.copied = document.activeElement.value; return true; }")
    panel.get_by_role("button", name="复制").click()
    assert page.evaluate("window.copied") == address
    opener.click()
    expect(panel).to_be_hidden()


def test_without_scripts_the_panel_is_open(make_page: MakePage) -> None:
    page = make_page(javascript=False)
    for path in (VIETNAM, "/search?q=关税", "/risk/2026/11/vietnam-transshipment-tariff/"):
        page.goto(path)
        expect(page.locator("#subscribe-panel #feed-address")).to_be_visible()
        expect(page.locator("[data-follow]").first).to_be_hidden()
    page.goto("/subscribe/")
    expect(page.locator("main")).to_contain_text("需要浏览器允许网页运行脚本")


def test_no_link_that_readers_press_leads_to_a_feed(page: Page) -> None:
    for path in ("/", VIETNAM, "/search?q=关税", "/search?q=关税&country=VN&level=low", "/sitemap/", "/subscribe/"):
        page.goto(path)
        assert page.locator('a[href*=".atom"]').count() == 0


def test_vietnam_and_furniture_are_followed_and_tell_what_is_new(page: Page) -> None:
    follow(page, VIETNAM, "越南")
    follow(page, FURNITURE, "木材家具")
    page.goto("/")
    rows = page.locator(".followed-row")
    expect(rows).to_have_count(2)
    expect(rows.locator(".followed-state")).to_have_text(["自上次查看没有新增", "自上次查看没有新增"])
    publish_one(page, VIETNAM)
    page.reload()
    expect(rows.first.locator(".followed-state")).to_have_text("自上次查看新增 1 条")
    expect(rows.first.get_by_role("link", name="刚发布的一条")).to_have_attribute("href", "/risk/2026/12/brand-new/")
    expect(rows.last.locator(".followed-state")).to_have_text("自上次查看没有新增")
    rows.first.get_by_role("button", name="看过了").click()
    expect(rows.first.locator(".followed-state")).to_have_text("自上次查看没有新增")


def test_reading_the_list_is_looking(page: Page) -> None:
    follow(page, VIETNAM, "越南")
    publish_one(page, VIETNAM)
    page.goto("/")
    expect(page.locator(".followed-new")).to_have_count(1)
    page.locator(".followed-name").click()
    until_seen(page, "2026/12/brand-new")
    page.goto("/")
    expect(page.locator(".followed-state")).to_have_text("自上次查看没有新增")


def test_a_search_is_followed_too(page: Page) -> None:
    page.goto("/search?q=关税&country=VN")
    page.locator("[data-subscribe]").first.click()
    page.locator("[data-follow]").click()
    expect(page.locator("[data-follow-state]")).to_contain_text("已关注")
    until_seen(page, "2026/11/vietnam-transshipment-tariff")
    page.goto("/")
    expect(page.locator(".followed-state")).to_have_text("自上次查看没有新增")
    page.locator(".followed-name").click()
    expect(page.locator(".chips li")).to_have_count(2)
    page.locator("[data-subscribe]").first.click()
    expect(page.locator("[data-follow]")).to_have_attribute("aria-pressed", "true")


def test_it_goes_to_another_browser_as_a_file(page: Page, make_page: MakePage, tmp_path: Path) -> None:
    follow(page, VIETNAM, "越南")
    page.goto("/subscribe/")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出成文件").click()
    file = tmp_path / "follow.json"
    download.value.save_as(file)
    other = make_page()
    other.goto("/subscribe/")
    expect(other.locator("[data-followed-empty]")).to_be_visible()
    other.locator("[data-import]").set_input_files(file)
    expect(other.locator(".followed-name")).to_have_text("越南")
    assert kept(other) == kept(page)
    other.get_by_role("button", name="取消关注越南").click()
    expect(other.locator(".followed-row")).to_have_count(0)
    file.write_text('{"items": [{"key": "country:VN<script>", "label": 1}, 7], "x": "javascript:alert(1)"}')
    other.locator("[data-import]").set_input_files(file)
    expect(other.locator("[data-follow-state]")).to_contain_text("没有可用的关注")


def test_where_nothing_may_be_kept_it_says_so(page: Page) -> None:
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }});")
    page.goto(VIETNAM)
    page.locator("[data-subscribe]").first.click()
    page.locator("[data-follow]").click()
    expect(page.locator("[data-follow-state]")).to_contain_text("关注没有记下")
    page.goto("/")
    expect(page.locator(".latest .rows .row").first).to_be_visible()


@pytest.mark.parametrize("kept_text", ["", "{", "[]", '{"items": {}}', '{"items": [{"key": 7}, null]}'])
def test_whatever_is_kept_the_page_stands(page: Page, kept_text: str) -> None:
    page.goto("/")
    page.evaluate("text => localStorage.setItem('xinfeng-follow', text)", kept_text)
    page.reload()
    expect(page.locator(".latest .rows .row").first).to_be_visible()
    expect(page.locator(".followed")).to_be_hidden()


def test_the_menu_marks_the_subscriptions_of_home(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="信息订阅").click()
    expect(page.locator(".menu [aria-current]")).to_have_text("信息订阅")
    expect(page.locator("#subscribe")).to_be_in_viewport()
