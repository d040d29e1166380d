"""Every HTTP error of the endpoint, in one place: a page for people, problem+json for programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus

from flask import Flask, Response, request
from jinja2 import Environment
from werkzeug.exceptions import HTTPException

from server.plain_page import plain_page, plain_policy
from view.page_meta import Link, PageMeta
from view.settings.site_settings import Settings

PROBLEM_TYPE = "application/problem+json"
#: Heading and sentence for readers, where the one who raised the error did not say it better.
_SAID = {
    400: ("请求有误", "服务器看不懂这个请求，请检查网址或表单后重试。"),
    401: ("请先登录", "请先登录企业账号。"),
    403: ("不能这样访问", "这个请求不被允许。"),
    404: ("没有找到这个页面", "网址可能有误，或者内容已经下线。"),
    405: ("不支持这种请求", "这个网址不接受这种请求方法。"),
    413: ("提交的内容太大", "请减少提交的内容后重试。"),
    414: ("网址太长", "请减少查询条件后重试。"),
    429: ("请求太频繁", "请稍等片刻再试。"),
    500: ("服务器出错了", "我们这边出了问题，请稍后再试。"),
    503: ("暂时无法提供服务", "请稍后再试；风险信息页面不受影响，可照常浏览。"),
}
_LINKS = (("首页", "/"), ("最新风险信息", "/risk/"), ("使用指南", "/guide/"))
#: What stands in for search while it cannot be had.
_INSTEAD = (("按国别浏览", "/risk/country/"), ("按行业浏览", "/risk/industry/"))


def add_error_pages(app: Flask, settings: Settings, environment: Callable[[], Environment]) -> None:
    """Answer every HTTP error and every crash of `app`; a crash says nothing of its cause but to the log."""

    def answer(error: HTTPException) -> Response:
        status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
        heading, sentence = _SAID.get(status) or ("请求未能完成", "请稍后再试。")
        sentence = _own_words(error) or sentence
        if wants_problem(request.path):
            response = _problem(status, sentence, getattr(error, "members", {}))
        else:
            response = _page(app, settings, environment, status, heading, sentence)
        for name, value in error.get_headers():
            if name != "Content-Type":
                response.headers[name] = value
        return response

    app.register_error_handler(HTTPException, answer)


def wants_problem(path: str) -> bool:
    """Whether programs ask here rather than people."""
    return path.startswith("/api/") or path.endswith(".atom") or path in ("/healthz", "/readyz")


def _own_words(error: HTTPException) -> str:
    """What our own code said; werkzeug's English defaults are class attributes, or belong to its own subclasses."""
    ours = "description" in vars(error) or not type(error).__module__.startswith("werkzeug.")
    return str(error.description or "") if ours else ""


def _problem(status: int, detail: str, members: dict[str, object]) -> Response:
    """RFC 9457 problem details; `type` is about:blank, so `title` is the status's own phrase."""
    said = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        **members,
    }
    return Response(json.dumps(said, ensure_ascii=False, separators=(",", ":")), status, content_type=PROBLEM_TYPE)


def _page(
    app: Flask, settings: Settings, environment: Callable[[], Environment], status: int, heading: str, sentence: str
) -> Response:
    """The error as a page; a plain one when even the templates are missing, as before the first build."""
    origin = settings.base_url.rstrip("/") if settings.endpoint_origin else ""
    meta = PageMeta(request.path, heading, "error", noindex=True)
    is_down = status == HTTPStatus.SERVICE_UNAVAILABLE
    links = [Link(text, origin + url) for text, url in (_INSTEAD if is_down else _LINKS)]
    try:
        template = environment().get_template("error.html")
        text = template.render(page=meta, status=status, heading=heading, sentences=[sentence], links=links)
        return Response(text, status, mimetype="text/html")
    except Exception:
        app.logger.warning("error.html cannot be rendered; a plain page stands in", exc_info=True)
        text = plain_page(heading, sentence, links, request.args.get("q", ""), again=is_down)
        return Response(text, status, {"Content-Security-Policy": plain_policy(settings)}, mimetype="text/html")
