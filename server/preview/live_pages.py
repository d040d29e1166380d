"""What development adds to HTML pages: the livereload script and the problems of the last build."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from flask import Flask, Response, g, request
from markupsafe import Markup

STYLE = "/livereload.css"
_EXPLANATION = "内容有 {} 个问题，网站仍是上一次成功生成的版本。改好并保存后，这里会自动消失。"
_STYLE_FILE = Path(__file__).with_name("live_pages.css")

_VALIDATORS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE")


class LiveState:
    """Which build browsers should be showing, and what is wrong with the content since."""

    def __init__(self) -> None:
        self.problems: tuple[str, ...] = ()
        #: Differs between builds, also across restarts of the server, so that a page knows when it is out of date.
        self.build = secrets.randbelow(1_000_000_000)

    def built(self, problems: Sequence[str]) -> None:
        """A build has ended, with these problems or with none."""
        self.problems = tuple(problems)
        self.build += 1


def add_live_pages(app: Flask, state: LiveState) -> None:
    """Change every HTML answer of `app`; nothing is inline, so the pages' own Content-Security-Policy holds."""

    def style() -> Response:
        return Response(_STYLE_FILE.read_bytes(), mimetype="text/css")

    def remember_build() -> None:
        # Before the page is made: should a build end meanwhile, the page counts as out of date, never the reverse.
        g.live_build = state.build
        for name in _VALIDATORS if _may_be_page(request.path) else ():
            request.environ.pop(name, None)  # a validator speaks of the page without our additions

    def add(response: Response) -> Response:
        if response.mimetype != "text/html":
            return response
        additions = str(_script(g.live_build) + _banner(state.problems))
        head, end, tail = response.get_data(as_text=True).rpartition("</body>")
        response.set_data(head + additions + end + tail if end else tail + additions)
        response.headers["Cache-Control"] = "no-store, private"
        response.headers.pop("ETag", None)
        policy = response.headers["Content-Security-Policy"]
        response.headers["Content-Security-Policy"] = policy.replace("connect-src ", "connect-src ws: ")
        return response

    app.add_url_rule(STYLE, "live_style", style)
    app.before_request(remember_build)
    # Flask calls these last to first: the page is changed when its headers are complete.
    app.after_request_funcs.setdefault(None, []).insert(0, add)


def _may_be_page(path: str) -> bool:
    """Whether HTML may come from an address: it is no data of the endpoint and no file of another kind."""
    _, point, suffix = path.rpartition("/")[2].rpartition(".")
    return not path.startswith("/api/") and (not point or suffix in ("html", "htm"))


def _script(build: int) -> Markup:
    """livereload.js, told where its socket is (it assumes a port of its own) and which build this page shows."""
    address = urlsplit(f"//{request.host}")
    host = address.hostname or "127.0.0.1"
    told = {"host": f"[{host}]" if ":" in host else host, "port": address.port or 80, "snipver": build, "mindelay": 500}
    return Markup('<script src="/livereload.js?{}" defer></script>\n').format(urlencode(told))


def _banner(problems: Sequence[str]) -> Markup:
    """The problems of the last build as a box over the page, which is still the one before."""
    if not problems:
        return Markup("")
    lines = Markup("\n").join(Markup("<li><code>{}</code></li>").format(line) for line in problems)
    return Markup(
        '<link rel="stylesheet" href="{}">\n<aside class="live-problems" role="alert"><p>{}</p>\n'
        "<ol>\n{}\n</ol></aside>\n"
    ).format(STYLE, _EXPLANATION.format(len(problems)), lines)
