"""Which function answers which address."""

from __future__ import annotations

from collections.abc import Callable

from werkzeug.wrappers import Response

from editing.desk.answers import Ask
from editing.desk.api import bringing, publishing, reading, reviewing, writing
from editing.desk.api.handlers import Handlers

#: Answers a request of a person who may ask.
Handler = Callable[[Handlers, Ask], Response]

ROUTES: dict[tuple[str, str], Handler] = {
    ("GET", "/api/definition"): reading.definition,
    ("GET", "/api/bulletins"): reading.bulletins,
    ("GET", "/api/bulletin"): reading.bulletin,
    ("POST", "/api/check"): reading.check,
    ("POST", "/api/edit"): reading.edit,
    ("POST", "/api/preview"): reading.preview,
    ("GET", "/api/calendar"): reading.calendar,
    ("GET", "/api/history"): reading.history_of,
    ("GET", "/api/version"): reading.version,
    ("GET", "/api/proposed"): reviewing.proposed_text,
    ("GET", "/api/imports"): bringing.waiting_imports,
    ("GET", "/api/import"): bringing.waiting_import,
    ("GET", "/api/run"): publishing.publish_run,
    ("POST", "/api/save"): writing.save_text,
    ("POST", "/api/merge"): writing.merge,
    ("POST", "/api/new"): writing.new_bulletin,
    ("POST", "/api/step"): writing.step_bulletin,
    ("POST", "/api/undo"): writing.undo,
    ("POST", "/api/review"): reviewing.review,
    ("POST", "/api/publish"): publishing.begin_publishing,
    ("POST", "/api/paste"): bringing.paste,
    ("POST", "/api/picture"): bringing.picture,
    ("POST", "/api/import"): bringing.import_file,
    ("POST", "/api/import/accept"): bringing.accept_import,
    ("POST", "/api/import/forget"): bringing.forget_import,
}

__all__ = ["ROUTES", "Handler", "Handlers"]
