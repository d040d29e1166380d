"""Signing in as a demo company: only ever added in demo mode, elsewhere these addresses do not exist."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import urlsplit

from flask import Blueprint, redirect, request
from werkzeug.exceptions import BadRequest, Forbidden, NotFound
from werkzeug.wrappers import Response

from account.demo import COMPANIES
from account.session import Sessions
from view.items import Link, PageMeta

SIGN_IN = "/sign-in"
SIGN_OUT = "/sign-out"


class Render(Protocol):
    """Renders a template of the live generation."""

    def __call__(self, template: str, meta: PageMeta, **values: object) -> str:
        """The page as HTML."""
        ...


def add_rules(blueprint: Blueprint, sessions: Sessions, render: Render) -> None:
    """Add the sign-in page, signing in and signing out."""

    def show() -> str:
        meta = PageMeta(SIGN_IN, "登录", "account", trail=(Link("首页", "/"), Link("登录", None)), noindex=True)
        signed_in = sessions.enterprise(request.cookies)
        return render("sign_in.html", meta, companies=COMPANIES, signed_in=signed_in, back=_way_back())

    def sign_in() -> Response:
        _refuse_other_sites()
        enterprise = request.form.get("enterprise", "")
        if enterprise not in {company.code for company in COMPANIES}:
            known = "、".join(company.code for company in COMPANIES)
            raise BadRequest(f"没有这家示例企业；可选的有：{known}。")
        response = redirect(_way_back(), 303)
        sessions.start(response, enterprise)
        return response

    def sign_out() -> Response:
        _refuse_other_sites()
        response = redirect("/", 303)
        sessions.end(response)
        return response

    blueprint.add_url_rule(SIGN_IN, "sign_in_page", show, methods=["GET"])
    blueprint.add_url_rule(SIGN_IN, "sign_in", sign_in, methods=["POST"])
    blueprint.add_url_rule(SIGN_OUT, "sign_out", sign_out, methods=["POST"])


def add_absence(blueprint: Blueprint) -> None:
    """Where there is no demo sign-in its addresses do not exist, whatever the method."""

    def absent() -> Response:
        raise NotFound

    for path in (SIGN_IN, SIGN_OUT):
        blueprint.add_url_rule(path, f"no_{path[1:]}", absent, methods=["GET", "POST"])


def _refuse_other_sites() -> None:
    """Demo mode asks for no token, but a browser that says another site sent this form is believed."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise Forbidden("登录和退出只能从本站页面发出。")


def _way_back() -> str:
    """`next` of the form or the URL when it is a path of this site, else the home page."""
    asked = request.form.get("next") or request.args.get("next") or "/"
    return asked if is_local(asked) else "/"


def is_local(url: str) -> bool:
    r"""Whether a URL can only lead to this site: one slash first, and nothing browsers read as a host.

    Browsers treat `\` as `/` and drop tabs and line breaks, so `/\host` and `/<tab>/host` lead elsewhere too.
    """
    if not url.startswith("/") or url.startswith("//") or "\\" in url or not url.isprintable():
        return False
    parts = urlsplit(url)
    return not parts.scheme and not parts.netloc
