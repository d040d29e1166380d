"""A request that cannot be answered, as data: RFC 9457 problem details naming every wrong parameter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from search.parameters import ParameterProblem

MEDIA_TYPE = "application/problem+json"


class RequestProblem(Exception):
    """Stops a request with a status; `sentences` is what a reader is told. The blueprint turns it into an answer."""

    def __init__(
        self, status: HTTPStatus, sentence: str = "", errors: Sequence[ParameterProblem] = (), **headers: str
    ) -> None:
        self.status = status
        self.errors = tuple(errors)
        self.sentences = tuple(error.message for error in errors) or (sentence,)
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        super().__init__("".join(self.sentences))

    def to_json(self) -> dict[str, Any]:
        """The members of the problem document; `type` is about:blank, so `title` is the status's own phrase."""
        return {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": "".join(self.sentences),
            "errors": [{"name": error.name, "message": error.message} for error in self.errors],
        }


def to_text(value: Any) -> str:
    """JSON as all answers of the endpoint write it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
