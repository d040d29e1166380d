"""The one Jinja environment that pages, search results and account pages are rendered with."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import jinja2
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, TemplateNotFound
from jinja2.bccache import Bucket
from jinja2.filters import do_urlencode
from markupsafe import Markup

from view import urls
from view.page_meta import Link, PageMeta
from view.rendering.compiling import Sandbox
from view.rendering.feeds import moved
from view.settings.site_settings import Settings
from view.version import code_version
from view.vocabulary.spelling import by_initial
from view.vocabulary.vocabulary import FACET_LABELS, Vocabulary


class _Loader(FileSystemLoader):
    """Templates of some folders, without hidden files and folders: those are what editors leave, and no one watches."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        if any(part.startswith(".") for part in template.split("/")):
            raise TemplateNotFound(template)
        return super().get_source(environment, template)


class _Compiled(BytecodeCache):
    """Compiled templates in a folder, for the next process; one that is damaged or of another program is made again.

    `facts` is what filters depend on: Jinja calls them while it compiles, and the result becomes part of the code.
    """

    def __init__(self, folder: Path, facts: object) -> None:
        self._folder = folder
        self._made_of = hashlib.sha256(code_version("view") + f"{jinja2.__version__} {facts!r}".encode()).digest()

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            stored = (self._folder / bucket.key).read_bytes()
            if stored[:_CHECK] == self._check(stored[_CHECK:]):
                bucket.bytecode_from_string(stored[_CHECK:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        data = bucket.bytecode_to_string()
        self._folder.mkdir(parents=True, exist_ok=True)
        beside = self._folder / f".{bucket.key}.{os.getpid()}"
        beside.write_bytes(self._check(data) + data)
        beside.replace(self._folder / bucket.key)

    def _check(self, data: bytes) -> bytes:
        return hashlib.blake2b(data, digest_size=_CHECK, key=self._made_of).digest()


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
#: What HTML reads inside a script element.
_HTML = re.compile("[<>&\u2028\u2029]")
_CHECK = 16
#: How many pieces of markup an environment remembers; about 1 kB each.
_REMEMBERED = 20_000


def make_environment(
    folders: Sequence[Path],
    settings: Settings,
    vocabulary: Vocabulary,
    assets: Mapping[str, str],
    *,
    static_root: str = "",
    compiled: Path | None = None,
) -> Environment:
    """Templates from `folders` (earlier ones override), with the globals and filters of docs/templates.md.

    They stand in Jinja's sandbox: a template reads and calls what it is given and finds nothing beyond (decision 21).

    `assets` maps an asset's name (`style.css`) to its root-relative URL. `static_root` stands before links to static
    pages: empty, or the site's origin where another origin renders. `compiled` is a folder that keeps compiled
    templates. A name that a template uses and nobody gave is an error, never an empty string.
    """
    environment = Sandbox(
        loader=_Loader([str(folder) for folder in folders], encoding="utf-8", followlinks=True),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=_Compiled(compiled, (settings, static_root)) if compiled else None,
    )

    def asset(name: str) -> str:
        if name not in assets:
            raise KeyError(f'no asset "{name}"; there are {", ".join(sorted(assets))}')
        return assets[name]

    environment.globals |= {
        "site": settings,
        "label": vocabulary.label,
        "facet_label": FACET_LABELS.get,
        "asset": asset,
        "has_asset": assets.__contains__,
        "static_root": static_root,
        "bulletin_url": urls.bulletin_url,
        "guide_url": urls.guide_url,
        "list_url": urls.list_url,
        "search_url": urls.search_url,
        "feed_url": urls.feed_url,
        "vocabulary": vocabulary,
        "once": _remembering(),
        "breadcrumbs": _breadcrumbs(settings),
        "by_initial": by_initial,
    }
    origin = settings.base_url.rstrip("/")
    environment.filters.update(
        date=format_date,
        datetime=format_datetime,
        iso=format_iso,
        moved=moved,
        absolute=lambda url: urls.absolute(origin, url),
        endpoint=lambda url: settings.endpoint_origin.rstrip("/") + url,
        static=lambda url: url if urls.is_endpoint(url) else static_root + url,
        json_script=json_script,
        urlencode=lambda value: urls.encode_text(value) if isinstance(value, str) else do_urlencode(value),
    )
    return environment


def _remembering() -> Callable[..., str]:
    """A global that calls a macro once for the same arguments: rows stand in many lists of a site, but look the same.

    Only for macros that are imported without context, so that their arguments are all they depend on.
    """

    @lru_cache(maxsize=_REMEMBERED)
    def once(macro: Callable[..., str], *arguments: object, **options: object) -> str:
        return macro(*arguments, **options)

    return once


def _breadcrumbs(settings: Settings) -> Callable[[PageMeta], Markup]:
    """当前位置 as a schema.org BreadcrumbList. All places but the last are those of many pages, and made once."""

    def place(position: int, step: Link, url: str) -> dict[str, object]:
        item = urls.absolute(settings.base_url, url)
        return {"@type": "ListItem", "position": position, "name": step.text, "item": item}

    @lru_cache(maxsize=_REMEMBERED)
    def above(steps: tuple[Link, ...]) -> str:
        places = [place(position, step, step.url or "") for position, step in enumerate(steps, 1)]
        return "".join(f"{json_script(one)}," for one in places)

    def breadcrumbs(page: PageMeta) -> Markup:
        *steps, here = page.trail
        last = json_script(place(len(page.trail), here, here.url or page.url))
        return Markup(  # noqa: S704 - both parts have been through json_script
            f'{{"@context":"https://schema.org","@type":"BreadcrumbList","itemListElement":[{above(tuple(steps))}{last}]}}'
        )

    return breadcrumbs


def format_date(moment: datetime) -> str:
    """2026-11-20."""
    return moment.date().isoformat()


def format_datetime(moment: datetime) -> str:
    """2026-11-20 09:30, or the date alone at midnight, which is how a bare date is read."""
    day = format_date(moment)
    return f"{day} {moment.hour:02d}:{moment.minute:02d}" if moment.hour or moment.minute else day


def format_iso(moment: datetime) -> str:
    """RFC 3339 with the site's offset."""
    return moment.isoformat(timespec="seconds")


def json_script(value: object) -> Markup:
    """JSON for a `<script type="application/ld+json">`: nothing inside can end the element or open a comment."""
    text = _encode(value)
    if _HTML.search(text):
        text = _HTML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return Markup(text)  # noqa: S704 - every character that HTML reads is escaped above
