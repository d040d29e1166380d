"""The endpoint as it runs in production: with its limits, request ids, logs and numbers."""

from __future__ import annotations

from wsgiref.types import WSGIApplication

from server.app import create_app
from server.concurrency_limit import add_concurrency_limit
from server.observing import Observed
from server.start import Start


def make_application(start: Start) -> WSGIApplication:
    """The endpoint for the workers of an application server."""
    app = create_app(start.root, demo=False)
    add_concurrency_limit(app, start.loaded.endpoint.limits)
    return Observed(app)
