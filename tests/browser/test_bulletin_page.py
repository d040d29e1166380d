"""From a bulletin onward: what to do, where to go next, citing, contents, the QR code, back to the search."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
import rjieba
import zxingcpp
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, MakePage
from tests.browser.pages import address

LONG = "/risk/2026/11/vietnam-transshipment-tariff/"
#: Where the lines of an element's text end: the characters before and after each break.
BREAKS = """element => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), found = [];
  let node, last = null, text = "";
  while ((node = walker.nextNode())) {
    for (let at = 0; at < node.data.length; at += 1) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const box = range.getBoundingClientRect();
      if (!box.height) { continue; }
      if (last !== null && box.top > last + 4) { found.push(text.length); }
      last = box.top;
      text += node.data[at];
    }
  }
  return [text, found];
}"""


def test_what_to_do_stands_first_and_the_ways_on_stand_last(either: Page) -> None:
    either.goto(LONG)
    actions = either.locator(".actions")
    expect(actions.get_by_role("listitem")).to_have_count(3)
    assert actions.bounding_box()["y"] < either.locator(".article-body").bounding_box()["y"]  # type: ignore[index]
    following = either.locator(".next")
    expect(following.get_by_role("link", name="投保", exact=True)).to_have_attribute("href", "/account/policies")
    expect(following.get_by_role("link", name="怎样索赔")).to_have_attribute("href", "/guide/claims/")
    following.get_by_role("link", name="投保", exact=True).click()
    expect(either.locator(".notice")).to_contain_text("登录后即可查看“企业投保”")
    either.get_by_role("button", name="demo-a").click()
    expect(either.get_by_role("heading", level=1)).to_have_text("企业投保")


def test_a_long_bulletin_has_its_contents(either: Page) -> None:
    either.goto(LONG)
    links = either.locator(".toc a")
    headings = either.locator(".prose h2").evaluate_all("all => all.map(one => one.firstChild.textContent)")
    assert len(headings) >= 4
    expect(links).to_have_count(len(headings))
    links.last.click()
    expect(either.locator(".prose h2").last).to_be_in_viewport()


def test_it_can_be_cited_and_its_headings_linked(page: Page) -> None:
    page.goto(f"{LONG}?utm_source=mail#影响判断")
    page.evaluate("document.execCommand = () => { window.copied = document.activeElement.value; return true; }")
    page.get_by_role("button", name="复制引用").click()
    expect(page.locator("[data-tools-state]")).to_have_text("引用已复制")
    cited = page.evaluate("window.copied")
    for part in ("《【示例】紧急提示", "编号 2026/11/vietnam-transshipment-tariff", "2026-11-20 发布", LONG):
        assert part in cited
    page.get_by_role("button", name="复制链接").click()
    assert page.evaluate("window.copied").endswith(LONG)
    page.locator(".prose h2").first.hover()
    page.locator(".prose h2 .heading-link").first.click()
    assert "utm" not in page.evaluate("window.copied")
    assert "#" in page.evaluate("window.copied")


def modules(shape: str, side: int) -> Any:
    """The picture that a path of unit squares draws, black on white."""
    picture = np.full((side, side), 255, np.uint8)
    for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", shape):
        picture[int(y), int(x)] = 0
    return picture.repeat(4, axis=0).repeat(4, axis=1)


@pytest.mark.parametrize("text", ["https://risk.example.cn/risk/2026/11/a/", "越南" * 40, "x" * 330, "y"])
def test_the_square_says_the_address(page: Page, text: str) -> None:
    page.goto(LONG)
    if text == "y":
        text = page.locator("[data-qr]").get_attribute("data-qr") or ""
    else:
        source = page.locator('script[src*="/assets/qr."]').get_attribute("src")
        page.locator("[data-qr]").evaluate("(place, text) => place.setAttribute('data-qr', text)", text)
        page.evaluate("document.querySelector('.qr svg').remove()")
        page.add_script_tag(url=source)
    path = page.locator(".qr path")
    side = int(str(page.locator(".qr svg").get_attribute("viewBox")).split()[2])
    (found,) = zxingcpp.read_barcodes(modules(str(path.get_attribute("d")), side))
    assert found.text == text
    assert found.format == zxingcpp.BarcodeFormat.QRCode


def test_who_came_from_a_search_can_go_back_to_it(page: Page) -> None:
    page.goto("/search?q=关税&country=VN")
    page.locator(".results .row-title").first.click()
    page.get_by_role("link", name="返回查询结果").click()
    expect(page.locator(".chips li")).to_have_count(2)
    page.goto("/risk/")
    page.locator(".rows .row-title").first.click()
    expect(page.locator("article.bulletin")).to_be_visible()
    expect(page.get_by_role("link", name="返回查询结果")).to_have_count(0)


def test_a_withdrawn_one_says_when_and_why_and_its_level_is_past(either: Page) -> None:
    either.goto(address(either, "status=withdrawn"))
    banner = either.locator(".notice-withdrawn")
    expect(banner.locator("time")).to_be_visible()
    expect(banner).to_contain_text(either.locator(".changes .change-note").first.inner_text())
    expect(either.locator(".facts .level")).to_have_text("原等级：高")
    expect(either.locator(".facts .level-high")).to_have_count(0)
    expect(either.locator(".article-side .tool-feed, .next, .actions")).to_have_count(0)


def test_titles_on_a_phone_break_between_words(make_page: MakePage) -> None:
    page = make_page(viewport=PHONE)
    found = page.request.get("/api/search?page=1").json()
    urls = [one["url"] for number in range(1, found["pages"] + 1)
            for one in page.request.get(f"/api/search?page={number}").json()["results"]]  # fmt: skip
    broken = []
    for url in urls[::3]:
        page.goto(url)
        text, breaks = page.locator("h1").evaluate(BREAKS)
        ends = {end for _, _, end in rjieba.tokenize(text)}
        broken += [f"{text[:at]}|{text[at:]}" for at in breaks if at not in ends or text[at] in "，。：；？！”）】》"]
    assert broken == []
