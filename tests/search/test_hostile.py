"""Hostile strings, as requests and as bulletins, in every face: no crash, and nothing that is not escaped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient

from search.faces.parameters import NAMES
from tests.search.atom import read_feed
from tests.search.http_site import SETTINGS, client, document, publish

pytestmark = pytest.mark.thorough

FACES = ("/search", "/api/search", "/search.atom")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, own_strings: list[str]) -> FlaskClient:
    """A site that publishes every one of our strings as a bulletin, beside ordinary ones."""
    root = tmp_path_factory.mktemp("site")
    ordinary = [document(number) for number in range(12)]
    nasty = [
        document(12 + number, title=f"示例{one}", summary=one, blocks=(one,), keywords=(one,))
        for number, one in enumerate(own_strings)
    ]
    publish(root, published=[*ordinary, *nasty])
    return client(root)


class Structure(HTMLParser):
    """What a page is made of: its elements with their attributes' names, and where it leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: set[tuple[str, ...]] = set()
        self.places: set[str] = set()
        self.scripts = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One element."""
        self.parts |= {(tag, name) for name, _ in attrs} | {(tag,)}
        self.places |= {value or "" for name, value in attrs if name in ("href", "src", "action", "data-suggest")}
        self.scripts += tag == "script"

    def handle_comment(self, data: str) -> None:
        """A comment: pages have none."""
        self.parts.add(("comment", data))

    def handle_pi(self, data: str) -> None:
        """A processing instruction: pages have none."""
        self.parts.add(("instruction", data))


@pytest.fixture(scope="module")
def plain(site: FlaskClient) -> Structure:
    """A page of each kind, asked without malice: nothing else may be in any other."""
    paths = (
        "?q=关税&country=VN&since=2026-11-01",
        "?q=关税&page=2",
        "?q=zzqqxx&level=low&status=withdrawn",
        "?q=关税+海关+摘要+zzqqxx",
        "?q=示例调整",
        "?q=关税+NOT+" + "海关" * 120,
    )
    wrong = "?" + urlencode({name: "x" for name in NAMES if name != "keyword"})
    repeated = "?q=a&q=b&status=active&status=active&sort=newest&sort=newest&page=99&page=99&keyword=" + "x" * 101
    pages = [site.get(f"/search{one}").text for one in (*paths, wrong, repeated, "?page=999")]
    found = Structure("".join(pages))
    found.scripts = Structure(pages[0]).scripts
    return found


def requests(value: str) -> Iterator[str]:
    """Query strings that carry a value: as words, as a keyword, as everything at once."""
    encoded = quote(value.encode("utf-8", "surrogateescape"), safe="")
    yield f"q={encoded}"
    yield f"keyword={encoded}&level=high"
    yield "&".join(f"{name}={encoded}" for name in NAMES)


def more_requests(value: str) -> Iterator[str]:
    """Further ones: as a name, and twice."""
    encoded = quote(value.encode("utf-8", "surrogateescape"), safe="")
    yield f"{encoded}={encoded}"
    yield f"q={encoded}&q={encoded}&since={encoded}&country={encoded}&country={encoded}"


def check(path: str, site: FlaskClient, query_string: str, plain: Structure) -> None:
    """One answer, whatever it is."""
    answer = site.get(f"{path}?{query_string}")
    where = f"{path}?{query_string}"
    assert answer.status_code in (200, 400, 404), where
    if answer.mimetype == "text/html":
        page = Structure(answer.text)
        assert page.parts <= plain.parts, where
        assert page.scripts <= plain.scripts, where
        for place in page.places:
            assert not place or place[0] == "#" or urlsplit(place).scheme in ("", "http", "https", "tel"), where
            assert not place.startswith("//"), where
    elif answer.mimetype == "application/atom+xml":
        read_feed(answer.text)
    else:
        data = json.loads(answer.data)
        marked = [text for one in data.get("results", ()) for text in one["highlights"].values()]
        assert Structure("".join(marked)).parts <= {("mark",)}, where


@pytest.mark.parametrize("path", FACES)
def test_as_requests(
    site: FlaskClient, plain: Structure, path: str, own_strings: list[str], other_strings: list[str]
) -> None:
    for value in (*own_strings, *other_strings):
        for query_string in requests(value):
            check(path, site, query_string, plain)
    for value in own_strings:
        for query_string in more_requests(value):
            check(path, site, query_string, plain)


def test_as_words_that_are_typed(site: FlaskClient, own_strings: list[str], other_strings: list[str]) -> None:
    for value in (*own_strings, *other_strings):
        answer = site.get("/api/suggest?q=" + quote(value.encode("utf-8", "surrogateescape"), safe=""))
        assert answer.status_code in (200, 400), value
        assert json.loads(answer.data), value


@pytest.mark.parametrize("path", FACES)
def test_as_bulletins(site: FlaskClient, plain: Structure, path: str, own_strings: list[str]) -> None:
    pages = -(-(12 + len(own_strings)) // SETTINGS.per_page)
    for page in range(1, pages + 1):
        check(path, site, f"page={page}", plain)
    check(path, site, f"page={pages + 1}", plain)


@pytest.mark.parametrize(
    "raw",
    [b"q=\xff", b"q=\xed\xa0\x80", b"q=%ff%fe", b"\xff=\xff", b"q=%C0%80", b"&&&=&==&q", b"q=%", b"q=\xb9\xd8\xcb\xb0"],
)
def test_bytes_that_are_not_text(site: FlaskClient, plain: Structure, raw: bytes) -> None:
    for path in FACES:
        answer = site.get(path, environ_overrides={"QUERY_STRING": raw.decode("latin-1")})
        assert answer.status_code in (200, 400)
