"""Feeds of other sites (RSS, Atom) → one text for each entry, with its source and its address."""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from editing.importing.limits import LARGEST_TEXT, MB, MOST_ITEMS
from editing.importing.model import Lost, RefusedError, Source, block_texts
from editing.importing.reading.html_reader import HtmlReader
from editing.importing.reading.markdown_reader import read_body

_FIRST_ENTRY = re.compile(rb"<(?:item|entry)\b")
_SITE = re.compile(rb"<link>\s*(https?://[^<\s]+)|<link\b[^>]*\bhref=[\"'](https?://[^\"'\s]+)")
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)\b")


def is_feed(data: bytes) -> bool:
    """Whether bytes are a feed."""
    return _FEED.search(data[:4_000].replace(b"\0", b"")) is not None


def read_feed(data: bytes) -> Iterator[Source]:
    """The entries of a feed. RefusedError where it is none, or goes beyond the limits."""
    import feedparser

    if len(data) > LARGEST_TEXT:
        raise RefusedError(f"it has {len(data) // MB} MB; at most {LARGEST_TEXT // MB} MB are read")
    if b"<!entity" in data.replace(b"\0", b"").lower():
        raise RefusedError("it declares entities, which no feed needs; it is not read")
    feed = feedparser.parse(
        BytesIO(data),
        sanitize_html=False,  # our own reader tells what it leaves out
        resolve_relative_uris=True,
        response_headers={"content-type": "application/xml", "content-location": _site(data)},
    )
    if not feed.entries:
        reason = f": {feed.bozo_exception}" if feed.get("bozo") else ""
        raise RefusedError(f"no entries are in this feed{reason}")
    if len(feed.entries) > MOST_ITEMS:
        raise RefusedError(f"more than {MOST_ITEMS:,} entries; divide the feed")
    publisher = " ".join(str(feed.feed.get("title", "")).split())
    for number, entry in enumerate(feed.entries, 1):
        yield _source(entry, publisher, f"entry {number}")


def _site(data: bytes) -> str:
    """The address of the site that a feed names before its entries: what relative links are meant for."""
    first = _FIRST_ENTRY.search(data)
    found = _SITE.search(data, 0, first.start() if first else len(data))
    return (found[1] or found[2]).decode("utf-8", "replace") if found else ""


def _source(entry: Any, publisher: str, where: str) -> Source:
    title, link = " ".join(str(entry.get("title", "")).split()), str(entry.get("link", "")).strip()
    source = Source(identity=str(entry.get("id") or link or title).encode("utf-8", "surrogatepass"))
    source.facts["title"] = _plain(title)
    if link.startswith(("http://", "https://")):
        source.facts["source_url"] = link
    author = _plain(str(entry.get("source", {}).get("title", "") or publisher))
    if author:
        source.facts["source"] = author
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    if moment:
        source.facts["date"] = datetime.fromtimestamp(timegm(moment), tz=UTC).isoformat()
    elif written := entry.get("published") or entry.get("updated"):
        source.lost.append(Lost("date", str(written)))
    for key in ("author", "rights"):
        if said := _plain(str(entry.get(key, ""))):
            source.lost.append(Lost(where, f"{key}: {said}"))
    words = [str(one.get("label") or one.get("term") or "") for one in entry.get("tags", [])]
    if any(words):
        source.facts["keywords"] = [one for one in dict.fromkeys(words) if one]
    bodies = [(str(one.get("value", "")), str(one.get("type", ""))) for one in entry.get("content", [])]
    summary = str(entry.get("summary", ""))
    body, kind = max(bodies, key=lambda one: len(one[0]), default=(summary, "text/html"))
    source.blocks = (
        read_body(body, source.lost, breaks=True, where=where)
        if kind == "text/plain"
        else HtmlReader(source.lost, where).read(body)
    )
    if bodies and summary and _plain(summary) != _plain(body):
        source.facts["summary"] = _plain(summary)
    for one in entry.get("enclosures", []):
        source.lost.append(Lost(where, f"an enclosure ({one.get('href', '')}); copy it beside the file"))
    return source


def _plain(html: str) -> str:
    """The text of a piece of HTML on one line."""
    return " ".join(" ".join(block_texts(HtmlReader([]).read(html))).split())
