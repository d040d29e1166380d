"""The page of a text that is not saved: what a build would make of it, on its day."""

from __future__ import annotations

import re

import pytest

from builder.pages.assets import SHIPPED
from tests.editing.desk.editor import Editor
from tests.editing.desk.shown import page_of, text
from tests.site_helper import Page, Site


def test_the_preview_is_the_page_that_a_build_makes(editor: Editor) -> None:
    site = editor.site.bulletin("b", "泰国。", countries=["VN"], date="2026-11-19")
    site.build()
    shown = page_of(Editor(site), Editor(site).open()["text"])
    built = site.text("/risk/a/")
    for mark in (r' data-line="\d+"', r'<base target="_blank">', r"/preview/[\w-]+(?=/)"):
        shown = re.sub(mark, "", shown)
    assert shown == re.sub(r"<script\b.*?</script>", "", built, flags=re.DOTALL)


def test_a_draft_and_what_is_scheduled_are_shown_as_they_will_stand(editor: Editor) -> None:
    shown = Page(page_of(editor, text("draft: true\n").replace("2026-11-20", "2027-01-05"), "draft"))
    assert "正文。" in shown.text
    assert "2027-01-05" in shown.text


def test_a_text_without_usable_front_matter_has_no_page(editor: Editor) -> None:
    assert "稿件头部" in editor.post("/api/preview", 422, id="a", text="x")["detail"]


@pytest.mark.parametrize("alias", ["/old/page", "/old/page/", "/old/page.html"])
def test_a_link_to_an_old_address_is_one_as_builds_take_it(editor: Editor, alias: str) -> None:
    target = alias if "." in alias else f"{alias.rstrip('/')}/"
    site = editor.site.bulletin("b", f"见[旧页]({target})。", aliases=[alias])
    assert site.build().warnings == []
    assert Editor(site).open("b")["problems"] == []


def test_a_date_that_comes_changes_what_stands_beside_a_text(desk_site: Site) -> None:
    desk_site.bulletin("n", date="2026-12-01", countries=["VN"]).bulletin("o", expires="2026-11-23", countries=["VN"])
    editor = Editor(desk_site)
    written = editor.open()["text"].replace("2026-11-20", "2026-12-02")
    page_of(editor, written)
    editor.at = editor.at.replace(month=12, day=3)
    markup = page_of(editor, written)
    assert "/risk/n/" in markup
    assert "/risk/o/" not in markup


def test_a_template_that_changes_is_used_at_once(editor: Editor) -> None:
    written = editor.open()["text"]
    assert "改过的页脚" not in page_of(editor, written)
    shipped = (SHIPPED / "templates" / "base.html").read_text(encoding="utf-8")
    editor.site.file("templates/base.html", shipped.replace("</body>", "改过的页脚</body>"))
    assert "改过的页脚" in page_of(editor, written)
