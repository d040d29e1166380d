"""Addresses that a build took away though readers may hold them: told, with what keeps them alive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from builder.catalogue.addresses import file_of
from builder.reading.parsing import RESERVED
from builder.reading.records import BulletinRecord
from editing.life.bulletins import RISK, Bulletins
from view.problems import Problem


def disappeared(root: Path, at: datetime, removed_urls: Iterable[str]) -> Iterator[Problem]:
    """A warning for each bulletin and guide whose page went and was not meant to go at this moment."""
    pages = [unquote(one) for one in removed_urls if one.startswith(("/risk/", "/guide/")) and one.endswith("/")]
    if not pages:
        return
    site = Bulletins(root, at)
    for address in pages:
        file = file_of(address)
        if address.startswith("/guide/") and not (root / file).exists():
            message = f'"{address}" leads nowhere now; write it into the `aliases` of the page that takes its place'
            yield Problem(file, 1, 1, "url", message, warning=True)
        elif file.startswith(RISK) and (reason := _reason(site, file)):
            yield Problem(file, 1, 1, "url", f'"{address}" leads nowhere now: {reason}', warning=True)


def _reason(site: Bulletins, file: str) -> str:
    """Why a bulletin's page is gone, and what to do instead; empty where its file says so, or it was a list's."""
    identifier = file[len(RISK) : -len(".md")]
    if identifier.partition("/")[0] in RESERVED:
        return ""
    if identifier not in site.ids:
        return "the file is gone; use `rename` to move one, `withdraw` where it was wrong"
    record = site.read(identifier, site.path(identifier).read_bytes()).parsed.record
    if not isinstance(record, BulletinRecord):
        return ""
    if record.draft:
        return "it is a draft again; use `withdraw` where it was wrong"
    return "its date lies in the future now" if record.date > site.at else ""
