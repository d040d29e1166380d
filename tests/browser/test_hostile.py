"""Hostile strings as titles, bodies, keywords and queries in Chromium: no dialog, no script, no request.

The pages' own policy is switched off, so that whatever slipped through would run. Our own strings are opened page by
page, scripts and all. Those of a folder (`pytest -s tests/browser/test_hostile.py --hostile DIR`) come many pages to a
document, which takes a tenth of the time for bulletins and a fifth for searches.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Page

from tests import machine
from tests.browser.conftest import DESK, PATIENCE
from tests.browser.hostile_site import LONGEST_QUERY, Sown, pieces, shown, sow
from tests.browser.served import Served, Server, served_soundly, serving
from tests.machine import PROJECT
from tests.site_helper import Site

#: What the pages themselves ask for beside the page that was opened.
OWN_REQUESTS = re.compile(r"/assets/[\w.-]+|/api/(counts|suggest)|/favicon\.ico")
#: Pages that share a document, and documents after which the browser may forget.
TOGETHER, FRESH = 20, 20
TOGETHER_SCRIPT = (Path(__file__).parent / "hostile_pages.js").read_text(encoding="utf-8")
#: What pages have that hold rows of bulletins.
LISTS = b'<ol class="rows rows-list">'
#: What of a page is compared with what it was given.
SHOWN = {"title": ".bulletin h1", "keywords": ".keywords a", "query": "#q"}
#: What stands in a page that none of our templates and nothing that Markdown may make puts there.
FOREIGN = r"""() => {
  const found = [], schemes = /^(javascript|vbscript|data):/i;
  for (const one of document.querySelectorAll("*")) {
    for (const {name, value} of one.attributes) {
      const link = /^(href|src|action|formaction|poster|data|xlink:href)$/.test(name);
      const foreign = /^on|^style$|^srcdoc$/.test(name) && !one.matches("ul.suggestions[role='listbox']");
      if (foreign || (link && schemes.test(value.replace(/^[\0- ]+|[\t\n\r]/g, "")))) {
        found.push(one.outerHTML.slice(0, 200));
      }
    }
  }
  const elements = "iframe, object, embed, applet, base, frame, style, math, video, audio, marquee, textarea, "
    + "meta[http-equiv='refresh'], script:not([src]):not([type='application/ld+json']), script[src^='http'], "
    + "svg script, svg animate, svg set, svg foreignObject, form:not([method='post']):not([method='get'])";
  return found.concat([...document.querySelectorAll(elements)].map(one => one.outerHTML.slice(0, 200)));
}"""


@dataclass(frozen=True)
class Garden:
    """A site in which hostile strings stand, served."""

    served: Served
    strings: list[str]
    sown: Sown
    lists: list[str]


@pytest.fixture(scope="module", params=[0, 1])
def open_garden(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, own_strings: list[str],
    other_strings: list[str],
) -> Iterator[tuple[Server, Garden]]:  # fmt: skip
    """Half of the strings, so that two workers share them; tests take `garden`."""
    strings = [*own_strings, *other_strings][request.param :: 2]
    site = Site(tmp_path_factory.mktemp("hostile"))
    sown = sow(site, strings)
    print(f"{len(strings)} strings: {len(sown.pages)} bulletins, {sown.bodies} bodies; refused: {dict(sown.refused)}")
    with served_soundly(site.root, "--no-reload", patience=900) as server:
        folder = site.root / "site"
        lists = [
            f"/{one.parent.relative_to(folder)}/" for one in folder.rglob("index.html") if LISTS in one.read_bytes()
        ]
        # Each title in a row once: the pages of /risk/, and the first one of every other list.
        lists = [one for one in lists if "/page/" not in one or one.startswith("/risk/page/")]
        yield server, Garden(server.sound(), strings, sown, sorted(lists))


@pytest.fixture
def garden(open_garden: tuple[Server, Garden]) -> Garden:
    """The garden, being served whatever the test before did to the server."""
    open_garden[0].sound()
    return open_garden[1]


class Guard:
    """Opens pages and notes what none of them may do."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.paths: frozenset[str] = frozenset()
        self.faults: list[str] = []
        page.on("dialog", self._dialog)
        page.on("request", lambda request: self._request(request.url))
        page.on("popup", lambda popup: self._fault(f"window {popup.url}"))

    def _fault(self, what: str) -> None:
        where = next(iter(self.paths)) if len(self.paths) == 1 else f"{len(self.paths)} pages"
        self.faults.append(f"{where}: {what}")

    def _dialog(self, dialog: Dialog) -> None:
        self._fault(f"dialog {dialog.message}")
        dialog.dismiss()

    def _request(self, url: str) -> None:
        own = url.startswith(f"{self.address}/") and (
            url[len(self.address) :] in self.paths or OWN_REQUESTS.fullmatch(urlsplit(url).path)
        )
        if not own and not url.startswith("data:"):
            self._fault(f"request {url}")

    def look(self, path: str) -> None:
        """Open a page, with its scripts, and look at all that it is made of."""
        self.paths = frozenset([path])
        answer = self.page.goto(self.address + path, wait_until="domcontentloaded")
        assert answer
        if answer.status not in (200, 400):
            self._fault(f"status {answer.status}")
        for one in self.page.evaluate(FOREIGN):
            self._fault(one)

    def look_at(self, paths: Sequence[str], texts: Sequence[str] = ()) -> list[dict[str, list[str]]]:
        """Look at the pages of many addresses, and at bodies without one, in one document; what each page shows."""
        self.paths = frozenset(paths)
        before = len(self.faults)
        asked = {"paths": paths, "texts": texts, "shown": SHOWN, "foreign": FOREIGN}
        found: dict[str, Any] = self.page.evaluate(TOGETHER_SCRIPT, asked)
        for one in found["faults"]:
            self._fault(one)
        for path, status in zip(paths, found["statuses"], strict=True):
            if status not in (200, 400):
                self._fault(f"status {status} of {path}")
        if len(self.faults) > before and len(paths) > 1:  # to tell which of them it is
            for path in paths:
                self.look_at([path])
        says: list[dict[str, list[str]]] = found["says"]
        return says

    def look_at_all(self, paths: Sequence[str]) -> Iterator[tuple[str, dict[str, list[str]]]]:
        """Each path with what its page shows."""
        for start in range(0, len(paths), TOGETHER):
            if start % (TOGETHER * FRESH) == 0:
                self.begin()
            some = paths[start : start + TOGETHER]
            yield from zip(some, self.look_at(some), strict=True)

    def begin(self) -> None:
        """Open a page of our origin that holds nothing and can be written beside."""
        self.paths = frozenset(["/robots.txt"])
        self.page.goto(f"{self.address}/robots.txt")


@pytest.fixture
def bare(chromium: Browser) -> Iterator[Page]:
    """A page whose own policy does not protect it."""
    context = chromium.new_context(bypass_csp=True, viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def guard(bare: Page, garden: Garden) -> Guard:
    """Over the pages of the garden."""
    return Guard(bare, garden.served.address)


def as_query(text: str) -> str:
    """A text as it stands in an address."""
    return quote(text.encode("utf-8", "surrogateescape"), safe="")


def test_our_own_in_windows_of_their_own(guard: Guard, garden: Garden, own_strings: list[str]) -> None:
    own = frozenset(own_strings)
    numbers = {number for number, text in enumerate(garden.strings) if text in own}
    pages = [path for path in garden.sown.pages if int(path.split("/")[3].partition("-")[0]) in numbers]
    assert len(pages) >= len(numbers) > 50
    for path in (*pages, "/", "/risk/", "/risk/channel/warning/", "/search"):
        guard.look(path)
    for query in (as_query(text[:LONGEST_QUERY]) for text in garden.strings if text in own):
        guard.look(f"/search?q={query}")
        guard.look(f"/search?keyword={query}&country={query}&since={query}")
    assert guard.faults == []


def test_as_titles_bodies_and_keywords(guard: Guard, garden: Garden) -> None:
    for path, page in guard.look_at_all(list(garden.sown.pages)):
        title, keywords = garden.sown.pages[path]
        assert [shown(one) for one in page["title"]] == [title], path
        assert [shown(one) for one in page["keywords"]] == keywords, path
    assert len(list(guard.look_at_all(garden.lists))) == len(garden.lists) > 3
    assert guard.faults == []


def test_as_queries(guard: Guard, garden: Garden) -> None:
    queries = [part for text in garden.strings for part in pieces(text, LONGEST_QUERY)]
    paths = {f"/search?q={as_query(text)}": text for text in queries}
    seen = 0
    for path, page in guard.look_at_all(list(paths)):
        seen += shown(page["query"][0]) == shown(paths[path])
    assert guard.faults == []
    # A field holds no control characters and no half of a surrogate pair; such queries are shown as what they become.
    unshowable = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
    assert seen >= sum(not unshowable.search(text) for text in paths.values())


def test_what_would_be_left_of_refused_bodies(guard: Guard, garden: Garden) -> None:
    """The second line of defence. A picture may be left, as Markdown makes them too: only refusing stops those."""
    guard.begin()
    cleaned = garden.sown.cleaned
    assert cleaned
    for start in range(0, len(cleaned), TOGETHER):
        guard.look_at([], cleaned[start : start + TOGETHER])
    assert [one for one in guard.faults if ": request " not in one] == []


@pytest.mark.parametrize(
    ("template", "escaped", "unescaped", "path"),
    [
        ("bulletin.html", "<h1>{{ bulletin.title_html|safe }}", "<h1>{{ bulletin.title|safe }}", "/risk/n/"),
        ("macros.html", "else item.title }}", "else item.title|safe }}", "/risk/"),
        (
            "search.html",
            "{{ query.q or '' }}",
            "{{ (query.q or '')|safe }}",
            "/search?q=%22%3E%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E",
        ),
    ],
)
def test_an_unescaped_string_is_noticed(
    bare: Page, site: Site, template: str, escaped: str, unescaped: str, path: str
) -> None:
    """A hole in a template of the site's own: what the tests above would say if ours had one."""
    shipped = (PROJECT / "templates" / template).read_text(encoding="utf-8")
    assert escaped in shipped
    site.file(f"templates/{template}", shipped.replace(escaped, unescaped))
    site.small().bulletin("n", title="<img src=x onerror=alert(1)>").bulletin("m")
    with serving(site.root, "--no-reload") as served:
        for together in (False, True):
            guard = Guard(bare, served.address)
            guard.begin()
            if together:
                guard.look_at(["/risk/m/", path])
            else:
                guard.look(path)
            wanted = [f"{path}: dialog 1", f"{path}: request ", f"{path}: <img src"]
            last = time.monotonic() + machine.PATIENCE
            while not all(one in "\n".join(guard.faults) for one in wanted):
                assert time.monotonic() < last, guard.faults
                bare.wait_for_timeout(50)


def test_raw_markup_is_refused_at_its_line(site: Site, own_strings: list[str]) -> None:
    site.small()
    dangerous = [one for one in own_strings if re.search(r"<(script|img|svg|a|iframe|style)\b", one)]
    assert dangerous
    for number, text in enumerate(dangerous):
        site.bulletin(f"n{number}", f"第一段。\n\n{text}\n")
    found = {one.split(":", 1)[0] for one in site.checked()}
    assert found == {f"content/risk/n{number}.md" for number in range(len(dangerous))}
    assert all(re.match(r"content/risk/n\d+\.md:\d+:\d+: ", one) for one in site.checked())
