"""How the desk looks and reads: axe-core on every part and dialog, pictures for people to look at, hostile previews."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk.clipboard import word_file
from tests.browser.desk.conftest import OpenPage, edit_page, ready, violations, write
from tests.browser.desk.running import DRAFT, LIVE, RunningDesk

WIDTHS = (1280, 768)
OTHER = "2026/11/korea-cosmetic-chemical-rejection"


def show_list(page: Page) -> None:
    """The list with a search."""
    page.goto("/#/")
    expect(page.locator(".grid-body .grid-row").nth(3)).to_be_visible()


def show_form(page: Page) -> None:
    """The form of a bulletin that is published, with an open list of values."""
    page.goto(f"/#/edit/{LIVE}")
    ready(page)
    page.get_by_role("tab", name="头部").click()
    expect(page.locator(".offer").first).to_be_visible()


def show_preview(page: Page) -> None:
    """Text and page, with something wrong."""
    page.goto(f"/#/edit/{LIVE}")
    ready(page)
    write(page, "\n\n另见[附件](none.md)。")
    expect(page.locator(".problems-list li")).not_to_have_count(0)
    page.locator(".problems-count").click()
    if page.viewport_size and page.viewport_size["width"] < 1000:
        page.get_by_role("tab", name="预览").click()
        expect(page.locator(".page.is-shown")).to_be_visible()


def show_difference(page: Page) -> None:
    """What a step will change."""
    page.goto(f"/#/edit/{OTHER}")
    ready(page)
    page.get_by_role("button", name="更正", exact=True).click()
    page.get_by_label("更正说明").fill("将逾期天数由 60 天更正为 90 天")
    page.get_by_role("button", name="看看会改什么").click()
    expect(page.locator(".diff-plus").first).to_be_visible()


def show_import(page: Page) -> None:
    """What a Word file lost."""
    page.goto("/#/import")
    page.get_by_label("选一个文件").set_input_files(word_file())
    expect(page.locator(".lost-list li")).not_to_have_count(0)


def show_calendar(page: Page) -> None:
    """The month, and what comes next."""
    page.goto("/#/calendar")
    expect(page.locator(".month td").first).to_be_visible()


def show_new(page: Page) -> None:
    """The few fields of a new bulletin, with its list of values open."""
    page.goto("/#/new")
    page.get_by_role("combobox", name="国别（地区）").press_sequentially("yu")
    expect(page.get_by_role("option").first).to_be_visible()


SHOWN: dict[str, Callable[[Page], None]] = {
    "list": show_list, "form": show_form, "preview": show_preview, "diff": show_difference, "import": show_import,
    "calendar": show_calendar, "new": show_new,
}  # fmt: skip


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_no_part_breaks_a_rule(desk: RunningDesk, open_page: OpenPage, results: Path, colours: str) -> None:
    page = open_page(desk, color_scheme=colours)
    found: list[str] = []
    for name, show in SHOWN.items():
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 860})
            page.goto("/#/calendar")
            show(page)
            page.locator("#toasts").evaluate("place => place.replaceChildren()")
            page.screenshot(path=results / f"desk-{name}-{width}-{colours}.png")
            if width == WIDTHS[0] or colours == "light":
                found += [f"{name} at {width}, {colours}: {one}" for one in violations(page)]
    assert found == []


def test_hostile_text_runs_nothing_in_the_preview(desk: RunningDesk, open_page: OpenPage) -> None:
    page = edit_page(open_page, desk, DRAFT)
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog: {dialog.message}"))
    text = desk.text(DRAFT).replace("安第斯", "<img src=x onerror=alert(1)>安第斯")
    text += "\n\n<script>parent.document.title = 'taken'</script>\n\n[按我](javascript:alert(2))\n\n甲\u202e乙\n"
    desk.file(DRAFT).write_text(text, encoding="utf-8")
    page.reload()
    ready(page)
    expect(page.locator(".edit-title")).to_contain_text("<img src=x onerror=alert(1)>")
    frame = page.frame_locator(".page.is-shown")
    expect(frame.locator("h1")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(frame.locator("script, img[src=x], a[href^=javascript]")).to_have_count(0)
    expect(page).not_to_have_title("taken")
    # Links are shown and not followed.
    before = frame.locator("h1").text_content()
    frame.locator(".crumbs a[href]").first.click()
    expect(page.locator(".preview-state")).to_contain_text("链接到")
    assert frame.locator("h1").text_content() == before
