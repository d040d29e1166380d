"""Whether outside links still lead somewhere: asked politely, one after the other, and remembered for a week."""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from html import unescape
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from builder.base.atomic import write_atomically
from builder.reading.records import BulletinRecord, ParsedFile
from editing.linting.finding import Finding

_LINK = re.compile(r'<a [^>]*?href="(https?://[^"]+)"')
_REMEMBERED = timedelta(days=7)
#: Seconds to wait for an answer, and between two questions to the same host.
_PATIENCE, _PAUSE = 10.0, 1.0
#: What says that a server is there and would not show it to programs.
_SHY = frozenset((HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED,
                  HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE))  # fmt: skip

#: Gives what is wrong with an address; empty where nothing is.
Ask = Callable[[str], str]


class OutsideLinks:
    """Asks for addresses; what was good is remembered in `var/links.json`, what was not is asked again."""

    def __init__(self, root: Path, at: datetime, ask: Ask | None = None) -> None:
        self._file, self._at, self._ask = root / "var" / "links.json", at, ask or _asked
        self._asked: dict[str, float] = {}
        self._good: dict[str, datetime] = {}
        try:
            known = json.loads(self._file.read_text(encoding="utf-8"))
            self._good = {url: datetime.fromisoformat(when).astimezone() for url, when in known.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            pass  # it is damaged, or not there yet: everything is asked anew

    def findings(self, parsed: ParsedFile, raw: bytes) -> Iterator[Finding]:
        """The outside links of a bulletin that lead nowhere."""
        record = parsed.record
        source = (record.facts.source_url,) if isinstance(record, BulletinRecord) and record.facts.source_url else ()
        text = raw.decode("utf-8-sig", "replace")
        for url in dict.fromkeys((*source, *map(unescape, _LINK.findall(parsed.body.html)))):
            if wrong := self._wrong(url):
                at = max(text.find(url), 0)
                line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
                yield Finding(parsed.file, line, column, "link-broken", f'"{url}": {wrong}; mend it or take it away')

    def _wrong(self, url: str) -> str:
        known = self._good.get(url)
        if known and self._at - known < _REMEMBERED:
            return ""
        host = urlsplit(url).netloc
        wait = self._asked.get(host, 0.0) + _PAUSE - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        wrong = self._ask(url)
        self._asked[host] = time.monotonic()
        if not wrong:
            self._good[url] = self._at
        return wrong

    def remember(self) -> None:
        """Keep what was found to be good."""
        self._file.parent.mkdir(exist_ok=True)
        known = {url: when.isoformat() for url, when in self._good.items()}
        write_atomically(self._file, json.dumps(known, ensure_ascii=False, indent=0).encode())


def _asked(url: str) -> str:
    """Ask a web server whether an address is there."""
    headers = {"User-Agent": "xinfeng-lint"}
    for method in ("HEAD", "GET"):
        request = urllib.request.Request(url, method=method, headers=headers)  # noqa: S310 - http and https only
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE):  # noqa: S310
                return ""
        except urllib.error.HTTPError as error:
            if error.code in _SHY and method == "GET":
                return ""
            if method == "GET":
                return f"the server says {error.code}"
        except (OSError, ValueError) as error:
            return f"no answer ({getattr(error, 'reason', error)})"
    return ""
