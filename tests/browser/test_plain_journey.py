"""The reader's whole journey with JavaScript off: nothing on the way is missing."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, MakePage


def keep(page: Page, results: Path, step: str) -> None:
    """A picture of where the journey has come to."""
    folder = results / "plain"
    folder.mkdir(exist_ok=True)
    page.screenshot(path=folder / f"{step}.png", full_page=True)


def test_the_whole_journey_without_javascript(make_page: MakePage, results: Path) -> None:
    page = make_page(javascript=False, viewport=PHONE)
    page.goto("/")
    keep(page, results, "home")
    expect(page.locator("[data-counts-state]")).to_have_text("查看我的业务")
    page.locator("[data-counts-state] a").click()
    page.get_by_role("button", name="demo-a").click()
    page.goto("/account")
    expect(page.locator(".signed")).to_contain_text("示例企业甲")
    keep(page, results, "account")
    page.locator(".account-counts a").first.click()
    expect(page.locator("table.items tbody tr").first).to_be_visible()
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="风险信息").click()
    keep(page, results, "list")
    page.locator("#query-q").fill("关税")
    page.locator("#query-country").select_option(label="越南")
    page.locator("form.query .primary").click()
    wide = int(page.locator("[data-summary] b").inner_text())
    assert wide > 1
    page.locator("[data-open-filters]").click()
    page.locator("#facet-level summary").click()
    page.locator("#facet-level input").first.check()
    page.get_by_role("button", name="应用筛选").click()
    narrow = int(page.locator("[data-summary] b").inner_text())
    assert 0 < narrow < wide
    keep(page, results, "results")
    page.locator(".results .row-title").first.click()
    expect(page.locator("article.bulletin h1")).to_be_visible()
    expect(page.get_by_role("link", name="邮件分享")).to_be_visible()
    keep(page, results, "bulletin")
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="使用指南").click()
    page.locator(".guide-list a").first.click()
    expect(page.locator("article.guide h1")).to_be_visible()
    keep(page, results, "guide")
    page.goto("/account")
    page.get_by_role("button", name="退出", exact=True).click()
    page.goto("/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
