"""The life of a bulletin at the desk, every step with what it will change shown first; another person's approval."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Watch
from tests.browser.desk.clipboard import drop, word_file
from tests.browser.desk.conftest import OpenPage, edit_page, field, ready, violations, write
from tests.browser.desk.running import DRAFT, LIVE, RunningDesk, desk_site


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def readers_see(folder: Path) -> Iterator[str]:
    """A host of a site's folder; gives its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def step(page: Page, name: str) -> Locator:
    """Choose a step; gives its dialog."""
    page.get_by_role("button", name="步骤").click()
    page.get_by_role("menuitem", name=re.compile(rf"^{name}……")).click()
    return page.get_by_role("dialog")


def take(page: Page, name: str, said: str = "") -> Locator:
    """Take a step with what it has to be told; what it changes was shown before."""
    dialog = step(page, name)
    if said:
        dialog.locator("input, textarea").first.fill(said)
        dialog.get_by_role("button", name="看看会改什么").click()
    expect(dialog.get_by_role("heading", name="文件里的改动")).to_be_visible()
    expect(dialog.locator(".diff-plus, .diff-minus").first).to_be_visible()
    dialog.get_by_role("button", name=name, exact=True).click()
    expect(dialog).to_have_count(0)
    return page.locator(".edit-where .state")


def test_from_the_first_word_to_the_last(
    make_desk: Callable[..., RunningDesk], open_page: OpenPage, tmp_path: Path
) -> None:
    root = desk_site(tmp_path / "site")
    with readers_see(root / "site") as address:
        (root / "site.toml").write_text(f'base_url = "{address}"\n', encoding="utf-8")
        desk = make_desk(root=root)
        page = open_page(desk, "new")
        page.get_by_label("标题").fill("越南复审卷钢")
        channel = page.get_by_role("combobox", name="栏目")
        channel.fill("fxyj")
        channel.press("Enter")
        page.get_by_role("button", name="建立草稿").click()
        ready(page)
        write(page, "买方可能推迟提货，请核对在途订单的付款条件。\n")
        state = take(page, "发布")  # what was not saved is saved first
        expect(state).to_have_text("已发布")

        dialog = step(page, "更新网站")
        dialog.get_by_role("button", name="更新网站").click()
        expect(dialog.locator(".run-state")).to_contain_text("已上线", timeout=240_000)
        assert violations(page) == []
        live = dialog.locator(".run-state a").get_attribute("href") or ""
        dialog.get_by_role("button", name="关闭").click()
        identifier = live.removeprefix(f"{address}/risk/").strip("/")
        assert "核对在途订单" in (root / "site" / "risk" / identifier / "index.html").read_text(encoding="utf-8")

        dialog = step(page, "更正")
        dialog.get_by_role("button", name="看看会改什么").click()
        expect(dialog.get_by_role("alert")).to_have_text("请写更正说明")
        dialog.get_by_role("button", name="取消").click()
        expect(take(page, "更正", "将“复审”更正为“日落复审”")).to_have_text("已更正")
        expect(take(page, "撤回", "消息来源撤稿")).to_have_text("已撤回")
        expect(take(page, "恢复", "来源重新确认")).to_have_text("已更正")
        take(page, "改名", f"{identifier}-sunset")
        page.wait_for_url("**-sunset")
        ready(page)
        assert not desk.file(identifier).exists()
        expect(take(page, "取代", LIVE)).to_have_text("已被取代")
        dialog = step(page, "撤销上一步")
        dialog.get_by_role("button", name="撤销", exact=True).click()
        expect(page.locator(".edit-where .state")).to_have_text("已更正")

        dialog = step(page, "历史")
        expect(dialog.get_by_role("radio")).not_to_have_count(0)
        dialog.get_by_role("radio").last.check()
        expect(dialog.locator(".diff-plus").first).to_be_visible()
        assert violations(page) == []
        dialog.get_by_role("button", name="用这个版本的文字").click()
        expect(page.locator(".keeping")).to_have_text("有没保存的改动")


def test_a_draft_can_wait_for_its_day_and_the_calendar_shows_it(desk: RunningDesk, open_page: OpenPage) -> None:
    page = edit_page(open_page, desk, DRAFT)
    dialog = step(page, "定时发布")
    dialog.get_by_label("何时发布").fill("2031-05-06T09:30")
    dialog.get_by_role("button", name="看看会改什么").click()
    dialog.get_by_role("button", name="定时发布", exact=True).click()
    expect(page.locator(".edit-where .state")).to_have_text("待发布")
    page.goto("/#/calendar")
    expect(page.locator(".agenda")).to_contain_text("2031-05-06")
    expect(page.locator(".agenda")).to_contain_text("安第斯国家进口商对账习惯")


def test_what_makes_no_sense_is_said_and_changes_nothing(
    desk: RunningDesk, open_page: OpenPage, watches: list[Watch]
) -> None:
    page = edit_page(open_page, desk, LIVE)
    watches[0].failing = re.compile("/api/step")
    before = desk.text(LIVE)
    dialog = step(page, "取代")
    dialog.get_by_role("combobox").fill("2026/11/none")
    dialog.get_by_role("button", name="看看会改什么").click()
    expect(dialog.get_by_role("alert")).not_to_be_empty()
    assert desk.text(LIVE) == before


def test_another_person_approves_before_readers_see_it(
    make_desk: Callable[..., RunningDesk], open_page: OpenPage, watches: list[Watch], tmp_path: Path
) -> None:
    root = desk_site(tmp_path / "site", "[desk]\nreview = true\n")
    writer, approver = make_desk(root=root), make_desk(root=root, person="李主任")
    page = edit_page(open_page, writer, LIVE)
    watches[0].failing = re.compile("/api/save")  # it is refused, and asked for
    field(page, "来源").fill("当地海关")
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog", name="送审")
    dialog.get_by_label("给审稿人的话").fill("补来源")
    dialog.get_by_role("button", name="送审").click()
    expect(page.locator(".reviewed")).to_contain_text("王编辑")
    assert "当地海关" not in writer.text(LIVE)
    other = open_page(approver)
    other.get_by_role("button", name="待审").click()
    other.locator(".grid-body .grid-row").first.click()
    ready(other)
    other.get_by_role("button", name="审核", exact=True).click()
    dialog = other.get_by_role("dialog", name="审核")
    expect(dialog).to_contain_text("补来源")
    expect(dialog.locator(".diff-plus")).to_contain_text("当地海关")
    dialog.get_by_role("button", name="退回").click()
    expect(dialog.get_by_role("alert")).to_have_text("退回要写明原因")
    dialog.get_by_role("button", name="通过").click()
    expect(other.locator(".reviewed")).to_contain_text("审核通过")
    assert "source: 当地海关" in writer.text(LIVE)
    take_back_together(page, other)
    assert "source: 当地海关" not in writer.text(LIVE)


def take_back_together(page: Page, other: Page) -> None:
    """One asks to take back the last step, and another person approves; what was not saved stays."""
    page.reload()
    ready(page)
    write(page, "还没存的一句")
    page.get_by_role("button", name="步骤").click()
    page.get_by_role("menuitem", name="撤销上一步").click()
    dialog = page.get_by_role("dialog", name="撤销上一步")
    expect(dialog.locator(".diff-minus")).to_contain_text("当地海关")
    expect(dialog).to_contain_text("没保存的改动留在这里")
    assert violations(page) == []
    dialog.get_by_label("给审稿人的话").fill("来源有误")
    dialog.get_by_role("button", name="送审").click()
    expect(page.locator(".reviewed")).to_contain_text("王编辑")
    expect(page.locator(".cm-content")).to_contain_text("还没存的一句")
    other.reload()
    ready(other)
    other.get_by_role("button", name="审核", exact=True).click()
    dialog = other.get_by_role("dialog", name="审核")
    expect(dialog).to_contain_text("要做“撤销上一步”。说明：来源有误")
    expect(dialog.locator(".diff-minus")).to_contain_text("当地海关")
    dialog.get_by_role("button", name="通过").click()
    expect(other.locator(".reviewed")).to_contain_text("审核通过")


def test_a_word_file_is_accepted_line_by_line(desk: RunningDesk, open_page: OpenPage) -> None:
    page = open_page(desk)
    expect(page.locator(".grid-body .grid-row").first).to_be_visible()
    drop(page, word_file())  # on the list, as people do
    accept = page.get_by_role("button", name="写成草稿")
    expect(accept).to_be_disabled()
    for box in page.locator(".lost-list input").all():
        box.check()
    expect(page.locator(".import-left")).to_have_text("都确认了")
    page.get_by_label("越南", exact=True).check()
    channel = page.get_by_role("combobox", name="栏目")
    channel.fill("国别信息")
    channel.press("Enter")
    accept.click()
    ready(page)
    expect(page.locator(".edit-title")).to_have_text("越南调整进口关税")
    expect(page.locator(".edit-where .state")).to_have_text("草稿")
    expect(page.get_by_role("button", name="去掉 越南", include_hidden=True)).to_have_count(1)
