"""A reader that follows every link of a tree, as it stands at this moment."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from view.urls import is_endpoint

_BASE = "https://risk.example"


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


def links(markup: str, url: str) -> list[str]:
    """The files of the same site that a page points at."""
    parser = _Links()
    parser.feed(markup)
    found = []
    for link in parser.found:
        parts = urlsplit(urljoin(_BASE + url, link))
        if parts.scheme in ("http", "https") and parts.netloc == urlsplit(_BASE).netloc and not is_endpoint(parts.path):
            path = unquote(parts.path)[1:]
            found.append(path + "index.html" if path.endswith("/") or not path else path)
    return found


def dangling(folder: Path) -> list[tuple[str, str]]:
    """(page, file that is not there) for everything that can be reached from home.

    A page may be replaced or removed while it is read: what counts is the page as it stands when its link is dead, and
    only while the way to it from home still stands: pages that go together may point at each other until all are gone.
    """
    return list(crawl(folder)[0])


def crawl(folder: Path) -> tuple[list[tuple[str, str]], dict[str, int]]:
    """Dead links, and how many clicks from home each page is."""
    clicks = {"index.html": 0}
    waiting, dead = ["index.html"], []
    came_from: dict[str, str] = {}
    for path in waiting:
        if not path.endswith(".html"):
            continue
        for target in _read(folder, path):
            if not (folder / target).is_file() and not _excused(folder, path, target, came_from):
                dead.append((path, target))
            if target not in clicks:
                clicks[target] = clicks[path] + 1
                came_from[target] = path
                waiting.append(target)
    return dead, clicks


def _read(folder: Path, path: str) -> list[str]:
    try:
        markup = (folder / path).read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    return links(markup, "/" + path.removesuffix("index.html"))


def _excused(folder: Path, path: str, target: str, came_from: dict[str, str]) -> bool:
    """Whether the file has come meanwhile, or a page on the way from home to it leads on no longer."""
    if (folder / target).is_file():
        return True
    while target in _read(folder, path):
        if path not in came_from:
            return False
        path, target = came_from[path], path
    return True
