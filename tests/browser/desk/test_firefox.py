"""The desk in Firefox: from the address that works once to the saved file, by the same real server as in Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest
from marionette_driver.keys import Keys

from tests.browser.desk.conftest import KEPT
from tests.browser.desk.firefox import firefox
from tests.browser.desk.running import DRAFT, RunningDesk, desk_site
from tests.install_system import firefox as find_firefox
from tests.install_system import firefox_can_be_had

pytestmark = pytest.mark.skipif(
    not firefox_can_be_had() and not find_firefox(),
    reason="this system's only Firefox is a snap, which takes no profile",
)

TEXT = ".text .cm-content"
SHOWN = "document.querySelector('.page.is-shown')?.contentDocument.body.textContent"


def test_a_bulletin_is_written_in_firefox(tmp_path: Path, results: Path) -> None:
    desk = RunningDesk(desk_site(tmp_path / "site"))
    before = desk.text(DRAFT)
    try:
        with firefox(tmp_path / "profile", 1280, 860) as fox:
            fox.go(desk.start())
            fox.one(".grid-body .grid-row")
            fox.picture(results / "desk-list-firefox.png")
            fox.press("input[type=search]", "colombia", Keys.ARROW_DOWN)
            fox.press(".grid-body .grid-row:focus", Keys.ENTER)
            fox.one(".preview-room[data-drawn]")
            fox.one("[role=tab]", "正文").click()
            # A problem is told at its line, and goes with its cause.
            fox.press(TEXT, Keys.CONTROL, Keys.END)
            fox.press(TEXT, Keys.ENTER, Keys.ENTER, "见[附件](none.md)。")
            fox.one(".cm-lint-marker")
            fox.becomes(f"{SHOWN}?.includes('见附件')")
            fox.press(TEXT, Keys.SHIFT, Keys.HOME)
            fox.press(TEXT, Keys.BACK_SPACE)
            # Chinese as it is composed: no letter of it may stay.
            fox.compose(("y", "yu", "yue", "yue'n", "yue'nan"), "越南")
            fox.compose(("g", "guan'shui"), "关税上调。")
            fox.becomes(f"{SHOWN}?.includes('越南关税上调。')")
            fox.becomes("!document.querySelector('.cm-lint-marker')")
            fox.picture(results / "desk-preview-firefox.png")
            # What is not saved is there again.
            fox.run(KEPT, "越南关税上调。")
            fox.reload()
            fox.one(".notices .notice", "找回了没有保存的文字")
            fox.one("[role=tab]", "头部").click()
            fox.press(".field-of-source input", "当地海关", Keys.TAB)
            fox.picture(results / "desk-form-firefox.png")
            fox.press("body", Keys.CONTROL, "s")
            fox.becomes("document.querySelector('.keeping').dataset.keeping === 'saved'")
            source = "\nsource: 当地海关\n---\n\n"
            assert desk.text(DRAFT) == before.replace("\n---\n\n", source, 1) + "\n\n越南关税上调。"
            assert fox.faults(desk.address) == []
    finally:
        desk.stop()
