"""An answer as the JSON that the contract describes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from search.faces.conditions import notes
from search.faces.parameters import query_arguments
from search.query_types import FACETS, Answer, FacetValue, Hit, Query, Suggestion
from view.bulletin import to_json
from view.urls import search_url


def answer_to_json(answer: Answer, generation: str) -> dict[str, Any]:
    """What `/api/search` says."""
    return {
        "query": {**query_to_json(answer.query), "match": answer.match},
        "total": answer.total,
        "page": answer.page,
        "pages": answer.pages,
        "per_page": answer.per_page,
        "results": [_hit_to_json(hit) for hit in answer.hits],
        "related": [_hit_to_json(hit) for hit in answer.related],
        "guides": [
            {"title": one.title, "url": one.url, "highlights": {"title": one.title_html, "text": one.text_html}}
            for one in answer.guides
        ],
        "facets": {facet: [_option_to_json(one) for one in answer.facets.get(facet, ())] for facet in FACETS},
        "relax": [
            {"drop": dict(one.drop), "total": one.total, "url": search_url(query_arguments(one.query))}
            for one in answer.relax
        ],
        "did_you_mean": [
            {"text": one.text, "total": one.total, "url": search_url(query_arguments(one.query))}
            for one in answer.corrections
        ],
        "also": [
            {"word": one.word, "others": list(one.others), "url": search_url(query_arguments(one.query))}
            for one in answer.also
        ],
        "notes": [
            {"message": one.message, "url": search_url(query_arguments(one.query))} for one in notes(answer.query)
        ],
        "generation": generation,
    }


def query_to_json(query: Query) -> dict[str, Any]:
    """Each parameter as understood: codes for facets, `[]` or null where nothing was asked, `q` always a text."""
    return {
        "q": query.q,
        **{facet: list(query.selected(facet)) for facet in FACETS},
        "status": query.status,
        "since": query.since.isoformat() if query.since else None,
        "until": query.until.isoformat() if query.until else None,
        "sort": query.sort,
        "page": query.page,
    }


def suggestions_to_json(suggestions: Iterable[Suggestion]) -> dict[str, Any]:
    """What `/api/suggest` says."""
    return {"suggestions": [{"text": one.text, "kind": one.kind, "url": one.url} for one in suggestions]}


def _hit_to_json(hit: Hit) -> dict[str, Any]:
    return {
        **to_json(hit.bulletin),
        "highlights": {"title": hit.title_html, "text": hit.text_html},
        "via": [{"kind": one.kind, "text": one.text} for one in hit.via],
    }


def _option_to_json(option: FacetValue) -> dict[str, Any]:
    return {"code": option.code, "label": option.label, "count": option.count, "selected": option.selected}
