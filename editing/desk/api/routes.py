"""Which function answers which address."""

from __future__ import annotations

from collections.abc import Callable

from werkzeug.wrappers import Response

from editing.desk.answers import Ask
from editing.desk.api.handlers import Handlers
from editing.desk.api import reading, writing

#: Answers a request of a person who may ask.
Handler = Callable[[Handlers, Ask], Response]

ROUTES: dict[tuple[str, str], Handler] = {
    ("GET", "/api/definition"): reading.definition,
    ("GET", "/api/bulletins"): reading.bulletins,
    ("GET", "/api/bulletin"): reading.bulletin,
    ("POST", "/api/check"): reading.check,
    ("POST", "/api/edit"): reading.edit,
    ("POST", "/api/preview"): reading.preview,
    ("POST", "/api/save"): writing.save_text,
}

__all__ = ["ROUTES", "Handler", "Handlers"]
