"""The endpoint described in OpenAPI 3.1, for the vocabulary and settings of one generation."""

from __future__ import annotations

from typing import Any

from search.faces.page.compare import MOST
from search.faces.parameters import MAX_KEYWORD, MAX_KEYWORDS, MAX_Q, MAX_VALUES, SORT_LABELS
from search.query_types import FACETS
from view.bulletin import STATUSES, json_schema
from view.rendering.bundle import Bundle
from view.settings.search_settings import ENGINES
from view.vocabulary.vocabulary import CLOSED_FACETS, FACET_LABELS, STATUS_LABELS, Vocabulary

_Schema = dict[str, Any]

VERSION = "1"
_TEXT: _Schema = {"type": "string"}
_NUMBER: _Schema = {"type": "integer", "minimum": 0}
_EMPTY: _Schema = {"const": "", "description": "An empty value counts as absent."}
_PATH: _Schema = {"type": "string", "format": "uri-reference", "description": "Root-relative and percent-encoded."}
_MARKED: _Schema = {"type": "string", "description": "HTML; everything is escaped but `<mark>`."}


def describe(bundle: Bundle) -> dict[str, Any]:
    """The whole description."""
    vocabulary, settings = bundle.vocabulary, bundle.settings
    search = _search_parameters(vocabulary)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{settings.title}：查询接口",
            "version": VERSION,
            "description": (
                "Search over the published bulletins. Values of one facet are OR-ed, facets are AND-ed. `since` may "
                "not be after `until`, which this description cannot express; such a request is answered with 400."
            ),
        },
        "servers": [{"url": settings.endpoint_origin or "/"}],
        "paths": {
            "/search": _get(
                "Search, as an HTML page", "searchPage", [_q(cut=True), *search[1:]], _page(), problem="text/html"
            ),
            "/api/search": _get("Search, as JSON", "searchData", search, _json("SearchAnswer"), past_end=True),
            "/search.atom": _get(
                "Search, as an Atom feed, newest first unless asked", "searchFeed", search, _atom(), past_end=True
            ),
            "/compare/": _get(
                "Two or three countries side by side, as an HTML page",
                "comparePage",
                [_compared(vocabulary)],
                _page(),
                problem="text/html",
            ),
            "/api/suggest": _get("What a reader may be about to type", "suggest", [_q()], _json("Suggestions")),
            "/api/openapi.json": _get("This description", "describe", [], _json("Description"), bad=False),
            "/healthz": _get("Whether searches are answered", "health", [], _json("Health"), bad=False, cached=False),
        },
        "components": {"schemas": _schemas()},
    }


def _get(
    summary: str,
    name: str,
    parameters: list[_Schema],
    content: _Schema,
    *,
    problem: str = "application/problem+json",
    bad: bool = True,
    past_end: bool = False,
    cached: bool = True,
) -> _Schema:
    """One address, asked with GET or HEAD."""
    wrong = {problem: {"schema": _ref("Problem") if problem.endswith("json") else _TEXT}}
    responses: dict[str, _Schema] = {"200": {"description": "The answer", "content": content}}
    if cached:
        responses["200"]["headers"] = {"ETag": {"schema": _TEXT, "required": True}}
        responses["304"] = {"description": "Unchanged since the answer whose ETag was sent in If-None-Match"}
    if bad:
        responses["400"] = {"description": "Wrong parameters, all named", "content": wrong}
        responses["414"] = {"description": "More parameters than are read", "content": wrong}
    if past_end or name == "searchPage":
        responses["404"] = {"description": "`page` is past the last page", "content": wrong}
    responses["503"] = {"description": "There is no index to answer from; try again later", "content": wrong}
    asked = {"parameters": parameters, "responses": responses}
    return {
        "get": {"summary": summary, "operationId": name, **asked},
        "head": {"summary": f"{summary} (headers alone)", "operationId": f"{name}Head", **_without_bodies(asked)},
    }


def _without_bodies(asked: dict[str, Any]) -> dict[str, Any]:
    """The same, answered without content."""
    responses = {
        status: {key: value for key, value in response.items() if key != "content"}
        for status, response in asked["responses"].items()
    }
    return {**asked, "responses": responses}


def _search_parameters(vocabulary: Vocabulary) -> list[_Schema]:
    """The parameters of the three faces."""
    day = {"anyOf": [{"type": "string", "format": "date"}, _EMPTY]}
    return [
        _q(),
        *(_facet(facet, vocabulary) for facet in CLOSED_FACETS),
        _many("keyword", {"type": "string", "maxLength": MAX_KEYWORD}, MAX_KEYWORDS, "A keyword of a bulletin."),
        _one("status", {"enum": ["", *STATUSES]}, "; ".join(f"{code}: {STATUS_LABELS[code]}" for code in STATUSES)),
        _one("since", day, "First day, inclusive, in the site's time zone."),
        _one("until", day, "Last day, inclusive, in the site's time zone."),
        _one("sort", {"enum": ["", *SORT_LABELS]}, "Relevance by default with a `q` (not in feeds), else newest."),
        _one("page", {"anyOf": [{"type": "integer", "minimum": 1}, _EMPTY]}, "Past the last page is a 404."),
    ]


def _q(*, cut: bool = False) -> _Schema:
    """The words. `cut`: of a longer text the first `MAX_Q` characters are read, and the answer says so."""
    length = {} if cut else {"maxLength": MAX_Q}
    more = f" Its first {MAX_Q} characters are read." if cut else ""
    return _one("q", {"type": "string", **length}, f'Words, `"a phrase"`, `-without`, `title:`, `keyword:`.{more}')


def _facet(facet: str, vocabulary: Vocabulary) -> _Schema:
    """A closed facet: its codes are the lasting names, and labels and aliases are understood too."""
    codes = {"enum": ["", *(term.code for term in vocabulary.terms[facet])]}
    case = " in any case" if facet == "country" else ""
    return _many(facet, codes, MAX_VALUES, f"{FACET_LABELS[facet]}: codes{case}; labels and aliases are accepted too.")


def _compared(vocabulary: Vocabulary) -> _Schema:
    """The countries of a comparison."""
    items = _facet("country", vocabulary)["schema"]["items"]
    return _many("country", items, MOST, "The countries; with fewer than two the page asks for more.")


def _one(name: str, schema: _Schema, description: str) -> _Schema:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _many(name: str, items: _Schema, most: int, description: str) -> _Schema:
    schema = {"type": "array", "items": items, "maxItems": most}
    return {**_one(name, schema, description), "style": "form", "explode": True}


def _json(schema: str) -> _Schema:
    return {"application/json": {"schema": _ref(schema)}}


def _page() -> _Schema:
    return {"text/html": {"schema": _TEXT}}


def _atom() -> _Schema:
    return {"application/atom+xml": {"schema": _TEXT}}


def _ref(name: str) -> _Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(**properties: _Schema) -> _Schema:
    """An object with exactly these members."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: _Schema) -> _Schema:
    return {"type": "array", "items": items}


def _maybe(schema: _Schema) -> _Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _schemas() -> dict[str, _Schema]:
    """The shapes of answers."""
    codes, day = _list(_TEXT), {"type": "string", "format": "date"}
    status = {"enum": list(STATUSES)}
    sort = {"enum": list(SORT_LABELS)}
    return {
        "SearchAnswer": _object(
            query=_object(
                q=_TEXT,
                **dict.fromkeys(FACETS, codes),
                status=_maybe(status),
                since=_maybe(day),
                until=_maybe(day),
                sort=sort,
                page={"type": "integer", "minimum": 1},
                match={"enum": ["all", "most"]},
            ),
            total=_NUMBER,
            page={"type": "integer", "minimum": 1},
            pages={**_NUMBER, "description": "0 when `total` is 0."},
            per_page={"type": "integer", "minimum": 1},
            results=_list(_ref("Result")),
            related=_list(_ref("Result")),
            guides=_list(_object(title=_TEXT, url=_PATH, highlights=_object(title=_MARKED, text=_MARKED))),
            facets=_object(**dict.fromkeys(FACETS, _list(_ref("FacetValue")))),
            relax=_list(
                _object(
                    drop={"type": "object", "additionalProperties": {"anyOf": [_TEXT, _list(_TEXT)]}},
                    total=_NUMBER,
                    url=_PATH,
                )
            ),
            did_you_mean=_list(_object(text=_TEXT, total=_NUMBER, url=_PATH)),
            also=_list(_object(word=_TEXT, others=_list(_TEXT), url=_PATH)),
            notes=_list(_object(message=_TEXT, url=_PATH)),
            generation=_TEXT,
        ),
        "Result": _object(
            **json_schema(),
            highlights=_object(title=_MARKED, text=_MARKED),
            via=_list(_object(kind={"enum": ["alias", "keyword", "synonym"]}, text=_TEXT)),
        ),
        "FacetValue": _object(code=_TEXT, label=_TEXT, count=_NUMBER, selected={"type": "boolean"}),
        "Suggestions": _object(suggestions=_list(_object(text=_TEXT, kind=_TEXT, url=_PATH))),
        "Health": _object(status={"const": "ok"}, generation=_TEXT, engine={"enum": list(ENGINES)}),
        "Description": {"type": "object", "required": ["openapi", "info", "paths"]},
        "Problem": _object(
            type={"const": "about:blank"},
            title=_TEXT,
            status={"type": "integer"},
            detail=_TEXT,
            errors=_list(_object(name=_TEXT, message=_TEXT)),
        ),
    }
