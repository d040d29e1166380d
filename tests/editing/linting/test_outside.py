"""Outside links: asked once a week, one after the other, and remembered only when they are good."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from editing.linting import outside
from editing.linting.outside import OutsideLinks
from tests.builder.catalogue.listing import AT, PARSER
from tests.processes import free_port
from tests.site_helper import source


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "_PAUSE", 0.0)


def told(links: OutsideLinks, body: str, **front: object) -> list[str]:
    raw = source({"title": "甲", "date": "2026-11-20", "channel": "风险预警", **front}, body).encode()
    return [str(one) for one in links.findings(PARSER.parse("risk", "a", "a.md", raw), raw)]


def test_what_is_good_is_not_asked_for_a_week(tmp_path: Path) -> None:
    asked: list[str] = []
    for days in (0, 6, 7):
        links = OutsideLinks(tmp_path, AT + timedelta(days=days), lambda url: asked.append(url) or "")  # type: ignore[func-returns-value]
        assert told(links, "[a](https://e.org/a?x=1&y=2) [b](b.md)", source_url="https://e.org/s") == []
        links.remember()
    assert asked == ["https://e.org/s", "https://e.org/a?x=1&y=2"] * 2


def test_what_is_not_is_told_at_its_place_and_asked_again(tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(url: str) -> str:
        asked.append(url)
        return "gone"

    for _ in range(2):
        links = OutsideLinks(tmp_path, AT, ask)
        assert told(links, "见[a](https://e.org/a)与[a](https://e.org/a)") == [
            'a.md:7:6: link-broken: "https://e.org/a": gone; mend it or take it away'
        ]
        links.remember()
    assert asked == ["https://e.org/a"] * 2


@pytest.mark.parametrize("text", ["", "{", "[]", "7", '{"https://e.org/a": 7}', '{"https://e.org/a": "x"}'])
def test_a_damaged_memory_is_begun_anew(tmp_path: Path, text: str) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "links.json").write_text(text)
    assert told(OutsideLinks(tmp_path, AT, lambda url: ""), "[a](https://e.org/a)") == []


@pytest.fixture
def server() -> Iterator[str]:
    """Answers with the status that the path names; HEAD with the one behind it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(int(self.path[1:4]))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_HEAD(self) -> None:
            self.send_response(int(self.path[5:8]))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nobody reads it."""

    one = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=one.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{one.server_port}"
    one.shutdown()
    one.server_close()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/200/200", ""),
        ("/200/404", ""),
        ("/403/403", ""),
        ("/404/404", "the server says 404"),
        ("/500/405", "the server says 500"),
    ],
)
def test_a_server_is_asked_politely(server: str, path: str, said: str) -> None:
    assert outside._asked(server + path) == said


def test_who_is_not_there_is_said() -> None:
    assert outside._asked(f"http://127.0.0.1:{free_port()}/").startswith("no answer (")
