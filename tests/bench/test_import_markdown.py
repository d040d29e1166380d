"""Markdown that others wrote becomes content that builds."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.import_markdown import import_folder, place, read_text
from builder.base.progress import Progress
from builder.releasing.release import Options
from builder.site import check_site

BODIES = {
    "heading.md": "# 对外贸易法\n\n<!-- INFO END -->\n\n第一条 为了扩大对外开放，制定本法。\n",
    "raw html.md": '前言 <font color="red">红字</font>\n\n<div align="center">\n<img src="a.png">\n</div>\n\n`<b>`\n',
    "links.md": "[没有](missing.md) [锚](#nowhere) [它](heading.md)\n\n"
    "![](http://example.org/x.png) ![图](y.png)\n\n[r]: gone.md\n",
    "script.md": "# 标题 <script>alert(1)</script>\n\n"
    "```html\n<script>code stays</script>\n```\n\n<a href='javascript:x'>\n",
    "front.md": '---\ntitle: "有标题"\ndate: 2019-05-06\ntags: [a]\n---\n\n正文。\n',
    "仲裁法(2017-09-01).md": "没有标题的正文。\n",
    "50%#odd?.md": "",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site made of the files above and one in another encoding."""
    source = tmp_path / "source"
    (source / "子目录").mkdir(parents=True)
    for name, body in BODIES.items():
        (source / name).write_text(body, encoding="utf-8")
    (source / "子目录" / "gbk.md").write_bytes("# 国别风险\n\n国标编码的正文。\n".encode("gb18030"))
    assert import_folder(source, tmp_path / "site", "trade-news") == []
    return tmp_path / "site"


def test_the_site_has_no_problems_left(site: Path) -> None:
    assert [one for one in check_site(site, Options(jobs=1), Progress()) if not one.warning] == []
    assert len(list(site.rglob("*.md"))) == len(BODIES) + 1


def test_titles_and_dates_come_from_what_the_files_say(site: Path) -> None:
    top = site / "content" / "risk" / "imported"
    assert 'title: "对外贸易法"' in (top / "heading.md").read_text()
    assert 'title: "有标题"\ndate: 2019-05-06' in (top / "front.md").read_text()
    assert "date: 2017-09-01" in (top / "仲裁法(2017-09-01).md").read_text()
    assert "国标编码的正文" in (top / "子目录" / "gbk.md").read_text()


def test_what_content_may_not_have_is_kept_as_text(site: Path) -> None:
    top = site / "content" / "risk" / "imported"
    raw = (top / "raw html.md").read_text()
    assert '&lt;font color="red">红字' in raw
    assert "`<b>`" in raw
    assert "<script>code stays</script>" in (top / "script.md").read_text()
    assert "[它](heading.md)" in (top / "links.md").read_text()


def test_names_that_urls_cannot_have_are_changed() -> None:
    assert place(Path("a?b/50%.MD")) == Path("imported/a-b/50-.md")


def test_other_encodings_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes("信用\r\n".encode("utf-16"))
    assert read_text(path) == "信用\n"
