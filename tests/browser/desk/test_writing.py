"""Writing at the desk: form and text over one file, Chinese input, pasting, pictures, tables."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from playwright.sync_api import expect

from tests.browser.desk.clipboard import EXCEL, WORD, paste, paste_picture
from tests.browser.desk.conftest import OpenPage, comes_true, edit_page, field, ready, saved, violations, write
from tests.browser.desk.running import DRAFT, LIVE, RunningDesk


def test_an_untouched_file_keeps_every_byte_and_an_edited_one_its_other_lines(
    desk: RunningDesk, open_page: OpenPage
) -> None:
    odd = "---\ntitle:   '甲'   # 暂名\ndate: 2026-11-20\n\nchannel: 风险预警\ndraft: true\n---\n\n第一段\n"
    odd = odd.replace("\n", "\r\n")
    desk.file(DRAFT).write_bytes(odd.encode())
    page = edit_page(open_page, desk, DRAFT)
    expect(page.locator(".keeping")).to_have_text("已保存")
    page.keyboard.press("Control+s")
    page.get_by_role("tab", name="头部").click()
    field(page, "来源").fill("当地海关")
    field(page, "来源").press("Tab")
    write(page, "第二段")
    saved(page)
    wanted = odd.replace("draft: true\r\n", "draft: true\r\nsource: 当地海关\r\n") + "第二段"
    assert desk.file(DRAFT).read_bytes().decode() == wanted


def test_the_form_finds_values_by_pinyin_and_offers_what_the_text_names(desk: RunningDesk, open_page: OpenPage) -> None:
    page = edit_page(open_page, desk, DRAFT)
    write(page, "\n\n泰国与墨西哥的订单也受影响。")
    page.get_by_role("tab", name="头部").click()
    page.get_by_role("button", name="加上 泰国").click()
    expect(page.get_by_role("button", name="去掉 泰国")).to_be_visible()
    countries = page.get_by_role("combobox", name="国别（地区）")
    countries.press_sequentially("yuenan")
    expect(page.get_by_role("option", name="越南")).to_have_attribute("aria-selected", "true")
    countries.press("Enter")
    expect(page.get_by_role("button", name="去掉 越南")).to_be_visible()
    level = page.get_by_role("combobox", name="风险等级")
    level.fill("高")
    level.press("Enter")
    expect(level).to_have_value("高")
    saved(page)
    text = desk.text(DRAFT)
    assert "countries: [CO, PE, 泰国, 越南]" in text
    assert "level: 高" in text


def test_problems_stand_at_their_field_and_line_while_one_types(desk: RunningDesk, open_page: OpenPage) -> None:
    page = edit_page(open_page, desk, DRAFT)
    write(page, "\n\n见[附件](none.md)。")
    expect(page.locator(".cm-lint-marker-error, .cm-lint-marker-warning")).to_have_count(1)
    page.locator(".problems-count").click()
    page.get_by_role("button", name="none.md").click()
    expect(page.locator(".cm-content")).to_be_focused()
    page.get_by_role("tab", name="头部").click()
    date = field(page, "发布时间")
    date.fill("下周三")
    date.press("Tab")
    expect(date).to_have_attribute("aria-invalid", "true")


def test_chinese_is_composed_without_a_letter_lost(desk: RunningDesk, open_page: OpenPage) -> None:
    page = edit_page(open_page, desk, DRAFT)
    write(page, "\n\n")
    keyboard = page.context.new_cdp_session(page)
    said = page.locator(".preview-room").get_attribute("data-drawn")
    for typed in ("y", "yu", "yue", "yuen", "yue'n", "yue'na", "yue'nan"):
        keyboard.send(
            "Input.imeSetComposition", {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)}
        )
        page.evaluate("new Promise(requestAnimationFrame)")
    # Long enough for check and preview: neither may touch what is being composed.
    expect(page.locator(".preview-room")).not_to_have_attribute("data-drawn", said or "")
    expect(page.locator(".cm-content")).to_contain_text("yue'nan")
    keyboard.send("Input.insertText", {"text": "越南"})
    keyboard.send("Input.imeSetComposition", {"text": "guan'shui", "selectionStart": 9, "selectionEnd": 9})
    keyboard.send("Input.insertText", {"text": "关税，"})
    page.keyboard.press("Control+b")
    page.keyboard.insert_text("上调")
    saved(page)
    assert desk.text(DRAFT).endswith("\n\n越南关税，**上调**")
    assert "yue" not in desk.text(DRAFT)
    # Composing in the form waits too: what is half a word is no value.
    page.get_by_role("tab", name="头部").click()
    field(page, "标题").click()
    page.keyboard.press("Control+a")
    keyboard.send("Input.imeSetComposition", {"text": "biao'ti", "selectionStart": 7, "selectionEnd": 7})
    keyboard.send("Input.insertText", {"text": "标题甲"})
    expect(page.locator(".edit-title")).to_have_text("标题甲")


def test_what_word_and_excel_copy_becomes_markdown(desk: RunningDesk, open_page: OpenPage) -> None:
    page = edit_page(open_page, desk, DRAFT)
    write(page, "\n\n")
    paste(page, {"text/html": WORD, "text/plain": "税率由 25% 降至 12.5%"})
    expect(page.locator(".toast")).to_contain_text("已转成 Markdown")
    expect(page.locator(".cm-content")).to_contain_text("推迟发货")
    page.keyboard.insert_text("\n")
    paste(page, {"text/html": EXCEL, "text/plain": "国别\t逾期率\r\n越南\t12.5%"})
    expect(page.locator(".cm-content")).to_contain_text("| 越南")
    saved(page)
    text = desk.text(DRAFT)
    assert "**税率**由 25% 降至 12.5%" in text
    assert "1. 核对订单\n2. 推迟发货" in text
    assert "mso" not in text.lower()
    paste(page, {"text/html": "<b>整段</b>", "text/plain": "整段"})
    expect(page.locator(".cm-content")).to_contain_text("**整段**")
    page.locator(".toast").last.get_by_role("button", name="改贴纯文本").click()
    expect(page.locator(".cm-content")).not_to_contain_text("**整段**")


def test_a_picture_is_asked_what_it_shows(desk: RunningDesk, open_page: OpenPage) -> None:
    drawn = BytesIO()
    Image.new("RGB", (1800, 60), "#2f6f86").save(drawn, "PNG")
    page = edit_page(open_page, desk, DRAFT)
    write(page, "\n\n")
    paste_picture(page, "图 1.png", drawn.getvalue())
    dialog = page.get_by_role("dialog", name="插入图片")
    dialog.get_by_role("button", name="插入").click()
    expect(dialog.get_by_role("alert")).to_have_text("请写一句这张图说了什么")
    assert violations(page) == []
    dialog.get_by_label("这张图说了什么").fill("逾期率逐季上升")
    dialog.get_by_role("button", name="插入").click()
    expect(page.locator(".cm-content")).to_contain_text("![逾期率逐季上升](")
    saved(page)
    picture = page.frame_locator(".page.is-shown").get_by_alt_text("逾期率逐季上升")
    expect(picture).to_have_js_property("complete", True)
    expect(picture).not_to_have_js_property("naturalWidth", 0)


def test_a_table_is_filled_in_as_a_grid(desk: RunningDesk, open_page: OpenPage) -> None:
    page = edit_page(open_page, desk, DRAFT)
    write(page, "\n\n")
    page.get_by_role("button", name="插入或修改表格").click()
    dialog = page.get_by_role("dialog", name="插入表格")
    dialog.get_by_label("第 1 列的表头").fill("国别")
    assert violations(page) == []
    dialog.get_by_label("第 1 行第 1 列").fill("秘鲁|利马")
    dialog.get_by_role("button", name="插入").click()
    saved(page)
    assert "| 国别 |  |  |\n| --- | --- | --- |\n| 秘鲁\\|利马 |  |  |" in desk.text(DRAFT)


def test_text_and_page_scroll_together_in_every_look(desk: RunningDesk, open_page: OpenPage) -> None:
    page = edit_page(open_page, desk, LIVE)
    page.get_by_role("tab", name="正文").click()
    scrolled = "document.querySelector('.page.is-shown').contentDocument.scrollingElement.scrollTop"
    for look in ("电脑", "手机", "打印"):
        page.get_by_label(look).check()
        page.evaluate("document.querySelector('.cm-scroller').scrollTop = 0")
        comes_true(page, f"{scrolled} === 0")
        page.evaluate("const one = document.querySelector('.cm-scroller'); one.scrollTop = one.scrollHeight")
        comes_true(page, f"{scrolled} > 100")
    page.get_by_label("电脑").check()
    page.evaluate("document.querySelector('.cm-scroller').scrollTop = 0")
    comes_true(page, f"{scrolled} === 0")
    page.locator(".preview-room").hover()
    page.mouse.wheel(0, 900)
    comes_true(page, "document.querySelector('.cm-scroller').scrollTop > 100")


def test_the_page_stays_when_the_window_becomes_narrow_and_wide(desk: RunningDesk, open_page: OpenPage) -> None:
    page = edit_page(open_page, desk, LIVE)
    page.set_viewport_size({"width": 768, "height": 860})
    page.get_by_role("tab", name="预览").click()
    expect(page.frame_locator(".page.is-shown").get_by_role("heading", level=1)).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 860})
    expect(page.get_by_role("tab", name="预览")).to_be_hidden()
    expect(page.frame_locator(".page.is-shown").get_by_role("heading", level=1)).to_be_visible()


def test_all_of_it_by_keyboard(desk: RunningDesk, open_page: OpenPage) -> None:
    page = open_page(desk)
    search = page.get_by_role("searchbox")
    search.focus()
    page.keyboard.insert_text("colombia")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".grid-body .grid-row").first).to_be_focused()
    page.keyboard.press("Enter")
    ready(page)
    page.get_by_role("tab", name="正文").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("tab", name="头部")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Tab")
    expect(field(page, "标题")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.insert_text("（改）")
    page.get_by_role("button", name="步骤").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="步骤")).to_be_focused()
    saved(page)
    assert "习惯（改）" in desk.text(DRAFT)
