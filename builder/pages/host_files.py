"""Plans what the site's host needs: headers for hosts that read `_headers`, and the page shown while search is down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from jinja2 import Environment

from builder.base.digests import digest
from builder.catalogue.model import Model
from builder.pages.outputs import Output, Tools, literal, page
from view.hosting.host_headers import headers_file
from view.page_meta import Link, PageMeta
from view.settings.site_settings import Settings
from view.urls import RISK, is_endpoint, list_url

_SENTENCES = (
    "查询服务暂时没有响应，请过几分钟再试。",
    "风险信息页面不受影响：可以按国别（地区）、行业或栏目浏览，每个列表都可以订阅。",
)


def plan_unavailable(model: Model) -> Output:
    """The page that stands in for search: every way to the bulletins that needs no search.

    Where the endpoint has an origin of its own, that host shows it, and all its links lead to the site's.
    """
    settings = model.settings
    origin = settings.base_url.rstrip("/") if settings.endpoint_origin else ""
    channels = [(term.label, list_url(channel=term.code)) for term in model.vocabulary.terms["channel"]]
    links = [
        ("按国别浏览", f"{RISK}country/"),
        ("按行业浏览", f"{RISK}industry/"),
        *channels,
    ]
    heading = "查询暂时不可用"
    context = {
        "page": PageMeta("/503.html", heading, "error", noindex=True),
        "heading": heading,
        "sentences": _SENTENCES,
        "links": [Link(text, origin + url) for text, url in links],
        "status": 503,
    }
    own = {"links": digest(origin, links)}
    planned = page("503.html", "error.html", own, lambda _: dict(context))
    if not origin:
        return planned
    return replace(planned, maker=_made_abroad, arguments=(planned, origin))


def _made_abroad(tools: Tools, planned: Output, origin: str) -> bytes:
    return planned.make(Tools(_abroad(tools.environment, origin), tools.bodies))


def _abroad(environment: Environment, origin: str) -> Environment:
    """The same templates for a page that another host shows; nothing made for the site's own pages is used again."""
    made = environment.overlay(bytecode_cache=None)
    plainly = {"static_root": origin, "once": lambda macro, *given, **named: macro(*given, **named)}
    made.globals = {**environment.globals, **plainly}
    made.filters = {**environment.filters, "static": lambda url: url if is_endpoint(url) else origin + url}
    return made


def plan_headers(settings: Settings, paths: Iterable[str]) -> Output:
    """`_headers`, as Netlify and Cloudflare Pages read it."""
    return literal("_headers", headers_file(settings, paths).encode())
