"""Every page, style and picture passes the Nu Html Checker; every feed and map passes its schema."""

from __future__ import annotations

import http.cookiejar
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.browser.served import Served
from tests.conformity.tools import nu_html_checker, relax_ng

SCHEMAS = Path(__file__).parent / "schemas"
#: Pages of the endpoint, signed out.
ANSWERS = (
    "/search",
    "/search?q=%E5%85%B3%E7%A8%8E&country=VN",
    "/search?q=%E5%85%B3%E7%A8%8E&country=VN&level=low",
    "/search?q=zzzzqqqq",
    "/search?since=x&level=x&page=x",
    "/search?page=999",
    "/search?status=withdrawn&sort=newest",
    "/sign-in",
)
#: Pages of the endpoint for a company that has something waiting.
ACCOUNT = ("/account", "/account/policies", "/account/claims", "/account/pending_policies", "/account/none", "/sign-in")
FEEDS = ("/search.atom", "/search.atom?page=2", "/search.atom?q=zzzzqqqq")


def fetch(opener: urllib.request.OpenerDirector, url: str) -> bytes:
    """The body behind a URL, whatever the status."""
    try:
        with opener.open(url) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as error:
        return error.read()


@pytest.fixture
def answers(shipped: Served, tmp_path: Path) -> Path:
    """What the endpoint answers, as files."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    for number, path in enumerate(ANSWERS):
        (tmp_path / f"{number}.html").write_bytes(fetch(opener, shipped.address + path))
    opener.open(f"{shipped.address}/sign-in", b"enterprise=demo-a").close()
    for number, path in enumerate(ACCOUNT):
        (tmp_path / f"account-{number}.html").write_bytes(fetch(opener, shipped.address + path))
    for number, path in enumerate(FEEDS):
        (tmp_path / f"{number}.atom").write_bytes(fetch(opener, shipped.address + path))
    return tmp_path


def test_every_page_style_and_picture_is_valid(shipped: Served) -> None:
    site = shipped.root / "site"
    assert len(list(site.rglob("*.html"))) > 300
    assert nu_html_checker(site) == []


def test_every_answer_of_the_endpoint_is_valid(answers: Path) -> None:
    assert nu_html_checker(answers) == []


def test_every_feed_passes_the_schema_of_atom(shipped: Served, answers: Path) -> None:
    feeds = [*(shipped.root / "site").rglob("*.atom"), *answers.glob("*.atom")]
    assert len(feeds) > 200
    assert relax_ng(SCHEMAS / "atom.rnc", feeds) == []


@pytest.mark.parametrize("name", ["sitemap", "opensearch"])
def test_the_sitemap_and_the_search_description_pass_their_schemas(shipped: Served, name: str) -> None:
    assert relax_ng(SCHEMAS / f"{name}.rnc", [shipped.root / "site" / f"{name}.xml"]) == []


@pytest.mark.parametrize(
    ("schema", "wrong"),
    [
        ("atom", '<feed xmlns="http://www.w3.org/2005/Atom"><id>a:b</id><title>t</title></feed>'),
        ("sitemap", '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>/a</loc></url></urlset>'),
        ("opensearch", '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/"/>'),
    ],
)
def test_the_schemas_refuse_what_is_wrong(tmp_path: Path, schema: str, wrong: str) -> None:
    (tmp_path / "wrong.xml").write_text(wrong, encoding="utf-8")
    assert relax_ng(SCHEMAS / f"{schema}.rnc", [tmp_path / "wrong.xml"])


def test_the_checker_finds_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<!doctype html><html lang=zh><title>a</title><img src=a>", encoding="utf-8")
    (tmp_path / "a.css").write_text("p { colour: red }", encoding="utf-8")
    assert len(nu_html_checker(tmp_path)) == 2
