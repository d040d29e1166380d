"""The reader's whole journey with JavaScript off: nothing on the way is missing."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, MakePage


def test_the_whole_journey_without_javascript(make_page: MakePage) -> None:
    page = make_page(javascript=False, viewport=PHONE)
    page.goto("/")
    expect(page.locator("[data-counts-state]")).to_have_text("查看待办")
    page.locator("[data-counts-state] a").click()
    page.get_by_role("button", name="demo-a").click()
    page.goto("/account")
    expect(page.locator(".signed")).to_contain_text("示例企业甲")
    page.locator(".account-counts a").first.click()
    expect(page.locator("table.items tbody tr").first).to_be_visible()
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="风险信息").click()
    page.locator("#query-q").fill("关税")
    page.locator("#query-country").select_option(label="越南")
    page.locator("form.query .primary").click()
    wide = int(page.locator("[data-summary] b").inner_text())
    assert wide > 1
    page.locator("#facet-level input").first.check()
    page.get_by_role("button", name="应用筛选").click()
    narrow = int(page.locator("[data-summary] b").inner_text())
    assert 0 < narrow < wide
    page.locator(".results .row-title").first.click()
    expect(page.locator("article.bulletin h1")).to_be_visible()
    page.get_by_role("link", name="邮件分享").is_visible()
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="使用指南").click()
    page.locator(".guide-list a").first.click()
    expect(page.locator("article.guide h1")).to_be_visible()
    page.goto("/account")
    page.get_by_role("button", name="退出").click()
    page.goto("/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
