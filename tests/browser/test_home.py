"""The home page and the account: what a company has to do, in brackets, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import MakePage, Watch
from tests.browser.served import Served

LABELS = ["待确认保单", "保单生效通知", "索赔申请通知"]


def counted(page: Page) -> Locator:
    """The lines of the home page that may bear a number."""
    return page.locator("[data-counts] li[data-count]")


def sign_in(page: Page, company: str) -> None:
    """As a reader does: from the home page's link, choosing a company."""
    page.goto("/")
    page.get_by_role("link", name="登录", exact=True).click()
    page.get_by_role("button", name=company).click()
    page.wait_for_url("/")


def numbers(texts: list[str]) -> dict[str, int]:
    """Label → number of texts such as 待确认保单（3）."""
    found = {}
    for text in texts:
        match = re.fullmatch(r"(.+)（(\d+)）", text.strip())
        assert match, text
        found[match[1]] = int(match[2])
    return found


def test_signed_out_there_is_a_way_in_and_no_number(page: Page) -> None:
    page.goto("/")
    expect(page.locator("[data-counts-state]")).to_have_text("登录后显示待办数量")
    expect(counted(page)).to_have_text(LABELS)
    expect(page.get_by_role("heading", name="最新风险信息")).to_be_visible()
    expect(page.get_by_role("link", name="更多>>")).to_have_attribute("href", "/risk/")
    menu = page.get_by_role("navigation", name="主菜单").get_by_role("link")
    expect(menu).to_have_text(["首页", "企业投保", "索赔申请", "信息订阅", "风险信息", "使用指南"])


def test_signed_out_nothing_is_asked_for(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    expect(page.locator("[data-counts-state]")).to_have_text("登录后显示待办数量")
    assert [url for url in asked if "/api/" in url] == []


def test_each_number_is_a_link_to_as_many_items(page: Page) -> None:
    sign_in(page, "demo-a")
    links = counted(page).get_by_role("link")
    expect(links).to_have_count(len(LABELS))
    expect(page.locator(".enterprise")).to_have_text("示例企业甲")
    shown = numbers(links.all_inner_texts())
    told = page.request.get("/api/counts").json()
    assert shown == {one["label"]: one["count"] for one in told["counts"]}
    assert list(shown) == LABELS
    assert all(shown.values())
    for label, number in shown.items():
        page.goto("/")
        page.get_by_role("link", name=f"{label}（{number}）").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(label)
        expect(page.locator("main table tbody tr")).to_have_count(number)


def test_a_company_with_nothing_to_do_sees_zeros_that_lead_nowhere(page: Page) -> None:
    sign_in(page, "demo-b")
    expect(counted(page)).to_have_text([f"{label}（0）" for label in LABELS])
    expect(counted(page).get_by_role("link")).to_have_count(0)
    for entry, empty in (("企业投保", "企业投保"), ("索赔申请", "索赔申请")):
        page.get_by_role("navigation", name="主菜单").get_by_role("link", name=entry).click()
        expect(page.locator("main .empty")).to_contain_text(f"当前没有{empty}")


def test_signing_out_takes_the_numbers_away(page: Page) -> None:
    sign_in(page, "demo-a")
    page.get_by_role("button", name="退出", exact=True).click()
    expect(page.locator("[data-counts-state]")).to_have_text("登录后显示待办数量")
    expect(counted(page)).to_have_text(LABELS)
    assert page.request.get("/api/counts").status == 401
    page.goto("/account/pending_policies")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")


def test_without_javascript_the_account_page_tells_the_same_numbers(make_page: MakePage) -> None:
    page = make_page(javascript=False)
    page.goto("/")
    expect(counted(page)).to_have_text(LABELS)
    page.get_by_role("link", name="查看我的业务").click()
    page.get_by_role("button", name="demo-a").click()
    page.wait_for_url("/account")  # where the reader wanted to go
    shown = numbers(page.locator("main .account-counts a").all_inner_texts())
    told = page.request.get("/api/counts").json()
    assert shown == {one["label"]: one["count"] for one in told["counts"]}
    for label, number in shown.items():
        page.goto("/account")
        page.get_by_role("link", name=f"{label}（{number}）").click()
        expect(page.locator("main table tbody tr")).to_have_count(number)
    page.get_by_role("button", name="退出", exact=True).click()
    page.goto("/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")


def test_amounts_stand_to_the_right_under_their_heading(page: Page) -> None:
    sign_in(page, "demo-a")
    page.goto("/account/policies")
    heading = page.get_by_role("columnheader", name="投保金额")
    amounts = page.locator("main tbody td").filter(has_text=re.compile(r"^[\d,]+$"))
    expect(amounts).to_have_count(9)
    cells = [heading, *amounts.all()]
    assert len({one.evaluate("cell => Math.round(cell.getBoundingClientRect().right)") for one in cells}) == 1
    assert {one.evaluate("cell => getComputedStyle(cell).textAlign") for one in cells} == {"right"}
    expect(page.locator("main td.number")).to_have_count(9)


@pytest.mark.parametrize("answer", ["none", "503", "nonsense"])
def test_with_the_endpoint_down_the_page_is_whole_and_says_so_quietly(
    page: Page, shipped: Served, watches: list[Watch], answer: str
) -> None:
    watches[0].failing = re.compile(r"/api/counts$")
    if answer == "none":
        page.route("**/api/counts", lambda route: route.abort())
    elif answer == "503":
        page.route("**/api/counts", lambda route: route.fulfill(status=503, body="down"))
    else:
        page.route("**/api/counts", lambda route: route.fulfill(status=200, body="<html>a proxy's page</html>"))
    page.context.add_cookies([{"name": "xf_signed_in", "value": "1", "url": shipped.address}])
    page.goto("/")
    expect(page.locator("[data-counts-state]")).to_contain_text("暂时无法获取")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(counted(page)).to_have_text(LABELS)
    assert page.locator(".rows-home .row").count() >= 10
    expect(page.get_by_role("navigation", name="主菜单").get_by_role("link")).to_have_count(6)
    expect(page.get_by_role("contentinfo")).to_contain_text("029-95198")
