"""Files of the site and their addresses, both ways."""

from __future__ import annotations

import pytest

from builder.pages.outputs import path_of, url_of


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("index.html", "/"),
        ("risk/a/index.html", "/risk/a/"),
        ("risk/feed.atom", "/risk/feed.atom"),
        ("risk/越南 1/index.html", "/risk/%E8%B6%8A%E5%8D%97%201/"),
        ("404.html", "/404.html"),
    ],
)
def test_files_and_their_urls(path: str, url: str) -> None:
    assert url_of(path) == url


def test_urls_and_their_files() -> None:
    assert path_of("/") == "index.html"
    assert path_of("/risk/越南/") == "risk/越南/index.html"
    assert path_of("/robots.txt") == "robots.txt"
