"""The search endpoint as a Flask blueprint: requests in, answers with their headers out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import ServiceUnavailable

from search.faces.faces import DATA, FEED, HTML, JSON, PAGE, Face, problem_page, to_text
from search.faces.generations import Generation, Generations, NoGenerationError
from search.faces.json_answer import suggestions_to_json
from search.faces.openapi import describe
from search.faces.page.compare import MOST, comparison
from search.faces.parameters import ParameterProblem, ParsedRequest, parse_request, query_arguments, read_query_string
from search.faces.problem import MEDIA_TYPE, RequestError
from search.faces.responding import NOT_STORED, respond, respond_cached
from search.query.backend import UnreachableError
from view.settings.site_settings import Settings
from view.urls import COMPARE, search_url

#: Says which generation an answer was made from; proxies that keep answers by generation compare it.
GENERATION = "Xinfeng-Generation"
API_SUGGEST, API_DESCRIPTION, HEALTH = "/api/suggest", "/api/openapi.json", "/healthz"
PATHS = (PAGE.path, COMPARE, DATA.path, FEED.path, API_SUGGEST, API_DESCRIPTION, HEALTH)
#: Bytes after the `?`: several times the longest search that the form can ask.
MAX_QUERY_STRING = 32 * 1024
#: Lines offered while the reader types.
MAX_SUGGESTIONS = 10
#: Seconds after which asking again makes sense while there is no index.
RETRY_AFTER = 5
UNAVAILABLE = "查询服务暂时不可用，请稍后再试；风险信息页面不受影响，可照常浏览。"

_log = logging.getLogger(__name__)
View = Callable[[Generation], Response]


def make_search_blueprint(root: Path, generations: Generations | None = None) -> Blueprint:
    """The search endpoint of the site at `root`. Give it the `generations` that other parts of the process use too."""
    blueprint = Blueprint("search", __name__)
    generations = generations or Generations(root)
    views: dict[str, View] = {face.path: partial(_search, face) for face in (DATA, FEED)}
    views |= {
        PAGE.path: _page,
        COMPARE: _compare,
        API_SUGGEST: _suggest,
        API_DESCRIPTION: _description,
        HEALTH: _health,
    }
    for path, view in views.items():
        blueprint.add_url_rule(
            path,
            endpoint=path.strip("/").replace("/", "_").replace(".", "_"),
            view_func=partial(_with_generation, generations, view),
            methods=["GET"],  # and HEAD, which Flask adds
            provide_automatic_options=False,
        )
    blueprint.after_app_request(_forbid_storing_errors)
    return blueprint


def _with_generation(generations: Generations, view: View) -> Response:
    """Answer one request from one generation, whatever is published meanwhile."""
    try:
        with generations.lease() as generation:
            try:
                response = view(generation)
            except RequestError as problem:
                response = _problem(problem, generation.bundle.settings)
            response.headers[GENERATION] = generation.name
            return response
    except (NoGenerationError, UnreachableError) as error:
        _log.warning("no answer is given: %s", error)
        if request.path in (PAGE.path, COMPARE):
            raise ServiceUnavailable(UNAVAILABLE, retry_after=RETRY_AFTER) from None
        response = _problem(RequestError(HTTPStatus.SERVICE_UNAVAILABLE, UNAVAILABLE), Settings())
        response.headers["Retry-After"] = str(RETRY_AFTER)
        return response


def _page(generation: Generation) -> Response:
    """GET /search: what is wrong with a request is said on a page."""
    try:
        return _search(PAGE, generation)
    except RequestError as problem:
        text = problem_page(problem, generation)
        return respond(text, HTML, generation.bundle.settings, PAGE.headers, status=problem.status)


def _search(face: Face, generation: Generation) -> Response:
    """GET /api/search and /search.atom, and the good part of /search."""
    query = _parsed(generation, strict=face.strict, cut=not face.strict, default_sort=face.default_sort).query

    def text() -> str:
        answer = generation.engine.answer(query, face.per_page(generation.bundle.settings))
        last = max(answer.pages, 1)
        if query.page > last:
            problem = ParameterProblem("page", f"页码超出范围；这次查询共 {last} 页。")
            raise RequestError(HTTPStatus.NOT_FOUND, errors=[problem])
        return face.show(answer, generation)

    asked = search_url(query_arguments(query), face.path) + " cut" * query.cut
    return respond_cached(generation, asked, text, face.media_type, face.headers)


def _compare(generation: Generation) -> Response:
    """GET /compare/: what is wrong with the countries is said on the page."""
    parsed = parse_request(
        read_query_string(request.query_string), generation.bundle.vocabulary, names=("country",), strict=False
    )
    chosen = parsed.query.country
    wrong = bool(parsed.problems) or len(chosen) > MOST
    asked = search_url({"country": chosen}, COMPARE)
    text = partial(comparison, generation, chosen, parsed.problems)
    if wrong:
        return respond(text(), HTML, generation.bundle.settings, PAGE.headers, status=HTTPStatus.BAD_REQUEST)
    return respond_cached(generation, asked, text, HTML, PAGE.headers)


def _suggest(generation: Generation) -> Response:
    """GET /api/suggest."""
    typed = _parsed(generation, names=("q",)).query.q

    def text() -> str:
        return to_text(suggestions_to_json(generation.engine.suggest(typed, MAX_SUGGESTIONS) if typed else ()))

    return respond_cached(generation, search_url({"q": typed}, API_SUGGEST), text, JSON)


def _description(generation: Generation) -> Response:
    """GET /api/openapi.json."""
    return respond_cached(generation, API_DESCRIPTION, lambda: to_text(describe(generation.bundle)), JSON)


def _health(generation: Generation) -> Response:
    """GET /healthz."""
    text = to_text({"status": "ok", "generation": generation.name, "engine": generation.engine.backend.name})
    return respond(text, JSON, generation.bundle.settings)


def _parsed(generation: Generation, **how: Any) -> ParsedRequest:
    """The request's arguments. RequestError with all that is wrong with them."""
    if len(request.query_string) > MAX_QUERY_STRING:
        raise RequestError(HTTPStatus.REQUEST_URI_TOO_LONG, f"网址太长；问号之后最多 {MAX_QUERY_STRING} 字节。")
    parsed = parse_request(read_query_string(request.query_string), generation.bundle.vocabulary, **how)
    if parsed.problems:
        raise RequestError(HTTPStatus.BAD_REQUEST, errors=parsed.problems, query=parsed.query)
    return parsed


def _problem(problem: RequestError, settings: Settings) -> Response:
    return respond(to_text(problem.to_json()), MEDIA_TYPE, settings, status=problem.status)


def _forbid_storing_errors(response: Response) -> Response:
    """Errors that arise before a view is reached, such as a wrong method, are not stored either."""
    if request.path in PATHS and response.status_code >= HTTPStatus.BAD_REQUEST:
        response.headers["Cache-Control"] = NOT_STORED
    return response
