"""An answer as what `search.html` receives (docs/templates.md): every choice on the page is a plain URL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from search.faces.atom_feed import feed_arguments_url
from search.faces.conditions import condition_label, conditions, heading, notes, via_label, without
from search.faces.page.options import facet_view
from search.faces.parameters import SORT_LABELS, ParameterProblem, query_arguments
from search.query_types import FACETS, SORTS, Answer, Hit, Query
from view.page_meta import Link, PageMeta
from view.urls import HOME, RISK, search_url
from view.vocabulary.vocabulary import Vocabulary


def answer_context(answer: Answer, vocabulary: Vocabulary) -> dict[str, Any]:
    """The page of an answer."""
    query = answer.query
    previous = _url(query, page=answer.page - 1) if answer.page > 1 else None
    following = _url(query, page=answer.page + 1) if answer.page < answer.pages else None
    return {
        **_frame(query, vocabulary),
        "answer": {
            "total": answer.total,
            "page": answer.page,
            "pages": answer.pages,
            "per_page": answer.per_page,
            "match": answer.match,
            "results": list(map(_result, answer.hits)),
            "related": list(map(_result, answer.related)),
        },
        "guides": [
            {"url": one.url, "title": _marked(one.title_html), "text": _marked(one.text_html)} for one in answer.guides
        ],
        "also": [{"word": one.word, "others": one.others, "url": _url(one.query)} for one in answer.also],
        "facets": [facet_view(query, facet, answer.facets.get(facet, ())) for facet in FACETS],
        "pager": {"previous": previous, "next": following},
        "relax": [
            {
                "text": "、".join(
                    condition_label(name, value, vocabulary)
                    for name, values in one.drop.items()
                    for value in ([values] if isinstance(values, str) else values)
                ),
                "total": one.total,
                "url": _url(one.query),
            }
            for one in answer.relax
        ],
        "did_you_mean": [{"text": one.text, "url": _url(one.query)} for one in answer.corrections],
        "notes": [{"message": one.message, "label": one.label, "url": _url(one.query)} for one in notes(query)],
        "problems": [],
    }


def problem_context(understood: Answer, problems: Sequence[ParameterProblem], vocabulary: Vocabulary) -> dict[str, Any]:
    """The page of a search that cannot be asked: the form with what was understood, and what is wrong."""
    context = answer_context(understood, vocabulary)
    unanswered: dict[str, Any] = {
        "answer": None,
        "pager": {"previous": None, "next": None},
        "relax": [],
        "did_you_mean": [],
        "notes": [],
        "guides": [],
        "also": [],
    }
    told = [{"name": problem.name, "message": problem.message} for problem in problems]
    return {**context, **unanswered, "page": context["page"]._replace(feeds=()), "problems": told}


def error_page(url: str, title: str) -> PageMeta:
    """The frame of a page that says why there is no answer."""
    return PageMeta(url=url, title=title, kind="error", trail=_trail(title), noindex=True)


def _frame(query: Query, vocabulary: Vocabulary) -> dict[str, Any]:
    """What both pages have: the form's values, the conditions and where the reader is."""
    title, feed_url = heading(query, vocabulary), feed_arguments_url(replace(query, sort="newest", page=1))
    return {
        "page": PageMeta(
            url=_url(query),
            title=title,
            kind="search",
            trail=_trail("查询"),
            feeds=(Link(f"订阅{title}", feed_url),),
            noindex=True,
        ),
        "query": {
            "q": query.q,
            "since": query.since.isoformat() if query.since else "",
            "until": query.until.isoformat() if query.until else "",
            "sort": query.sort,
            "status": query.status or "",
            "selected": {facet: list(query.selected(facet)) for facet in FACETS},
        },
        "chips": [
            {"label": condition.label, "url": _url(without(query, condition))}
            for condition in conditions(query, vocabulary)
        ],
        "sorts": [
            {"label": SORT_LABELS[sort], "url": _url(query, sort=sort, page=1), "current": sort == query.sort}
            for sort in SORTS
            if query.q or sort == query.sort
        ],
        "narrowed": sum(condition.name != "q" for condition in conditions(query, vocabulary)),
        "feed_url": feed_url,
        "follows": [_followed(query, vocabulary)],
    }


def _followed(query: Query, vocabulary: Vocabulary) -> tuple[str, str]:
    """What a browser calls a search that it follows (assets/follow.js), in whatever order it is read; and its label."""
    usual = replace(query, sort="relevance" if query.q else "newest", page=1)
    label = "、".join(one.label for one in conditions(query, vocabulary))
    return f"search:{search_url(query_arguments(usual), '')}", label or "全部风险信息"


def _result(hit: Hit) -> dict[str, Any]:
    """One result, with why it was found in words."""
    via = list(map(via_label, hit.via))
    return {"item": hit.bulletin, "title": _marked(hit.title_html), "text": _marked(hit.text_html), "via": via}


def _url(query: Query, **changes: Any) -> str:
    return search_url(query_arguments(replace(query, **changes) if changes else query))


def _trail(here: str) -> tuple[Link, ...]:
    return (Link("首页", HOME), Link("风险信息", RISK), Link(here, None))


def _marked(html: str) -> Markup:
    """The engine's highlight, which is escaped but for `<mark>`."""
    return Markup(html)  # noqa: S704
