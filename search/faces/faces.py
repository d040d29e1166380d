"""The three faces of a search: the same parameters and results as a page, as JSON and as a feed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from search.faces.atom_feed import DEFAULT_SORT, entries_per_page, feed_of
from search.faces.conditions import heading
from search.faces.generations import Generation
from search.faces.json_answer import answer_to_json
from search.faces.page.html_page import answer_context, error_page, problem_context
from search.faces.problem import RequestError
from search.query_types import Answer
from view.hosting import headers
from view.page_meta import Link
from view.settings.site_settings import Settings
from view.urls import HOME, RISK, SEARCH, SEARCH_ATOM, absolute

API_SEARCH = "/api/search"
HTML, JSON, ATOM = "text/html; charset=utf-8", "application/json", "application/atom+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Face:
    """One way to ask and show a search. `strict` refuses unknown names; links for readers may carry trackers.

    `default_sort` None means relevance with a `q`, else newest.
    """

    path: str
    media_type: str
    headers: headers.HeaderSet
    strict: bool
    default_sort: str | None
    per_page: Callable[[Settings], int]
    show: Callable[[Answer, Generation], str]


def to_text(value: Any) -> str:
    """JSON as every answer of the endpoint writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def problem_page(problem: RequestError, generation: Generation) -> str:
    """What a reader sees instead of results: the form with what is wrong in it, or a page that says why."""
    bundle = generation.bundle
    if problem.query is not None:
        understood = generation.engine.answer(problem.query, bundle.settings.per_page)
        context = problem_context(understood, problem.errors, bundle.vocabulary)
        return bundle.environment.get_template("search.html").render(context)
    title = "没有这一页" if problem.status == HTTPStatus.NOT_FOUND else "无法查询"
    site = bundle.settings.base_url if bundle.settings.endpoint_origin else ""
    return bundle.environment.get_template("error.html").render(
        page=error_page(SEARCH, title),
        status=problem.status.value,
        heading=title,
        sentences=problem.sentences,
        links=[
            Link("重新查询", absolute(bundle.settings.endpoint_origin, SEARCH)),
            Link("最新风险信息", absolute(site, RISK)),
            Link("首页", absolute(site, HOME)),
        ],
    )


def _page(answer: Answer, generation: Generation) -> str:
    bundle = generation.bundle
    return bundle.environment.get_template("search.html").render(answer_context(answer, bundle.vocabulary))


def _json(answer: Answer, generation: Generation) -> str:
    return to_text(answer_to_json(answer, generation.name))


def _atom(answer: Answer, generation: Generation) -> str:
    bundle = generation.bundle
    return feed_of(answer, bundle, heading(answer.query, bundle.vocabulary), generation.newest)


def _page_size(settings: Settings) -> int:
    return settings.per_page


PAGE = Face(SEARCH, HTML, "page", False, None, _page_size, _page)
DATA = Face(API_SEARCH, JSON, "data", True, None, _page_size, _json)
FEED = Face(SEARCH_ATOM, ATOM, "data", True, DEFAULT_SORT, entries_per_page, _atom)
