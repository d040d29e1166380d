"""An HTTP answer with its headers: security, caching and validators."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from http import HTTPStatus

from flask import Response, request

from search.faces.generations import Generation
from view.hosting import headers
from view.settings.site_settings import Settings
from view.version import code_version

#: Caches in between keep an answer half a minute, and may show it half a minute more while they fetch the next.
CACHED = "public, max-age=30, stale-while-revalidate=30"
NOT_STORED = "no-store"


def respond(
    text: str,
    media_type: str,
    settings: Settings,
    face: headers.HeaderSet = "data",
    tag: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """An answer with all its headers. With an entity tag it may be cached; without, nobody keeps it."""
    response = Response(text, status, content_type=media_type)
    response.headers.update(headers.security_headers(settings, face))
    response.headers["Cache-Control"] = CACHED if tag else NOT_STORED
    if tag:
        response.set_etag(tag)
    if settings.endpoint_origin:  # the site's own pages ask from another origin
        response.headers["Access-Control-Allow-Origin"] = headers.origin(settings.base_url)
    return response


def respond_cached(
    generation: Generation, asked: str, make: Callable[[], str], media_type: str, face: headers.HeaderSet = "data"
) -> Response:
    """An answer that follows from the generation and from what is asked; not made again for a client that has it."""
    settings, tag = generation.bundle.settings, _entity_tag(generation, asked)
    if _is_known(tag):
        return respond("", media_type, settings, face, tag, HTTPStatus.NOT_MODIFIED)
    return respond(make(), media_type, settings, face, tag)


def _entity_tag(generation: Generation, asked: str) -> str:
    """Strong: the bytes of an answer follow from the generation, the code and what is asked."""
    return hashlib.sha256(
        "\0".join((generation.name, code_version("search", "view").hex(), asked)).encode()
    ).hexdigest()[:32]


def _is_known(tag: str) -> bool:
    """Whether the client has this answer. Compressing proxies weaken tags, so weak ones count; `*` names no answer."""
    return not request.if_none_match.star_tag and request.if_none_match.contains_weak(tag)
