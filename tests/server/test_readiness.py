"""`/readyz`: whether this worker can answer searches now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from search.faces.generations import NoGenerationError
from search.query.backend import UnreachableError
from server.readiness import add_readiness


class Generations:
    """One generation whose backend answers with `given`, or raises it."""

    def __init__(self, given: Exception | int) -> None:
        self.given = given

    @contextmanager
    def lease(self) -> Iterator[Any]:
        if isinstance(self.given, NoGenerationError):
            raise self.given
        backend = SimpleNamespace(counts=self.counts)
        yield SimpleNamespace(name="g1", engine=SimpleNamespace(backend=backend, read=lambda q: None))

    def counts(self, asked: object) -> Iterator[int]:
        if isinstance(self.given, Exception):
            raise self.given
        yield self.given


def answered(given: Exception | int) -> Any:
    app = Flask("x")
    add_readiness(app, Generations(given))  # type: ignore[arg-type]
    return app.test_client().get("/readyz")


def test_with_an_index_that_answers_it_is_ready() -> None:
    answer = answered(0)
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ready", "generation": "g1"})
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("error", "said"),
    [(NoGenerationError("none"), "还没有可用的查询索引"), (UnreachableError("gone"), "查询集群现在不能回答")],
)
def test_else_it_says_what_is_missing_and_when_to_ask_again(error: Exception, said: str) -> None:
    answer = answered(error)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert said in answer.text
