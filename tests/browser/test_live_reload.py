"""Writing with the server running: the open page changes by itself, and a mistake shows until it is mended."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MakePage
from tests.browser.served import Served, serving
from tests.machine import PATIENCE

BULLETIN = """---
title: {title}
date: 2026-11-20
channel: warning
level: {level}
---

正文。
"""


@pytest.fixture(scope="module")
def writing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site served with live reload."""
    root = tmp_path_factory.mktemp("writing")
    save(root, "port", "港口拥堵")
    with serving(root) as served:
        last = time.monotonic() + PATIENCE
        while "Rebuilt in " not in served.said():  # it watches
            assert time.monotonic() < last, served.said()
            save(root, "port", "港口拥堵")
            time.sleep(0.2)
        yield served


def save(root: Path, name: str, title: str, level: str = "high") -> None:
    """Save a bulletin as an editor would."""
    path = root / "content" / "risk" / "2026" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(BULLETIN.format(title=title, level=level), encoding="utf-8")


def test_saving_a_bulletin_changes_the_open_page(make_page: MakePage, writing: Served) -> None:
    page = make_page(writing)
    page.goto("/risk/2026/port/")
    for title in ("港口恢复", "港口又堵"):
        save(writing.root, "port", title)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_mistake_shows_on_the_page_until_it_is_mended(make_page: MakePage, writing: Served) -> None:
    page = make_page(writing)
    page.goto("/risk/2026/port/")
    before = page.get_by_role("heading", level=1).inner_text()
    problems = page.locator(".live-problems")
    expect(problems).to_have_count(0)
    save(writing.root, "port", "新标题", level="高高")
    expect(problems).to_contain_text('content/risk/2026/port.md:5:8: level: unknown value "高高"')
    expect(page.get_by_role("heading", level=1)).to_have_text(before)  # the last good site stays up
    assert "port.md:5:8" in writing.said()
    save(writing.root, "port", "新标题", level="高")
    expect(page.get_by_role("heading", level=1)).to_have_text("新标题")
    expect(problems).to_have_count(0)


def test_a_new_bulletin_appears_in_the_open_list_and_the_open_search(make_page: MakePage, writing: Served) -> None:
    listed, found = make_page(writing), make_page(writing)
    listed.goto("/risk/")
    found.goto("/search?q=码头")
    expect(found.locator("[data-summary]")).to_have_text("没有找到符合条件的信息")
    save(writing.root, "strike", "码头工人罢工", level="low")
    for page in (listed, found):
        expect(page.get_by_role("link", name="码头工人罢工")).to_be_visible()
