"""A tiny site in a folder for tests: content is added in chained calls, then built, checked and looked at."""

from __future__ import annotations

import json
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from builder import site as whole_build
from builder.base.progress import Progress
from builder.pages.outputs import path_of
from builder.releasing.release import Options
from builder.releasing.report import BuildReport
from view.bulletin import Documents
from view.problems import ContentError
from view.settings.site_settings import Settings
from view.vocabulary.vocabulary import Vocabulary

#: The moment that tests build at unless they say otherwise.
NOW = "2026-11-22T12:00:00+08:00"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000003000000020806000000"
    "9d74661a0000000b49444154789c63600003000005000157a75dd70000000049454e44ae426082"
)
#: Few terms, so that a build has few pages.
SMALL_VOCABULARY = """\
[[channel]]
code = "warning"
label = "风险预警"
aliases = ["预警"]

[[channel]]
code = "trade-news"
label = "国际贸易与投资要闻"

[[industry]]
code = "steel"
label = "钢铁"

[[industry]]
code = "textile"
label = "纺织服装"
aliases = ["纺织"]

[[level]]
code = "high"
label = "高"

[[level]]
code = "medium"
label = "中"

[[level]]
code = "low"
label = "低"
"""


def no_index(
    documents: Documents, folder: Path, settings: Settings, vocabulary: Vocabulary, previous: Path | None,
    jobs: int, progress: object,
) -> None:  # fmt: skip
    """Stands in for the index where a test looks at pages only; reads every document all the same."""
    for at in range(len(documents)):
        list(documents[at].blocks)


def real_index(
    documents: Documents, folder: Path, settings: Settings, vocabulary: Vocabulary, previous: Path | None,
    jobs: int, progress: object,
) -> None:  # fmt: skip
    """The index as build.py writes it."""
    from search.index import indexing

    indexing.write_index(documents, folder, vocabulary, settings.timezone, previous=previous, jobs=jobs)


class Site:
    """A site's folder."""

    def __init__(self, root: Path, at: str = NOW) -> None:
        self.root, self.at = root, at
        (root / "content").mkdir(parents=True, exist_ok=True)

    def file(self, name: str, data: str | bytes = "") -> Site:
        """Write any file below the root, its text exactly as given."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return self

    def remove(self, name: str) -> Site:
        (self.root / name).unlink()
        return self

    def bulletin(self, identifier: str, body: str = "正文。", **front: Any) -> Site:
        """A valid bulletin; a key that is None is left out."""
        keys = {"title": f"标题 {identifier}", "date": "2026-11-20", "channel": "warning", **front}
        return self.file(f"content/risk/{identifier}.md", source(keys, body))

    def guide(self, identifier: str, body: str = "说明。", **front: Any) -> Site:
        """A valid guide."""
        return self.file(f"content/guide/{identifier}.md", source({"title": f"指南 {identifier}", **front}, body))

    def small(self) -> Site:
        """With few terms, so that it builds faster."""
        return self.file("content/vocabulary.toml", SMALL_VOCABULARY)

    def settings(self, text: str) -> Site:
        return self.file("site.toml", text)

    def build(self, at: str | None = None, *, jobs: int = 1, clean: bool = False, index: bool = False) -> BuildReport:
        """Build pages, and the index when a test asks for it."""
        writer = real_index if index else no_index
        return whole_build.build_site(self.root, Options(at or self.at, jobs, clean), writer, Progress())

    def problems(self, at: str | None = None) -> list[str]:
        """What a build refuses this site for, having changed nothing at all."""
        before = self.everything()
        with pytest.raises(ContentError) as refused:
            self.build(at)
        assert self.everything() == before
        told = [str(one) for one in refused.value.problems]
        assert [str(one) for one in self.checked(at)] == told
        return told

    def warnings(self, at: str | None = None) -> list[str]:
        """What a build says of this site that does not stop it."""
        return [str(one) for one in self.build(at).warnings]

    def checked(self, at: str | None = None) -> list[str]:
        """What `check` says; it writes nothing."""
        before = self.everything()
        found = whole_build.check_site(self.root, Options(at or self.at, 1), Progress())
        assert self.everything() == before
        return [str(one) for one in found]

    def everything(self) -> dict[str, bytes | None]:
        """Every file below the root with its bytes, every folder with None."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes() if path.is_file() else None
            for path in sorted(self.root.rglob("*"))
        }

    def tree(self) -> dict[str, bytes]:
        """Every file of `site/` that is the site's."""
        return {path: data for path, data in read_tree(self.root / "site").items() if path != ".gitkeep"}

    def has(self, url: str) -> bool:
        return (self.root / "site" / path_of(unquote(url))).is_file()

    def text(self, url: str) -> str:
        """The text behind a URL."""
        return (self.root / "site" / path_of(unquote(url))).read_text(encoding="utf-8")

    def page(self, url: str) -> Page:
        """A page, taken apart."""
        return Page(self.text(url))

    def rows(self, url: str) -> list[str]:
        """The addresses of the bulletins that a list shows, in its order."""
        return self.page(url).rows

    def feed(self, url: str) -> list[tuple[str, str]]:
        """(title, link) of each entry of a feed."""
        atom = "{http://www.w3.org/2005/Atom}"
        root = ET.fromstring(self.text(url))  # noqa: S314 - our own
        return [
            (one.findtext(f"{atom}title") or "", link.get("href", "") if link is not None else "")
            for one in root.iter(f"{atom}entry")
            for link in [one.find(f"{atom}link")]
        ]

    def sitemap(self) -> dict[str, str]:
        """Path → lastmod."""
        ns = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
        root = ET.fromstring(self.text("/sitemap.xml"))  # noqa: S314 - our own
        return {
            (one.findtext(f"{ns}loc") or "").removeprefix("http://127.0.0.1:8000"): one.findtext(f"{ns}lastmod") or ""
            for one in root
        }

    def clone(self, root: Path) -> Site:
        """The same inputs in another folder, with nothing built."""
        shutil.copytree(self.root, root, ignore=shutil.ignore_patterns("site", "var"), copy_function=shutil.copyfile)
        return Site(root, self.at)


def source(front: dict[str, object], body: str) -> str:
    """A content file; values are written as JSON, which is YAML."""
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items() if value is not None]
    return "\n".join(["---", *lines, "---", "", body, ""])


def read_tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def difference(before: dict[str, bytes], after: dict[str, bytes]) -> tuple[list[str], list[str]]:
    """The URLs of a tree's new or changed files, and of those that are gone, as a report must tell them."""
    from builder.pages.outputs import url_of

    changed = sorted(url_of(path) for path, data in after.items() if before.get(path) != data)
    return changed, sorted(url_of(path) for path in before.keys() - after.keys())


class Page(HTMLParser):
    """What a reader sees of a page."""

    _VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
    _UNSEEN = frozenset({"script", "select", "style", "svg", "template"})

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.markup = markup
        self.title = ""
        self.headings: list[tuple[int, str]] = []
        self.links: list[tuple[str, str]] = []
        self.images: list[dict[str, str]] = []
        self.ids: list[str] = []
        self.rows: list[str] = []
        self.metas: dict[str, str] = {}
        self.rels: dict[str, list[str]] = {}
        self._text: list[str] = []
        self._open: list[tuple[str, dict[str, str], int]] = []
        self.feed(markup)
        self.close()

    @property
    def text(self) -> str:
        """The visible text, white space folded."""
        return " ".join("".join(self._text).split())

    def link(self, text: str) -> str | None:
        """Where the first link of this text leads."""
        return next((href for shown, href in self.links if shown == text), None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "img":
            self.images.append(values)
        if tag == "meta" and "name" in values:
            self.metas[values["name"]] = values.get("content", "")
        if tag == "link":
            self.rels.setdefault(values.get("rel", ""), []).append(values.get("href", ""))
        if tag in ("p", "div", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "br", "dd", "dt", "section"):
            self._text.append(" ")
        if tag not in self._VOID:
            self._open.append((tag, values, len(self._text)))

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, values, start = self._open.pop()
            shown = " ".join("".join(self._text[start:]).split())
            if name == "title" and not any(above == "svg" for above, _, _ in self._open):
                self.title = shown
                del self._text[start:]
            elif name in ("h1", "h2", "h3", "h4", "h5", "h6"):
                self.headings.append((int(name[1]), shown))
            elif name == "a" and "href" in values:
                self.links.append((shown, values["href"]))
                if "row-title" in values.get("class", "").split():
                    self.rows.append(values["href"])
            if name in ("p", "div", "li", "td", "th", "h1", "h2", "h3", "tr", "section"):
                self._text.append(" ")
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        here = [tag for tag, _, _ in self._open]
        if here[-1:] == ["title"] or self._UNSEEN.isdisjoint(here):
            self._text.append(data)
