"""Chromium as the steps of guides find it: no animation, no caret, light, one size for one kind of screen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Playwright, ViewportSize, sync_playwright

from view.problems import PlainError

#: What a browser that Playwright can drive is called on PATH.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SCREENS: dict[str, ViewportSize] = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
#: Letters without colour fringes, the same on every run; nothing that asks the network.
_FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--disable-lcd-text",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
)
#: Milliseconds that anything in the browser may take on a busy machine.
_PATIENCE = 60_000


def browser_on_path() -> str | None:
    """The program on PATH; None where there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def fetched_browser(playwright: Playwright) -> str | None:
    """The program that `playwright install chromium` fetched; None where it did not."""
    path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def find_browser(playwright: Playwright) -> str:
    """The program: one on PATH, else the one that was fetched. PlainError without any."""
    found = browser_on_path() or fetched_browser(playwright)
    if not found:
        raise PlainError("no browser: install chromium, or run `.venv/bin/playwright install --with-deps chromium`")
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser without windows, until the block ends."""
    with sync_playwright() as playwright:
        path = find_browser(playwright)
        try:
            running = playwright.chromium.launch(executable_path=path, args=list(_FLAGS), timeout=_PATIENCE)
        except Error as error:
            raise PlainError(f"the browser {path} does not start: {error.message.splitlines()[0]}") from None
        try:
            yield running
        finally:
            running.close()


@contextmanager
def screen(browser: Browser, origin: str, kind: str) -> Iterator[BrowserContext]:
    """A browser that nobody has used before, at a screen of this kind."""
    context = browser.new_context(
        base_url=origin, locale="zh-CN", timezone_id="Asia/Shanghai", color_scheme="light", reduced_motion="reduce",
        viewport=SCREENS[kind],
    )  # fmt: skip
    context.set_default_timeout(_PATIENCE)
    context.add_init_script(f"window.xinfengGuide = {_script()}")
    context.route("**/api/suggest*", lambda route: route.fulfill(json={"suggestions": []}))  # they come when they come
    try:
        yield context
    finally:
        context.close()


def _script() -> str:
    text = Path(__file__).with_name("page_script.js").read_text(encoding="utf-8")
    return text[text.index("(function") :]
