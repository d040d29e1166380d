"""A request that cannot be answered, as data: RFC 9457 problem details naming every wrong parameter."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from search.faces.parameters import ParameterProblem
from search.query_types import Query

MEDIA_TYPE = "application/problem+json"


class RequestError(Exception):
    """Stops a request with a status; `sentences` is what a reader is told.

    `query` is what could be understood of a search with wrong parameters, so that its form need not be filled again.
    """

    def __init__(
        self,
        status: HTTPStatus,
        sentence: str = "",
        errors: Sequence[ParameterProblem] = (),
        query: Query | None = None,
    ) -> None:
        self.status = status
        self.errors = tuple(errors)
        self.query = query
        self.sentences = tuple(error.message for error in errors) or (sentence,)
        #: The same for programs, which know parameters by their names.
        self.named = tuple(f"{error.name}：{error.message}" for error in errors) or (sentence,)
        super().__init__("".join(self.sentences))

    def to_json(self) -> dict[str, Any]:
        """The members of the problem document; `type` is about:blank, so `title` is the status's own phrase."""
        return {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": "".join(self.named),
            "errors": [{"name": error.name, "message": error.message} for error in self.errors],
        }
