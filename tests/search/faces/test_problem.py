"""A request that cannot be answered, as data."""

from __future__ import annotations

from http import HTTPStatus

from search.faces.parameters import ParameterProblem
from search.faces.problem import RequestError
from search.query_types import Query


def test_every_wrong_parameter_is_named_for_programs_and_told_to_people() -> None:
    problems = [ParameterProblem("page", "页码不对。"), ParameterProblem("since", "日期不对。")]
    error = RequestError(HTTPStatus.BAD_REQUEST, errors=problems, query=Query("a"))
    assert error.to_json() == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "page：页码不对。since：日期不对。",
        "errors": [{"name": "page", "message": "页码不对。"}, {"name": "since", "message": "日期不对。"}],
    }
    assert error.sentences == ("页码不对。", "日期不对。")
    assert error.query == Query("a")


def test_without_parameters_there_is_one_sentence() -> None:
    error = RequestError(HTTPStatus.NOT_FOUND, "没有这一页。")
    assert (error.sentences, error.to_json()["errors"], error.to_json()["detail"]) == (
        ("没有这一页。",),
        [],
        "没有这一页。",
    )
    assert error.query is None
