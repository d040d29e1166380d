"""Every URL of the site is made here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import quote_plus

_PLAIN = re.compile(r"[A-Za-z0-9/\-._~!$&'()*+,;=:@]*")
#: Beside slashes, what RFC 3986 does not allow in a path segment, and what it does not leave unreserved.
_NOT_IN_PATHS = re.compile(rb"[^A-Za-z0-9/\-._~!$&'()*+,;=:@]+")
_RESERVED = re.compile(rb"[^A-Za-z0-9/\-._~]+")

HOME = "/"
RISK = "/risk/"
GUIDE = "/guide/"
SITE_MAP = "/sitemap/"
SUBSCRIBE = "/subscribe/"
CHANGES = "/risk/changes/"
COMPARE = "/compare/"
DATA = "/data/"
HELP_TOPICS = "/help/topics.json"
SEARCH = "/search"
SEARCH_ATOM = "/search.atom"


#: First segments that the endpoint answers; everything else is a static page.
_ENDPOINT = ("search", "compare", "search.atom", "api", "account", "sign-in", "sign-out", "healthz", "readyz")


def is_endpoint(url: str) -> bool:
    """Whether a root-relative URL is answered by the endpoint."""
    return url[1:].partition("?")[0].partition("/")[0] in _ENDPOINT


def is_attached(url: str) -> bool:
    """Whether a root-relative URL is that of an image or attachment: what is no page, feed, list or text."""
    return url.startswith((RISK, GUIDE)) and not url.endswith(("/", ".html", ".atom", "/recent.json", "/index.txt"))


def encode_path(path: str) -> str:
    """Percent-encode a root-relative path (UTF-8; a file's name that is not, byte by byte), leaving its slashes."""
    if _PLAIN.fullmatch(path):  # most are
        return path
    return _NOT_IN_PATHS.sub(_percent, path.encode("utf-8", "surrogateescape")).decode("ascii")


def encode_text(text: str) -> str:
    """Percent-encode a text (UTF-8) for a place in a URL, leaving slashes; as `urllib.parse.quote`, a run at a time."""
    return _RESERVED.sub(_percent, text.encode()).decode("ascii")


def _percent(run: re.Match[bytes]) -> bytes:
    return b"%" + run[0].hex("%").upper().encode("ascii")


def bulletin_url(bulletin_id: str) -> str:
    """The page of a bulletin, e.g. `/risk/2026/11/a/`."""
    return encode_path(f"/risk/{bulletin_id}/")


def text_url(bulletin_id: str) -> str:
    """The text face of a bulletin."""
    return f"{bulletin_url(bulletin_id)}index.txt"


def guide_url(guide_id: str, *, embed: bool = False) -> str:
    """The page of a guide, or its face without header, menu and footer."""
    return encode_path(f"/embed/guide/{guide_id}/" if embed else f"/guide/{guide_id}/")


def list_url(
    country: str | None = None,
    industry: str | None = None,
    channel: str | None = None,
    month: str | None = None,
    page: int | None = None,
) -> str:
    """A list of bulletins: all, or those of a country, industry, country and industry, channel or month (`2026-11`)."""
    path = RISK
    if country:
        path += f"country/{country.lower()}/"
    if industry:
        path += f"industry/{industry}/"
    if channel:
        path += f"channel/{channel}/"
    if month:
        path += f"month/{month}/"
    first = encode_path(path)
    return first if page is None else numbered_url(first, page)


def numbered_url(list_page: str, number: int) -> str:
    """A page of a list below its first."""
    return f"{list_page}page/{number}/"


def feed_url(page_url: str) -> str:
    """The Atom feed of a list."""
    return f"{page_url}feed.atom"


#: The pages of a site name few values, but each of them on many pages.
_quoted = lru_cache(10_000)(quote_plus)


def search_url(params: Mapping[str, str | Sequence[str]], base: str = SEARCH) -> str:
    """A search as a plain URL; empty values are left out, repeated ones repeated."""
    pairs: list[tuple[str, str]] = []
    for name, value in params.items():
        values = [value] if isinstance(value, str) else value
        pairs += [(name, one) for one in values if one]
    return f"{base}?{'&'.join([f'{_quoted(name)}={_quoted(one)}' for name, one in pairs])}" if pairs else base


def absolute(base_url: str, url: str) -> str:
    """A root-relative URL as seen from other sites."""
    return base_url.rstrip("/") + url if url[:1] == "/" else url


def entry_id(feed_authority: str, bulletin_id: str) -> str:
    """The lasting Atom id of a bulletin (a tag URI, RFC 4151): the same in every feed, whatever the host is called."""
    return f"tag:{feed_authority}:{encode_path('risk/' + bulletin_id)}"
