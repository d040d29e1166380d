"""Previews at addresses that nobody can guess: without scripts, with their own files only, and not for ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from editing.desk.answers import PREVIEW
from editing.desk.api.shown_pages import ShownPages
from editing.desk.desk import DeskError
from editing.desk.known.preview import PreviewedPage
from tests.site_helper import PNG


def kept(markup: str, files: dict[str, Path] | None = None) -> tuple[ShownPages, str]:
    shown = ShownPages()
    url = shown.keep(PreviewedPage(markup.encode(), files or {}, []))
    return shown, url.removeprefix("/preview/")


@pytest.mark.parametrize(
    ("markup", "shown_as"),
    [
        ("<head><title>题</title>", '<head><base target="_blank"><title>题</title>'),
        ("甲<script src=x>1</script>乙<SCRIPT>\n2</SCRIPT >", "甲乙"),
        ('<link rel="stylesheet" href="/assets/x.css">', '<link rel="stylesheet" href="KEY/assets/x.css">'),
        ('<img alt="" src="/risk/a/p.png">', '<img alt="" src="KEY/risk/a/p.png">'),
        ('<img src="//other.example/p.png">', '<img src="//other.example/p.png">'),
        ('<img src="https://other.example/p.png">', '<img src="https://other.example/p.png">'),
        ('<a href="/risk/b/">乙</a>', '<a href="/risk/b/">乙</a>'),
    ],
)
def test_a_page_loads_from_below_its_address_and_runs_nothing(markup: str, shown_as: str) -> None:
    shown, path = kept(markup)
    answer = shown.show(path)
    assert answer.get_data(as_text=True) == shown_as.replace("KEY", f"/preview/{path.rstrip('/')}")
    assert answer.headers["Content-Security-Policy"] == PREVIEW


def test_only_files_of_the_page_are_shown(tmp_path: Path) -> None:
    picture, gone = tmp_path / "图.png", tmp_path / "gone.png"
    picture.write_bytes(PNG)
    shown, path = kept("", {"/risk/a/%E5%9B%BE.png": picture, "/risk/a/gone.png": gone})
    for name in ("risk/a/%E5%9B%BE.png", "risk/a/图.png"):
        answer = shown.show(path + name)
        answer.direct_passthrough = False
        assert (answer.status_code, answer.mimetype, answer.get_data()) == (200, "image/png", PNG)
    for name in ("risk/a/gone.png", "risk/a/none.png", "../site.toml", "risk/b/"):
        assert shown.show(path + name).status_code == 204


def test_the_oldest_are_forgotten() -> None:
    shown, first = kept("甲")
    paths = [shown.keep(PreviewedPage(b"", {}, [])).removeprefix("/preview/") for _ in range(24)]
    assert len({first, *paths}) == 25
    assert [shown.show(path).status_code for path in paths] == [200] * 24
    for path in (first, "", "none/"):
        with pytest.raises(DeskError) as refused:
            shown.show(path)
        assert refused.value.status == 404
