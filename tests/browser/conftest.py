"""The shipped site served by the real command, and browser pages that notice whatever a page does wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)

from tests import machine
from tests.browser.served import Served, Server, served_soundly, shipped_copy
from tests.install_system import browser as find_browser

RESULTS = machine.PROJECT / "test-results"
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
#: Milliseconds that an expectation may take to come true.
PATIENCE = machine.PATIENCE * 1000
_OUTCOME = pytest.StashKey[bool]()

expect.set_options(timeout=PATIENCE)


class Watch:
    """Notes what no page of ours may do: console errors, uncaught errors, requests to another origin."""

    def __init__(self, context: BrowserContext, own: tuple[str, ...]) -> None:
        self.own = own
        self.faults: list[str] = []
        #: Addresses (a pattern) whose failing to load is what the test is about.
        self.failing = re.compile(r"(?!)")
        #: Whether the browser's refusing to show a page in a frame is what the test is about.
        self.framing_refused = False
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"uncaught: {error.error}"))
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        failed = "Failed to load resource" in message.text and self.failing.search(message.location["url"])
        refused = self.framing_refused and "frame-ancestors" in message.text
        if message.type == "error" and not failed and not refused:
            self.faults.append(f"console: {message.text} ({message.location['url']})")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self.own):
            self.faults.append(f"request to another origin: {request.url}")


#: Opens a page: make(sites if not the shipped one, javascript=…, viewport=…, other options of a browser context).
MakePage = Callable[..., Page]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Lets fixtures know that their test failed."""
    report = yield
    item.stash[_OUTCOME] = item.stash.get(_OUTCOME, False) or report.failed
    return report


@pytest.fixture(scope="package")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of the shipped site; tests take `shipped`."""
    root = shipped_copy(tmp_path_factory.mktemp("shipped"), '[embed]\nframe_ancestors = ["http://127.0.0.1:*"]\n')
    with served_soundly(root, "--no-reload") as server:
        yield server


@pytest.fixture
def shipped(shop: Server) -> Served:
    """The shipped site as in production, in a folder of its own; other ports of this machine may frame its guides."""
    return shop.sound()


class Browsers:
    """The browser that tests share, or another one where it is gone."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._browser: Browser | None = None

    def sound(self) -> Browser:
        """A browser that runs, whatever was done to the one before."""
        if self._browser is None or not self._browser.is_connected():
            path = find_browser()
            assert path, "no browser: make test installs one"
            flags = ["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage"]
            start = self._playwright.chromium.launch
            self._browser = start(executable_path=path, args=flags, timeout=machine.PATIENCE * 1000)
        return self._browser

    def close(self) -> None:
        """End it."""
        if self._browser:
            self._browser.close()


@pytest.fixture(scope="package")
def browsers() -> Iterator[Browsers]:
    """Ends with this package: while Playwright runs, no other test could start an event loop."""
    with sync_playwright() as playwright, closing(Browsers(playwright)) as browsers:
        yield browsers


@pytest.fixture
def chromium(browsers: Browsers) -> Browser:
    """A browser."""
    return browsers.sound()


@pytest.fixture
def watches() -> list[Watch]:
    """The watch over each context of this test."""
    return []


@pytest.fixture
def make_page(
    chromium: Browser, shipped: Served, watches: list[Watch], request: pytest.FixtureRequest
) -> Iterator[MakePage]:
    """Opens pages of the shipped site, or of others; at the end none may have done anything wrong."""
    contexts: list[BrowserContext] = []
    used: list[Served] = []

    def make(*served: Served, javascript: bool = True, viewport: Any = DESK, **options: Any) -> Page:
        sites = served or (shipped,)
        context = chromium.new_context(
            base_url=sites[0].address, locale="zh-CN", java_script_enabled=javascript, viewport=viewport, **options
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        used.extend(sites)
        watches.append(Watch(context, ("data:", *(f"{one.address}/" for one in sites))))
        return context.new_page()

    yield make
    if request.node.stash.get(_OUTCOME, False):
        _picture(contexts, request.node.name)
        for served in dict.fromkeys(used):
            print(f"{served.address} said:\n{served.said()}")
    for context in contexts:
        context.close()
    faults = [fault for watch in watches for fault in watch.faults]
    assert not faults, "\n".join(faults)


def _picture(contexts: list[BrowserContext], test: str) -> None:
    """What the pages of a failed test looked like."""
    folder = RESULTS / "failed"
    folder.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^\w.-]+", "-", test)
    for number, page in enumerate([page for context in contexts for page in context.pages]):
        page.screenshot(path=folder / f"{name}-{number}.png", full_page=True)


@pytest.fixture
def page(make_page: MakePage) -> Page:
    """One page on a desk, with JavaScript."""
    return make_page()


@pytest.fixture(params=["script", "plain"])
def either(request: pytest.FixtureRequest, make_page: MakePage) -> Page:
    """One page with JavaScript, and the same test again without."""
    return make_page(javascript=request.param == "script")


@pytest.fixture
def results() -> Path:
    """Where pictures are kept for people to look at."""
    folder = RESULTS / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
