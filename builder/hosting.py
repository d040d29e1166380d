"""Plans what the site's host needs: headers for hosts that read `_headers`, and the page shown while search is down."""

from __future__ import annotations

from collections.abc import Iterable

from builder.model import Model
from builder.outputs import Output, digest, literal, page
from view.hosting import headers_file
from view.items import Link, PageMeta
from view.settings import Settings
from view.urls import GUIDE, HOME, RISK, list_url

_SENTENCES = (
    "检索服务暂时没有响应，请过几分钟再试。",
    "风险信息页面不受影响：可以按国别（地区）、行业或栏目浏览，每个列表都可以订阅。",
)


def plan_unavailable(model: Model) -> Output:
    """The page that stands in for search: every way to the bulletins that needs no search."""
    channels = [Link(term.label, list_url(channel=term.code)) for term in model.vocabulary.terms["channel"]]
    links = [
        Link("最新风险信息", RISK),
        Link("按国别（地区）浏览", f"{RISK}country/"),
        Link("按行业浏览", f"{RISK}industry/"),
        *channels,
        Link("使用指南", GUIDE),
        Link("首页", HOME),
    ]
    heading = "检索暂时不可用"
    context = {
        "page": PageMeta("/503.html", heading, "error", noindex=True),
        "heading": heading,
        "sentences": _SENTENCES,
        "links": links,
        "status": 503,
    }
    own = {"links": digest([(link.text, link.url) for link in links])}
    return page("503.html", "error.html", own, lambda _: dict(context))


def plan_headers(settings: Settings, paths: Iterable[str]) -> Output:
    """`_headers`, as Netlify and Cloudflare Pages read it."""
    return literal("_headers", headers_file(settings, paths).encode())
