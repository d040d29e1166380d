"""The endpoint as one application: search, account, error pages, security headers and limits."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import get_args

from flask import Blueprint, Flask, Response, request
from flask.json.provider import DefaultJSONProvider
from jinja2 import Environment
from werkzeug.exceptions import ServiceUnavailable

from account.blueprint import make_account_blueprint
from account.checking import check_endpoint
from account.opening import Opening
from search.faces.blueprint import make_search_blueprint
from search.faces.generations import Generations, NoGenerationError
from server.errors import add_error_pages
from server.readiness import add_readiness
from server.request_reader import MAX_BODY
from view.clock import current
from view.hosting.headers import HeaderSet, security_headers
from view.problems import ContentError
from view.settings.site_settings import Settings, read_all
from view.urls import is_attached

#: Fields of a form.
MAX_FIELDS = 20


class _Json(DefaultJSONProvider):
    """JSON as the contract shows it: keys in the order given, Chinese as it is."""

    ensure_ascii = False
    sort_keys = False


def create_app(root: Path, *, demo: bool, now: Callable[[], datetime] | None = None) -> Flask:
    """The endpoint of the site at `root`. ContentError when its settings have problems: all of them.

    `now` is the time, if not that of this machine in the site's zone.
    """
    loaded = read_all(root, os.environ)
    settings = loaded.site
    generations = Generations(root, loaded.endpoint)

    def environment() -> Environment:
        try:
            with generations.lease() as generation:
                return generation.bundle.environment
        except NoGenerationError as error:
            raise ServiceUnavailable from error

    opening = Opening(root, settings, loaded.endpoint, environment, now or partial(current, settings.zone), demo)
    wrong = [*loaded.problems, *(loaded.problem(*one) for one in check_endpoint(settings, loaded.endpoint))]
    wrong = wrong or [loaded.problem(*one) for one in opening.refused_statements()]
    if wrong:
        raise ContentError(wrong)
    app = assemble(opening, make_search_blueprint(root, generations))
    add_readiness(app, generations)
    return app


def assemble(opening: Opening, search: Blueprint) -> Flask:
    """The endpoint around a search blueprint. Demo sign-in exists where it was asked for and no provider is set."""
    app = Flask("xinfeng", static_folder=None, template_folder=None)
    app.debug = False  # whatever FLASK_DEBUG says: an error is the page of an error
    app.json = _Json(app)
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY, MAX_FORM_MEMORY_SIZE=MAX_BODY, MAX_FORM_PARTS=MAX_FIELDS)
    app.config["DEMO"] = opening.is_demo
    add_error_pages(app, opening.site, opening.environment)
    _add_security_headers(app, opening.site)
    app.register_blueprint(search)
    app.register_blueprint(make_account_blueprint(opening.account()))
    return app


def _add_security_headers(app: Flask, settings: Settings) -> None:
    headers = {face: security_headers(settings, face) for face in get_args(HeaderSet)}

    def face_of(response: Response) -> HeaderSet:
        if is_attached(request.path) and response.status_code < HTTPStatus.BAD_REQUEST:
            return "attached"
        if response.mimetype != "text/html":
            return "data"
        return "embed" if request.path.startswith("/embed/") else "page"

    def secure(response: Response) -> Response:
        for name, value in headers[face_of(response)].items():
            response.headers.setdefault(name, value)
        return response

    app.after_request(secure)
