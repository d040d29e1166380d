"""Plans the home page and the files that exist once: sitemap, robots, OpenSearch, 404, redirects, assets."""

from __future__ import annotations

import hashlib
import json
import marshal
from collections.abc import Iterable, Iterator
from html import escape
from operator import attrgetter
from typing import Any
from urllib.parse import unquote

from builder.base.digests import digest
from builder.catalogue.addresses import page_of
from builder.catalogue.lists import facet_counts
from builder.catalogue.model import Model, trail
from builder.catalogue.published import Published
from builder.pages.assets import Asset
from builder.pages.lists.list_pages import plan_redirect
from builder.pages.outputs import Output, Tools, copied, literal, named, page, path_of
from view.page_meta import Link, PageMeta
from view.urls import (
    CHANGES,
    GUIDE,
    HOME,
    RISK,
    SITE_MAP,
    SUBSCRIBE,
    absolute,
    encode_path,
    feed_url,
    guide_url,
    list_url,
)
from view.vocabulary.vocabulary import FACET_LABELS

#: The script by which an embedding site sizes the frame; it links `/embed/host.js`, which never changes its name.
EMBED_HOST = "embed-host.js"
#: Rows on the home page, beside the pinned ones.
HOME_ROWS = 10
#: A `high` bulletin among this many newest ones is shown as a strip.
URGENT_AMONG = 5
#: The window of the home page's charts, measured from the newest bulletin.
BUSY_DAYS = 90
_DAY = 24 * 60 * 60 * 1_000_000  # microseconds
BUSY_ROWS = 8
#: Whose those files are that only a plan of everything can make: stub pages and rules of old addresses, headers.
WHOLE = "whole"
#: The protocol allows 50,000 URLs in one sitemap; beyond this many there is an index of several.
SITEMAP_URLS = 20_000
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def plan_home(model: Model) -> Output:
    """The home page."""
    listed = model.selection.listed
    newest = list(reversed(listed[-HOME_ROWS * 3 :]))
    pinned = [one for one in reversed(listed) if one.pinned]
    urgent = next((one for one in newest[:URGENT_AMONG] if one.level == "high"), None)
    latest = [one for one in newest if not one.pinned][:HOME_ROWS]
    window = _window(listed)

    def context(_: Tools) -> dict[str, Any]:
        channels = [Link(term.label, list_url(channel=term.code)) for term in model.vocabulary.terms["channel"]]
        feeds = [
            Link("风险信息订阅", feed_url(RISK)),
            *(Link(f"{one.text}订阅", f"{one.url}feed.atom") for one in channels),
        ]
        summary = "信用保险服务中心与最新出口信用风险信息"
        meta = PageMeta(HOME, model.settings.title, "home", summary, trail(), tuple(feeds))
        return {
            "page": meta, "channels": channels, "urgent": model.row(urgent),
            "pinned": model.rows(pinned), "latest": model.rows(latest),
            "busiest": _busiest(model, window),
        }  # fmt: skip

    shown = [*pinned, *latest, *([urgent] if urgent else [])]
    return page(
        "index.html", "home.html", {"bulletins of the page": digest([one.digest for one in [*shown, *window]])}, context
    )


def plan_subscribe(model: Model) -> Output:
    """How to hear of what is new, for somebody who has never heard of feeds."""
    heading, description = "怎样订阅", "本机关注、订阅源、邮件：三种收到风险信息更新的办法"
    lists = [Link("全部风险信息", RISK)]
    lists += [Link(term.label, list_url(channel=term.code)) for term in model.vocabulary.terms["channel"]]
    feeds = [Link(one.text, feed_url(str(one.url))) for one in lists]
    guide = next((Link(one.title, guide_url(one.id)) for one in model.guides if one.topic == "subscription"), None)

    def context(_: Tools) -> dict[str, Any]:
        meta = PageMeta(SUBSCRIBE, heading, "subscribe", description, trail((heading, None)), tuple(feeds))
        return {"page": meta, "heading": heading, "feeds": feeds, "guide": guide}

    return page(path_of(SUBSCRIBE), "subscribe.html", {"guide": digest(guide)}, context)


def _window(listed: list[Published]) -> list[Published]:
    """The bulletins of the last 90 days, counted from the newest."""
    if not listed:
        return []
    since = listed[-1].born - BUSY_DAYS * _DAY
    recent = []
    for one in reversed(listed):
        if one.born <= since:
            break
        recent.append(one)
    return recent


def _busiest(model: Model, window: list[Published]) -> list[dict[str, Any]]:
    if not window:
        return []
    counts = facet_counts(window)
    oldest, newest = model.rows([window[-1], window[0]])
    found = []
    for facet, heading in (("country", "近期信息最多的国别（地区）"), ("industry", "近期信息最多的行业")):
        order = model.vocabulary.order(facet)
        codes = sorted(counts[facet], key=lambda code: (-counts[facet][code], order.get(code, len(order))))[:BUSY_ROWS]
        links = [
            Link(
                model.vocabulary.label(facet, code),
                list_url(country=code) if facet == "country" else list_url(industry=code),
                counts[facet][code],
            )
            for code in codes
        ]
        span = {"since": oldest.date, "until": newest.date}
        found.append({"heading": heading, "label": FACET_LABELS[facet], "links": links, **span})
    return found


def plan_not_found() -> Output:
    """The page for addresses that do not exist."""
    meta = PageMeta("/404.html", "页面不存在", "error", noindex=True)
    return page("404.html", "404.html", {}, lambda _: {"page": meta})


def plan_assets(assets: Iterable[Asset]) -> Iterator[Output]:
    """Every asset under its content-hashed name; the script that other sites load has a lasting address too."""
    for asset in assets:
        yield copied(unquote(asset.url)[1:], asset.path, asset.digest)
        if asset.name == EMBED_HOST:
            yield copied("embed/host.js", asset.path, asset.digest)


def plan_old_addresses(aliases: dict[str, str]) -> Iterator[Output]:
    """Stub pages at old addresses, and the same as redirect rules for hosts that read them."""
    for old, target in sorted(aliases.items()):
        yield plan_redirect(old, target, WHOLE)
    rules = [f"{encode_path(old)} {target} 301\n" for old, target in sorted(aliases.items())]
    redirects = literal("_redirects", "".join(rules).encode())
    redirects.owner = WHOLE
    yield redirects


def plan_robots(model: Model) -> Output:
    """What crawlers may fetch, and where the sitemap is."""
    private = ("/search", "/compare/", "/api/", "/account", "/sign-in", "/embed/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in private)]
    lines += ["", f"Sitemap: {absolute(model.settings.base_url, '/sitemap.xml')}", ""]
    return literal("robots.txt", "\n".join(lines).encode())


def plan_opensearch(model: Model) -> Output:
    """The description by which a browser offers this site's search."""
    endpoint = (model.settings.endpoint_origin or model.settings.base_url).rstrip("/")
    name = escape(model.settings.title[:16])
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"  <ShortName>{name}</ShortName>\n"
        f"  <Description>{escape(model.settings.title)} 风险信息查询</Description>\n"
        "  <InputEncoding>UTF-8</InputEncoding>\n"
        f'  <Url type="text/html" template="{escape(endpoint)}/search?q={{searchTerms}}"/>\n'
        f'  <Url type="application/atom+xml" template="{escape(endpoint)}/search.atom?q={{searchTerms}}"/>\n'
        '  <Query role="example" searchTerms="关税"/>\n'
        "</OpenSearchDescription>\n"
    )
    return literal("opensearch.xml", text.encode())


def plan_generation(generation: str) -> Output:
    """Names the index generation these pages belong to."""
    return literal("generation.json", (json.dumps({"generation": generation}) + "\n").encode())


def plan_sitemap(model: Model) -> Iterator[Output]:
    """Every page a reader should find, with the time its content last changed; in several files when there are many."""
    last = max(model.selection.published, key=attrgetter("touched"), default=None)
    newest = last.lastmod if last else None
    rows: list[tuple[str, str | None]] = [
        (HOME, newest),
        (SITE_MAP, None),
        (SUBSCRIBE, None),
        (CHANGES, newest),
        (GUIDE, None),
    ]
    rows += [(guide_url(guide.id), None) for guide in model.guides]
    rows += [(f"{RISK}{facet}/", newest) for facet in ("country", "industry")]
    rows += [(url, mark.lastmod) for url, mark in sorted(model.marks.items())]
    rows += map(attrgetter("file", "lastmod"), model.selection.published)
    if len(rows) <= SITEMAP_URLS:
        yield _urlset(model, "sitemap.xml", rows)
        return
    names = []
    for start in range(0, len(rows), SITEMAP_URLS):
        names.append(f"sitemap-{start // SITEMAP_URLS + 1}.xml")
        yield _urlset(model, names[-1], rows[start : start + SITEMAP_URLS])
    places = "".join(
        f"<sitemap><loc>{absolute(model.settings.base_url, '/' + name)}</loc></sitemap>\n" for name in names
    )
    yield _xml(
        "sitemap.xml", f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{places}</sitemapindex>\n'
    )


def _urlset(model: Model, name: str, rows: list[tuple[str, str | None]]) -> Output:
    """A part of the sitemap: URLs, or content files that stand for theirs, with the time of their last change."""

    def make(_: Tools) -> bytes:
        lines = []
        for place, moment in rows:
            url = page_of(place) if place.startswith("content/") else place
            changed = f"<lastmod>{moment}</lastmod>" if moment else ""
            lines.append(f"<url><loc>{escape(absolute(model.settings.base_url, url))}</loc>{changed}</url>\n")
        markup = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{"".join(lines)}</urlset>\n'
        return f"{_XML}{markup}".encode()

    packed = marshal.dumps((model.settings.base_url, rows), 2)  # a tenth of the time of a text of them
    return Output(name, "", named({"pages": hashlib.blake2b(packed, digest_size=8).digest()}), make)


def _xml(name: str, markup: str) -> Output:
    return literal(name, f"{_XML}{markup}".encode())
