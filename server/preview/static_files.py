"""Serves ROOT/site while developing, the way a CDN would: pages by folder, validators, 404.html, nothing hidden."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as Redirect

from server.errors import wants_problem
from view.hosting.media import content_type
from view.urls import encode_path

#: Files that hosts read and never serve.
_FOR_HOSTS = ("_headers", "_redirects")


def make_static_blueprint(root: Path) -> Blueprint:
    """The pages of ROOT/site at every address that no other rule of the application claims."""
    blueprint = Blueprint("static_pages", __name__)
    site = root / "site"

    def page(path: str) -> Response | Redirect:
        return _answer(site, path)

    blueprint.add_url_rule("/", "page", page, defaults={"path": ""})
    blueprint.add_url_rule("/<path:path>", "page", page)
    return blueprint


def _answer(site: Path, path: str) -> Response | Redirect:
    """The file behind a decoded path, the way to it, or 404.html."""
    file = find(site, path)
    if file is not None and _is_file(file):
        return _send(file)
    if file is not None and not path.endswith("/") and _is_file(file / "index.html"):
        query = request.query_string.decode("ascii", "replace")
        return redirect(encode_path(f"/{path}/") + (f"?{query}" if query else ""), 301)
    missing = site / "404.html"
    if wants_problem(request.path) or not missing.is_file():
        abort(404)
    response = _send(missing, conditional=False)
    response.status_code = 404
    return response


def find(site: Path, path: str) -> Path | None:
    """The place in `site` that a path names (a folder's is its index.html), or None where nothing may be served.

    Names that begin with a dot are never served, which also keeps `..` out; symbolic links may not lead outside.
    """
    *folders, name = path.split("/")
    names = [*folders, name or "index.html"]
    if names[0] in _FOR_HOSTS or any(not one or one.startswith(".") or "\\" in one or "\0" in one for one in names):
        return None
    place = site.joinpath(*names).resolve()
    return place if place.is_relative_to(site.resolve()) else None


def _is_file(path: Path) -> bool:
    """Whether there is such a file; a name longer than the file system allows is none, not a failure."""
    try:
        return path.is_file()
    except OSError:
        return False


def _send(file: Path, *, conditional: bool = True) -> Response:
    """A file with its type and a strong validator; browsers keep it but ask each time, since pages change often."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        abort(404)  # replaced between the look and the reading
    response = Response(data, content_type=content_type(file.name))
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(hashlib.sha256(data).hexdigest()[:32])
    if conditional:
        response.make_conditional(request, accept_ranges=True, complete_length=len(data))
    return response
