"""What search engines, portals and social sites read of a page is there, once, and true."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from tests.browser.served import Served
from tests.site_helper import Page

ORIGIN = "http://127.0.0.1:8000"
EVERYWHERE = ("SiteName", "SiteDomain")
COLUMN = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
ARTICLE = ("ArticleTitle", "PubDate", "ContentSource", "Url")


def pages(shipped: Served, pattern: str) -> dict[str, str]:
    """URL → HTML of the pages whose address matches, stubs of old addresses left out."""
    site = shipped.root / "site"
    found = {}
    for path in site.rglob("*.html"):
        url = "/" + path.relative_to(site).as_posix().removesuffix("index.html")
        text = path.read_text(encoding="utf-8")
        if re.fullmatch(pattern, url) and 'http-equiv="refresh"' not in text:
            found[url] = text
    assert found
    return found


def meta(text: str, name: str) -> list[str]:
    """Every content of a label or property."""
    found = re.findall(rf'<meta (?:name|property)="{re.escape(name)}" content="([^"]*)">', text)
    return [Page(f"<p>{one}</p>").text for one in found]


def once(text: str, name: str) -> str:
    (found,) = meta(text, name)
    assert found.strip() not in ("", "null", "None"), name
    return found


def structured(text: str) -> dict[str, Any]:
    """The structured data of a page by type."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    return {one["@type"]: one for one in map(json.loads, found)}


def front_matter(shipped: Served, url: str) -> str:
    path = shipped.root / "content" / f"{unquote(url).strip('/')}.md"
    return path.read_text(encoding="utf-8")


def test_every_page_names_the_site(shipped: Served) -> None:
    for url, text in pages(shipped, ".*").items():
        assert once(text, "SiteName") == "信风 · 出口信用风险信息", url
        assert once(text, "SiteDomain") == "127.0.0.1:8000", url
        assert meta(text, "SiteIDCode") == [], "no code is set, so none is claimed"


def test_the_site_code_is_told_where_it_is_set(tmp_path: Path) -> None:
    from tests.site_helper import Site

    site = Site(tmp_path / "coded").small().settings('[footer]\nsite_id_code = "6100000001"\n')
    site.bulletin("a").guide("b").build()
    for url in ("/", "/risk/", "/risk/a/", "/guide/", "/guide/b/", "/embed/guide/b/", "/404.html"):
        assert once(site.text(url), "SiteIDCode") == "6100000001", url


@pytest.mark.parametrize("pattern", [r"/risk/(country/|industry/|channel/|month/|page/).*", "/risk/", "/guide/"])
def test_every_list_describes_its_column(shipped: Served, pattern: str) -> None:
    for url, text in pages(shipped, pattern).items():
        for name in COLUMN:
            once(text, name)
        assert once(text, "ColumnName") in Page(text).headings[0][1], url


def test_every_bulletin_says_when_and_whence(shipped: Served) -> None:
    found = pages(shipped, r"/risk/\d{4}/.*")
    compared = 0
    for url, text in found.items():
        for name in (*COLUMN, *ARTICLE):
            once(text, name)
        source = front_matter(shipped, url)
        assert once(text, "ArticleTitle") == Page(text).headings[0][1]
        assert once(text, "Url") == ORIGIN + url
        moment = datetime.strptime(once(text, "PubDate"), "%Y-%m-%d %H:%M")
        assert f"{moment:%Y-%m-%d}" in source, url
        told = re.search(r"^source: (.+)$", source, re.MULTILINE)
        assert once(text, "ContentSource") == (told[1].strip("\"'") if told else once(text, "SiteName")), url
        # Withdrawn bulletins stand in no list and link none.
        lists = [href for name, href in Page(text).links if name == once(text, "ColumnName") and "/channel/" in href]
        compared += bool(lists)
        for of_column in lists:
            column = (shipped.root / "site" / of_column.strip("/") / "index.html").read_text(encoding="utf-8")
            assert [once(text, name) for name in COLUMN] == [once(column, name) for name in COLUMN], url
    assert compared > 60


def test_every_guide_says_what_it_belongs_to(shipped: Served) -> None:
    guides = pages(shipped, r"/guide/.*")
    index = guides.pop("/guide/")
    for url, text in guides.items():
        assert [once(text, name) for name in COLUMN] == [once(index, name) for name in COLUMN], url
        assert once(text, "ArticleTitle") == Page(text).headings[0][1]


@pytest.mark.parametrize("pattern", [r"/", r"/risk/.*", r"/guide/.*"])
def test_what_may_be_indexed_says_where_it_is(shipped: Served, pattern: str) -> None:
    for url, text in pages(shipped, pattern).items():
        page = Page(text)
        assert "robots" not in page.metas, url
        (canonical,) = page.rels["canonical"]
        assert unquote(canonical) == ORIGIN + url
        assert once(text, "og:url") == canonical
        assert once(text, "og:title") in page.title
        assert once(text, "og:description") == once(text, "description")
        assert once(text, "og:type") == ("article" if re.match(r"/risk/\d{4}/", url) else "website")
        assert once(text, "og:site_name") == once(text, "SiteName")


def test_what_may_not_be_indexed_says_so(shipped: Served) -> None:
    for url, text in pages(shipped, r"/404.html|/embed/.*").items():
        page = Page(text)
        assert page.metas["robots"] == "noindex", url
        assert [unquote(one) for one in page.rels.get("canonical", [])] in ([], [ORIGIN + url.removeprefix("/embed")])


def test_structured_data_says_what_the_page_says(shipped: Served) -> None:
    for url, text in pages(shipped, r"/risk/\d{4}/.*").items():
        article, page = structured(text)["NewsArticle"], Page(text)
        assert article["headline"] == page.headings[0][1]
        assert article["url"] == article["mainEntityOfPage"] == ORIGIN + url
        published = datetime.fromisoformat(article["datePublished"])
        assert published <= datetime.fromisoformat(article["dateModified"])
        assert f"{published:%Y-%m-%d %H:%M}" == once(text, "PubDate")
        assert article["author"]["name"] == once(text, "ContentSource")
        assert article["publisher"]["name"]


@pytest.mark.parametrize("pattern", [r"/risk/.*", r"/guide/.*"])
def test_breadcrumbs_are_those_of_the_page(shipped: Served, pattern: str) -> None:
    for url, text in pages(shipped, pattern).items():
        steps = structured(text)["BreadcrumbList"]["itemListElement"]
        shown = re.search(r'<nav class="crumbs".*?</nav>', text, re.DOTALL)
        assert shown, url
        page = Page(shown[0])
        assert [one["position"] for one in steps] == list(range(1, len(steps) + 1))
        assert page.text.removeprefix("当前位置：").split() == " ".join(one["name"] for one in steps).split()
        addresses = [one["item"] for one in steps]
        assert addresses[:-1] == [ORIGIN + href for _, href in page.links], url
        assert unquote(addresses[-1]) == ORIGIN + url


def test_browsers_are_offered_the_search(shipped: Served) -> None:
    for url, text in pages(shipped, r"/|/risk/.*|/guide/.*").items():
        assert Page(text).rels["search"] == ["/opensearch.xml"], url
    description = (shipped.root / "site/opensearch.xml").read_text(encoding="utf-8")
    assert 'template="http://127.0.0.1:8000/search?q={searchTerms}"' in description
