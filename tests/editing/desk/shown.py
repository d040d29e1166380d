"""Texts of the desk and the pages that it shows of them, with markup that wants to do harm."""

from __future__ import annotations

from html.parser import HTMLParser

from tests.editing.desk.editor import Editor

HEAD = "---\ntitle: 甲\ndate: 2026-11-20\nchannel: 风险预警\n"


def text(front: str = "", body: str = "正文。") -> str:
    return f"{HEAD}{front}---\n\n{body}\n"


def page_of(editor: Editor, written: str, identifier: str = "a") -> str:
    url = editor.post("/api/preview", id=identifier, text=written)["url"]
    return editor.raw("GET", url).get_data(as_text=True)


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "<svg onload=alert(1)>",
    "<iframe src='/api/definition'></iframe>",
    "<form action='/api/save' method=post><button>x</button></form>",
    "<base href='http://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<link rel=stylesheet href=http://evil.example/x.css>",
    '<p style="background:url(http://evil.example/x)">x</p>',
    "![x](http://evil.example/x.png)",
]


class Tags(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def assert_harmless(markup: str) -> None:
    for tag, attributes in Tags(markup).found:
        assert tag not in ("script", "iframe", "object", "embed", "applet", "frame")
        assert not any(name.startswith("on") for name in attributes)
        assert not any(value.strip().lower().startswith("javascript:") for value in attributes.values())
        assert attributes.get("http-equiv", "").lower() != "refresh"
        if tag in ("link", "img", "base", "source"):
            assert not attributes.get("src", "").startswith(("http", "//"))
            assert attributes.get("rel") == "canonical" or "evil" not in attributes.get("href", "")
