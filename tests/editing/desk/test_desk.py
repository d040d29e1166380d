"""One desk: its settings and vocabulary hold while somebody edits them, and a bulletin is found or is not there."""

from __future__ import annotations

import pytest

from editing.desk import desk as module
from editing.desk.desk import Desk, DeskError, found_bulletin, in_chinese
from editing.desk.gate import Gate
from tests.editing.desk.editor import ORIGIN, Editor
from tests.site_helper import Site
from view.problems import ContentError


def opened(site: Site) -> Desk:
    return Desk(site.root, Gate(ORIGIN), lambda settings: [])


def test_settings_are_read_again_when_they_change_and_hold_while_they_are_wrong(site: Site) -> None:
    desk = opened(site.small().settings("[desk]\nreview = true\n"))
    assert desk.settings.review is True
    assert desk.loaded is desk.loaded
    site.settings("[desk]\nreview = 'perhaps so'\n")
    assert desk.settings.review is True
    site.settings("[desk]\n")
    assert desk.settings.review is False


def test_a_desk_does_not_begin_with_settings_that_are_wrong(site: Site) -> None:
    desk = opened(site.small().settings("title = ["))
    with pytest.raises(ContentError, match=r"site\.toml"):
        _ = desk.moment
    site.settings("")
    assert desk.moment.utcoffset() is not None


def test_the_vocabulary_holds_while_it_is_wrong(site: Site) -> None:
    desk = opened(site.small())
    before = desk.vocabulary
    site.file("content/vocabulary.toml", "[[channel]]\n")
    assert desk.vocabulary == before
    with pytest.raises(ContentError):
        _ = opened(site).vocabulary


@pytest.mark.parametrize("identifier", [None, 1, [], "", "none", "A", "a.md", "../a"])
def test_an_id_of_no_bulletin_is_none(editor: Editor, identifier: object) -> None:
    with pytest.raises(DeskError) as refused:
        found_bulletin(editor.desk.site(), identifier)
    assert refused.value.status == 404


def test_a_bulletin_that_is_too_large_or_just_gone_is_not_opened(
    editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = editor.desk.site()
    assert found_bulletin(site, "a").id == "a"
    editor.site.remove("content/risk/a.md")
    with pytest.raises(DeskError) as gone:
        found_bulletin(site, "a")
    assert gone.value.status == 404
    monkeypatch.setattr(module, "LARGEST_FILE", 10)
    with pytest.raises(DeskError) as large:
        found_bulletin(site, "draft")
    assert large.value.status == 413


def test_what_has_no_chinese_stays_as_it_is() -> None:
    assert in_chinese("no such sentence") == "no such sentence"
    assert in_chinese("there is nothing to take back") != "there is nothing to take back"
