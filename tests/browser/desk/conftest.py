"""A desk, and pages of it for people who have signed in; every page notices what it does wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.axe import AXE, RUN, TAGS
from tests.browser.conftest import _OUTCOME, PATIENCE, RESULTS, Watch
from tests.browser.desk.running import RunningDesk, desk_site

DESK_SIZE = {"width": 1280, "height": 860}
#: Opens a page of a desk: open_page(desk, hash, other options of a browser context).
OpenPage = Callable[..., Page]
#: Comes back when the browser has these words on its disk.
KEPT = """async (words) => {
  const base = await new Promise((done) => {
    const ask = indexedDB.open("xinfeng-desk");
    ask.onsuccess = () => done(ask.result);
  });
  for (;;) {
    const all = await new Promise((done) => {
      const ask = base.transaction("unsaved").objectStore("unsaved").getAll();
      ask.onsuccess = () => done(ask.result);
    });
    if (JSON.stringify(all).includes(words)) return;
    await new Promise(requestAnimationFrame);
  }
}"""


@pytest.fixture(scope="package")
def shared_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """The desk that tests share; they take `desk`."""
    desk = RunningDesk(desk_site(tmp_path_factory.mktemp("desk") / "site"))
    yield desk
    desk.stop()


@pytest.fixture(scope="package")
def seats() -> dict[str, Any]:
    """Address of a desk → the cookies of who has opened it."""
    return {}


@pytest.fixture
def desk(shared_desk: RunningDesk, seats: dict[str, Any]) -> RunningDesk:
    """A running desk on the shipped content."""
    shared_desk.as_shipped()
    if shared_desk.address not in seats:
        seats[shared_desk.address] = shared_desk.start()
    return shared_desk


@pytest.fixture
def make_desk(tmp_path: Path, seats: dict[str, Any]) -> Iterator[Callable[..., RunningDesk]]:
    """Starts desks of a test's own, with these settings and for this person."""
    desks: list[RunningDesk] = []

    def make(settings: str = "", person: str = "王编辑", root: Path | None = None) -> RunningDesk:
        desk = RunningDesk(root or desk_site(tmp_path / f"site-{len(desks)}", settings), person)
        desks.append(desk)
        seats[desk.address] = desk.start()
        return desk

    yield make
    for one in desks:
        one.stop()


@pytest.fixture
def open_page(
    chromium: Browser, seats: dict[str, Any], watches: list[Watch], request: pytest.FixtureRequest
) -> Iterator[OpenPage]:
    """Opens pages of desks; at the end none may have done anything wrong."""
    contexts: list[BrowserContext] = []

    def open_one(desk: RunningDesk, part: str = "", **options: Any) -> Page:
        context = chromium.new_context(
            base_url=desk.address, locale="zh-CN", viewport=options.pop("viewport", DESK_SIZE), **options
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        watch = Watch(context, ("data:", "blob:", f"{desk.address}/"))
        watches.append(watch)
        page = context.new_page()
        seat = seats[desk.address]
        if isinstance(seat, str):  # the address that works once
            page.goto(seat)
            seats[desk.address] = context.cookies()
        else:
            context.add_cookies(seat)
        page.goto(f"/#/{part}")
        return page

    yield open_one
    faults = [fault for watch in watches for fault in watch.faults]
    if faults or request.node.stash.get(_OUTCOME, False):
        folder = RESULTS / "failed"
        folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w.-]+", "-", request.node.name)
        for number, page in enumerate([page for context in contexts for page in context.pages]):
            page.screenshot(path=folder / f"{name}-{number}.png")
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


def edit_page(open_page: OpenPage, desk: RunningDesk, identifier: str, **options: Any) -> Page:
    """A page on which a bulletin is written, ready for the first word."""
    page = open_page(desk, f"edit/{identifier}", **options)
    ready(page)
    return page


def ready(page: Page) -> None:
    """Return when the text was checked and the page beside it is shown."""
    expect(page.locator(".edit")).to_be_visible()
    expect(page.locator(".preview-room[data-drawn]")).to_have_count(1)


def write(page: Page, text: str) -> None:
    """Write at the end of the body."""
    page.get_by_role("tab", name="正文").click()
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(text)


def saved(page: Page) -> None:
    """Save, and return when it is."""
    page.keyboard.press("Control+s")
    expect(page.locator(".keeping")).to_have_text("已保存")


def field(page: Page, name: str) -> Locator:
    """A field of the form that is typed into."""
    return page.get_by_role("textbox", name=name, exact=True)


def comes_true(page: Page, condition: str) -> None:
    """Wait for an expression of the page; Playwright's own way needs `eval`, which the page forbids."""
    page.evaluate(
        f"""() => new Promise((done) => {{
          const look = () => ({condition}) ? done() : requestAnimationFrame(look);
          look();
        }})"""
    )


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page around the preview; pages of the site have tests of their own."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(RUN.replace("axe.run(document,", "axe.run({exclude: ['.page']},"), TAGS)
    return [f"{page.url}: {rule} ({text}): {nodes}" for rule, text, nodes in found]
