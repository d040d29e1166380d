"""No word is lost: files changed elsewhere, pages and servers killed, two tabs, front matter that is broken."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from signal import SIGKILL

from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch
from tests.browser.desk.clipboard import word_file
from tests.browser.desk.conftest import KEPT, OpenPage, edit_page, field, ready, saved, violations, write
from tests.browser.desk.running import DRAFT, RunningDesk

#: What does not load is what a test is about.
ANY = re.compile("/api/")


def kept(page: Page, words: str) -> None:
    """Return when the browser has these words on its disk."""
    page.evaluate(KEPT, words)


def crash(page: Page) -> Page:
    """End a page as a crash does, without a last word; gives another of the same browser."""
    context = page.context
    assert context.browser
    session = context.browser.new_browser_cdp_session()
    with page.expect_event("crash"):
        for one in session.send("SystemInfo.getProcessInfo")["processInfo"]:
            if one["type"] == "renderer":
                os.kill(one["id"], SIGKILL)
    page.close()
    return context.new_page()


def test_what_a_crashed_page_had_not_saved_is_found_again(desk: RunningDesk, open_page: OpenPage) -> None:
    page = edit_page(open_page, desk, DRAFT)
    write(page, "\n\n一字不能丢")
    kept(page, "一字不能丢")
    page.get_by_role("tab", name="头部").click()
    field(page, "来源").press_sequentially("当地海关")
    kept(page, "当地海关")
    page = crash(page)
    page.goto("/#/")
    expect(page.locator(".found-again")).to_contain_text("安第斯国家进口商对账习惯")
    page.locator(".found-again a").click()
    ready(page)
    expect(page.locator(".notices .notice")).to_contain_text("找回了没有保存的文字")
    page.get_by_role("button", name="看有什么不同").click()
    expect(page.locator(".diff-plus").last).to_contain_text("一字不能丢")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="头部").click()
    expect(field(page, "来源")).to_have_value("当地海关")
    saved(page)
    assert desk.text(DRAFT).endswith("一字不能丢")
    assert "source: 当地海关" in desk.text(DRAFT)
    page.goto("/#/")
    expect(page.locator(".grid-body .grid-row").first).to_be_visible()
    expect(page.locator(".found-again a")).to_have_count(0)


def test_a_server_that_is_gone_loses_nothing_and_is_told(
    make_desk: Callable[..., RunningDesk], open_page: OpenPage, watches: list[Watch]
) -> None:
    desk = make_desk()
    page = edit_page(open_page, desk, DRAFT)
    watches[0].failing = ANY
    desk.kill()
    write(page, "\n\n服务器不在时写的")
    page.keyboard.press("Control+s")
    expect(page.locator(".bar-state")).to_contain_text("程序没有回答")
    expect(page.locator(".keeping")).to_contain_text("文字已留在浏览器里")
    again = desk.start()
    # A server that was started anew knows nobody: who opens its new address goes on, in this tab too.
    expect(page.locator(".bar-state")).to_contain_text("请打开终端里新的地址")
    page.context.new_page().goto(again)
    expect(page.locator(".keeping")).to_have_text("已保存")
    assert desk.text(DRAFT).endswith("服务器不在时写的")


def test_a_file_changed_elsewhere_is_merged_block_by_block(
    desk: RunningDesk, open_page: OpenPage, watches: list[Watch]
) -> None:
    page = edit_page(open_page, desk, DRAFT)
    watches[0].failing = ANY
    write(page, "\n\n我写的一段")
    page.keyboard.press("Control+Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.insert_text("（我改的）")
    theirs = desk.text(DRAFT).replace("目前只有提纲。", "目前只有提纲。（他改的）").replace("CO, PE", "CO, PE, CL")
    desk.file(DRAFT).write_text(theirs, encoding="utf-8")
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog", name="文件在别处改过")
    dialog.get_by_role("button", name="用合并的结果").click()
    expect(dialog.get_by_role("alert")).to_contain_text("没有选定")
    assert violations(page) == []
    dialog.get_by_role("group", name="两边都改了").get_by_label("两段都要").check()
    dialog.get_by_role("button", name="用合并的结果").click()
    saved(page)
    text = desk.text(DRAFT)
    assert "countries: [CO, PE, CL]" in text
    assert "（他改的）" in text
    assert "（我改的）" in text
    assert text.endswith("我写的一段")


def test_an_import_that_waits_survives_the_desk(
    make_desk: Callable[..., RunningDesk], open_page: OpenPage, watches: list[Watch]
) -> None:
    desk = make_desk()
    page = open_page(desk, "import")
    watches[0].failing = ANY
    page.get_by_label("选一个文件").set_input_files(word_file())
    expect(page.locator(".lost-list li")).not_to_have_count(0)
    desk.kill()
    again = desk.start()
    page.goto(again)
    page.goto("/#/import")
    page.get_by_role("button", name="通报.docx").click()
    expect(page.locator(".lost-list li")).not_to_have_count(0)
    for box in page.locator(".lost-list input").all():
        box.check()
    page.get_by_role("button", name="写成草稿").click()
    ready(page)
    expect(page.locator(".edit-title")).to_have_text("越南调整进口关税")
    page.goto("/#/import")
    expect(page.get_by_label("选一个文件")).to_have_count(1)
    expect(page.locator(".import-waiting li")).to_have_count(0)


def test_two_tabs_know_of_each_other_and_two_people_lose_nothing(desk: RunningDesk, open_page: OpenPage) -> None:
    page = edit_page(open_page, desk, DRAFT)
    other = page.context.new_page()
    other.goto(page.url)
    ready(other)
    expect(page.locator(".notices .notice")).to_contain_text("另一个标签页")
    expect(other.locator(".notices .notice")).to_contain_text("另一个标签页")
    write(page, "\n\n第一页写的")
    saved(page)
    # Nothing unsaved there: it shows the new text at once.
    expect(other.locator(".cm-content")).to_contain_text("第一页写的")
    write(other, "，第二页接着写")
    saved(other)
    expect(page.locator(".cm-content")).to_contain_text("第二页接着写")
    other.close()
    expect(page.locator(".notices .notice")).to_have_count(0)
    assert desk.text(DRAFT).endswith("第一页写的，第二页接着写")


def test_broken_front_matter_opens_as_text_with_its_problem_at_the_line(
    desk: RunningDesk, open_page: OpenPage, watches: list[Watch]
) -> None:
    broken = "---\ntitle: '未完\ndate: 2026-11-20\nchannel: country\n---\n\n正文还在\n"
    desk.file(DRAFT).write_text(broken, encoding="utf-8")
    page = open_page(desk, f"edit/{DRAFT}")
    watches[0].failing = ANY  # there is no preview of it
    expect(page.get_by_role("tab", name="源文件")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".cm-content")).to_contain_text("正文还在")
    expect(page.locator(".cm-lint-marker")).not_to_have_count(0)
    assert desk.text(DRAFT) == broken
    page.locator(".cm-line", has_text="title").click()
    page.keyboard.press("End")
    page.keyboard.insert_text("'")
    page.get_by_role("tab", name="头部").click()
    expect(field(page, "标题")).to_have_value("未完")
    saved(page)
    assert desk.text(DRAFT) == broken.replace("'未完", "'未完'")
