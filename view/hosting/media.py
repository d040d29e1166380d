"""What a file of the site is, and how long caches keep it, by its name: one source for every host."""

from __future__ import annotations

import mimetypes
from pathlib import Path

#: What the pages consist of; other files (attachments) are looked up by their name's ending.
_TYPES = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".jsonl": "application/jsonl; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
}
_NAMED_TYPES = {"opensearch.xml": "application/opensearchdescription+xml; charset=utf-8"}

#: Names made of content never change their bytes.
IMMUTABLE = "public, max-age=31536000, immutable"
#: Pages and feeds: caches ask again after a minute, and deploys purge what changed.
SHORT = "public, max-age=60"
#: What says which release this is must never be old.
ALWAYS_ASK = "no-cache"


def content_type(name: str) -> str:
    """The media type of a file by its name."""
    known = _NAMED_TYPES.get(name) or _TYPES.get(Path(name).suffix.lower())
    return known or mimetypes.guess_type(name)[0] or "application/octet-stream"


def cache_control(path: str) -> str:
    """How long a file of the site may be kept, by its path below the document root."""
    if path.startswith("assets/"):
        return IMMUTABLE
    if path == "generation.json" or path.startswith("_release/"):
        return ALWAYS_ASK
    return SHORT
