"""Hostile strings as titles, bodies, keywords and queries in Chromium: no dialog, no script, no request.

The pages' own policy is switched off, so that whatever slipped through would run. A folder of further strings is given
by `pytest -s tests/browser/test_hostile.py --hostile DIR`; three thousand took a quarter of an hour.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Page

from builder.fields import LONGEST_TITLE
from builder.parsing import Parser
from tests.browser.conftest import DESK, PATIENCE
from tests.browser.served import Served, serving
from tests.site_helper import Site, source
from view.settings import Settings
from view.vocabulary import load_vocabulary

#: What the pages themselves ask for beside the page that was opened.
OWN_REQUESTS = re.compile(r"/assets/[\w.-]+|/api/(counts|suggest)|/favicon\.ico")
LONGEST_QUERY = 200
#: What stands in a page that none of our templates and nothing that Markdown may make puts there.
FOREIGN = r"""() => {
  const found = [], schemes = /^(javascript|vbscript|data):/i;
  for (const one of document.querySelectorAll("*")) {
    for (const {name, value} of one.attributes) {
      const link = /^(href|src|action|formaction|poster|data|xlink:href)$/.test(name);
      const foreign = /^on|^style$|^srcdoc$/.test(name) && !one.matches("ul.suggestions[role='listbox']");
      if (foreign || (link && schemes.test(value.replace(/[\0- ]/g, "")))) {
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
class Sown:
    """A site in which hostile strings stand, and how many of its bulletins were refused which field."""

    served: Served
    strings: list[str]
    pages: list[str]
    refused: Counter[str]


def sow(site: Site, strings: list[str]) -> tuple[list[str], Counter[str]]:
    """A bulletin for each string, as title, keyword and body; what the builder refuses is left out and counted."""
    site.small().settings("per_page = 100\nfacet_pairs = false\n")
    settings = Settings()
    vocabulary = load_vocabulary(site.root)
    parser = Parser(vocabulary, settings.zone)
    pages, refused = [], Counter[str]()
    for number, text in enumerate(strings):
        date = f"2026-{number % 11 + 1:02d}-01"
        keys: dict[str, object] = {"title": f"标题 {number}", "date": date, "channel": "warning"}
        body = "正文。"
        if accepted(parser, {**keys, "title": text[:LONGEST_TITLE]}, body):
            keys["title"] = text[:LONGEST_TITLE]
        if accepted(parser, {**keys, "keywords": [text]}, body):
            keys["keywords"] = [text]
        if accepted(parser, keys, text):
            body = text
        refused.update(title=keys["title"] != text[:LONGEST_TITLE], keyword="keywords" not in keys, body=body != text)
        site.file(f"content/risk/h/{number}.md", source(keys, body))
        pages.append(f"/risk/h/{number}/")
    return pages, refused


def accepted(parser: Parser, keys: dict[str, object], body: str) -> bool:
    """Whether the builder takes a bulletin, on its own and without what it would have to point to."""
    try:
        raw = source(keys, body).encode()
    except UnicodeEncodeError:
        return False
    found = parser.parse("risk", "h/0", "content/risk/h/0.md", raw)
    return not found.problems and found.record is not None and not found.record.references


@pytest.fixture(scope="module", params=[0, 1])
def sown(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, own_strings: list[str],
    other_strings: list[str],
) -> Iterator[Sown]:  # fmt: skip
    """Half of the strings, so that two workers share them."""
    strings = [*own_strings, *other_strings][request.param :: 2]
    site = Site(tmp_path_factory.mktemp("hostile"))
    pages, refused = sow(site, strings)
    print(f"{len(strings)} strings; refused by the builder: {dict(refused)}")
    with serving(site.root, "--no-reload", patience=600) as served:
        yield Sown(served, strings, pages, refused)


class Guard:
    """Opens pages and notes what none of them may do."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.path = page, address, ""
        self.faults: list[str] = []
        page.on("dialog", self._dialog)
        page.on("request", lambda request: self._request(request.url))
        page.on("popup", lambda popup: self.faults.append(f"{self.path}: window {popup.url}"))

    def _dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"{self.path}: dialog {dialog.message}")
        dialog.dismiss()

    def _request(self, url: str) -> None:
        if url == self.address + self.path or url.startswith("data:"):
            return
        if not url.startswith(f"{self.address}/") or not OWN_REQUESTS.fullmatch(urlsplit(url).path):
            self.faults.append(f"{self.path}: request {url}")

    def look(self, path: str) -> None:
        """Open a page and look at all that it is made of."""
        self.path = path
        answer = self.page.goto(self.address + path, wait_until="domcontentloaded")
        assert answer
        if answer.status not in (200, 400, 404):
            self.faults.append(f"{path}: status {answer.status}")
        self.faults += [f"{path}: {one}" for one in self.page.evaluate(FOREIGN)]


@pytest.fixture
def guard(chromium: Browser, sown: Sown) -> Iterator[Guard]:
    """A page whose own policy does not protect it."""
    context = chromium.new_context(bypass_csp=True, viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    yield Guard(context.new_page(), sown.served.address)
    context.close()


def test_as_titles_bodies_and_keywords(guard: Guard, sown: Sown) -> None:
    for path in (*sown.pages, "/", "/risk/", "/risk/channel/warning/", "/search"):
        guard.look(path)
    assert guard.faults == []


def test_as_queries(guard: Guard, sown: Sown, own_strings: list[str]) -> None:
    for text in sown.strings:
        query = quote(text[:LONGEST_QUERY].encode("utf-8", "surrogateescape"), safe="")
        guard.look(f"/search?q={query}")
        if text in own_strings:
            guard.look(f"/search?keyword={query}&country={query}&since={query}")
    assert guard.faults == []


def test_raw_markup_is_refused_at_its_line(site: Site, own_strings: list[str]) -> None:
    site.small()
    dangerous = [one for one in own_strings if re.search(r"<(script|img|svg|a|iframe|style)\b", one)]
    assert dangerous
    for number, text in enumerate(dangerous):
        site.bulletin(f"n{number}", f"第一段。\n\n{text}\n")
    found = {one.split(":", 1)[0] for one in site.checked()}
    assert found == {f"content/risk/n{number}.md" for number in range(len(dangerous))}
    assert all(re.match(r"content/risk/n\d+\.md:\d+:\d+: ", one) for one in site.checked())
