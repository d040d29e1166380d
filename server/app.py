"""The endpoint as one application: search, account, error pages, security headers and limits."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from flask import Blueprint, Flask, Response, request
from flask.json.provider import DefaultJSONProvider
from jinja2 import Environment
from werkzeug.exceptions import ServiceUnavailable

from account.blueprint import Account
from account.blueprint import make_blueprint as make_account_blueprint
from account.counts import open_database
from account.demo import create_demo_database
from account.session import Sessions, load_secret
from search.blueprint import make_blueprint as make_search_blueprint
from search.generations import Generations, NoGenerationError
from server.errors import add_error_pages
from view.clock import current
from view.endpoint_settings import EndpointSettings
from view.headers import Face, security_headers
from view.problems import ContentError
from view.settings import Settings, read_all

#: Bytes of a request's body; the only forms there are say one company and one path.
MAX_BODY = 16 * 1024
#: Fields of a form.
MAX_FIELDS = 20


class _Json(DefaultJSONProvider):
    """JSON as the contract shows it: keys in the order given, Chinese as it is."""

    ensure_ascii = False
    sort_keys = False


def create_app(root: Path, *, demo: bool) -> Flask:
    """The endpoint of the site at `root`. ContentError when its site.toml has problems."""
    loaded = read_all(root, os.environ)
    if loaded.problems:
        raise ContentError(loaded.problems)
    settings = loaded.site
    generations = Generations(root)

    def environment() -> Environment:
        try:
            with generations.lease() as generation:
                return generation.bundle.environment
        except NoGenerationError as error:
            raise ServiceUnavailable from error

    return assemble(
        root,
        settings,
        make_search_blueprint(root, generations),
        environment,
        partial(current, settings.zone),
        demo=demo,
        endpoint=loaded.endpoint,
    )


def assemble(
    root: Path,
    settings: Settings,
    search: Blueprint,
    environment: Callable[[], Environment],
    now: Callable[[], datetime],
    *,
    demo: bool,
    endpoint: EndpointSettings = EndpointSettings(),  # noqa: B008 - it never changes
) -> Flask:
    """The endpoint of a site around a search blueprint; `environment` gives the live generation's templates."""
    app = Flask("xinfeng", static_folder=None, template_folder=None)
    app.json = _Json(app)
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY, MAX_FORM_MEMORY_SIZE=MAX_BODY, MAX_FORM_PARTS=MAX_FIELDS)
    add_error_pages(app, settings, environment)
    _add_security_headers(app, settings)
    app.register_blueprint(search)
    app.register_blueprint(make_account_blueprint(_account(root, settings, endpoint, environment, now, demo=demo)))
    return app


def _account(
    root: Path,
    settings: Settings,
    endpoint: EndpointSettings,
    environment: Callable[[], Environment],
    now: Callable[[], datetime],
    *,
    demo: bool,
) -> Account:
    """The account's parts: its database, its sessions, its clock. Demo mode brings its own sample database."""
    database = root / "var" / "demo.sqlite"
    if demo and not endpoint.counts.database_url:
        create_demo_database(database)
    sessions = Sessions(
        load_secret(root / "var" / "secret"),
        endpoint.session.absolute_minutes,
        now,
        secure=not demo,  # demo mode is plain http on loopback
        purpose="demo" if demo else "production",
    )
    engine = open_database(endpoint.counts.database_url, database, endpoint.counts.timeout_seconds)
    return Account(settings, engine, sessions, environment, now, demo)


def _add_security_headers(app: Flask, settings: Settings) -> None:
    faces: tuple[Face, ...] = ("page", "embed", "data")
    headers = {face: security_headers(settings, face) for face in faces}

    def secure(response: Response) -> Response:
        page: Face = "embed" if request.path.startswith("/embed/") else "page"
        for name, value in headers[page if response.mimetype == "text/html" else "data"].items():
            response.headers.setdefault(name, value)
        return response

    app.after_request(secure)
