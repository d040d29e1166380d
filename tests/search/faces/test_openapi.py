"""The endpoint's own description is true: schemathesis asks what it describes and checks every answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation, BaseSchema

from search.faces.blueprint import PATHS
from search.faces.parameters import NAMES
from tests.search.http_site import client, publish

pytestmark = pytest.mark.thorough

#: Requests to each address, method and kind of data.
EXAMPLES = 25


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> BaseSchema:
    root = tmp_path_factory.mktemp("site")
    publish(root)
    return schemathesis.openapi.from_wsgi("/api/openapi.json", client(root).application)


def ask(operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode) -> None:
    """Requests made up from the description, and all of schemathesis' checks on their answers."""

    @settings(max_examples=EXAMPLES, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: Case[Any]) -> None:
        case.call_and_validate()

    check()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", PATHS)
def test_what_is_described_as_right_is_answered(described: BaseSchema, path: str, method: str) -> None:
    ask(described[path][method], GenerationMode.POSITIVE)


@pytest.mark.parametrize("path", ["/search", "/api/search", "/search.atom", "/api/suggest"])
def test_what_is_described_as_wrong_is_refused(described: BaseSchema, path: str) -> None:
    ask(described[path]["GET"], GenerationMode.NEGATIVE)


def test_everything_is_described(described: BaseSchema) -> None:
    raw = json.loads(json.dumps(described.raw_schema))
    assert set(raw["paths"]) == set(PATHS)
    for path in ("/search", "/api/search", "/search.atom"):
        assert [one["name"] for one in raw["paths"][path]["get"]["parameters"]] == list(NAMES)
