"""Signing in as a demo company: only ever added in demo mode, elsewhere these addresses do not exist."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, redirect, request
from werkzeug.exceptions import BadRequest, Forbidden, NotFound
from werkzeug.wrappers import Response

from account.base.audit import AuditLog
from account.base.paths import SIGN_IN, SIGN_OUT, Paths
from account.base.rates import RateLimit, client_address
from account.base.render import Render
from account.business.demo_data import COMPANIES
from account.identity.cookies import Cookies
from account.identity.sessions import Sessions
from view.hosts import is_loopback
from view.page_meta import Link, PageMeta

#: Names of headers that proxies add to what they hand on. A browser on this machine sends none of them.
_FORWARDED = re.compile(
    r"via|(?:x-)?forwarded(?:-.*)?|(?:x-|true-)?(?:client|real|cluster-client)-ip|client-ip"
    r"|x-(?:original|proxy|envoy|amzn|arr|azure|cloud).*|(?:cf|fastly|fly|akamai|cdn)-.*",
    re.IGNORECASE,
)
#: The issuer of demo sessions, which no provider can have.
ISSUER = "demo"


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """The views of signing in as a demo company, and out."""

    sessions: Sessions
    cookies: Cookies
    paths: Paths
    limit: RateLimit
    audit: AuditLog
    render: Render

    def url(self, back: str = "") -> str:
        """Where signing in begins."""
        return SIGN_IN + (f"?{urlencode({'next': back})}" if back else "")

    def add_rules(self, blueprint: Blueprint) -> None:
        """Add the sign-in page, signing in and signing out."""
        blueprint.add_url_rule(SIGN_IN, "sign_in_page", self.show, methods=["GET"])
        blueprint.add_url_rule(SIGN_IN, "sign_in", self.sign_in, methods=["POST"])
        blueprint.add_url_rule(SIGN_OUT, "sign_out", self.sign_out, methods=["POST"])

    def name_of(self, enterprise: str) -> str:
        """The sample company's name."""
        return next((one.name for one in COMPANIES if one.code == enterprise), enterprise)

    def show(self) -> str:
        """GET /sign-in."""
        _only_from_this_machine()
        session = self.sessions.find(self.cookies.session())
        meta = PageMeta(SIGN_IN, "登录", "account", trail=(Link("首页", "/"), Link("登录", None)), noindex=True)
        signed_in = session.enterprise if session else None
        back = self.paths.asked_way_back()
        return self.render("sign_in.html", meta, companies=COMPANIES, signed_in=signed_in, back=back)

    def sign_in(self) -> Response:
        """POST /sign-in."""
        _only_from_this_machine()
        _refuse_other_sites()
        self.limit.check(client_address(0))
        enterprise = request.form.get("enterprise", "")
        if enterprise not in {company.code for company in COMPANIES}:
            self.audit.record("sign_in_refused", reason="unknown_company")
            known = "、".join(company.code for company in COMPANIES)
            raise BadRequest(f"没有这家示例企业；可选的有：{known}。")
        response = redirect(self.paths.way_to(self.paths.asked_way_back()), 303)
        self.cookies.keep_session(response, self.sessions.start(enterprise, old_cookie=self.cookies.session()))
        self.audit.record("sign_in", enterprise)
        return response

    def sign_out(self) -> Response:
        """POST /sign-out."""
        _only_from_this_machine()
        _refuse_other_sites()
        session = self.sessions.end(self.cookies.session())
        if session:
            self.audit.record("sign_out", session.enterprise)
        response = redirect(self.paths.way_to("/"), 303)
        self.cookies.forget(response)
        return response


@dataclass(frozen=True, slots=True)
class NoSignIn:
    """Where nobody signs in here: readers are told to begin at the portal, and the addresses do not exist."""

    portal_url: str

    def url(self, back: str = "") -> str:
        """Where signing in begins."""
        return self.portal_url

    def name_of(self, enterprise: str) -> str:
        """The id: the company is known by nothing else."""
        return enterprise

    def add_rules(self, blueprint: Blueprint) -> None:
        """Keep the addresses from existing, whatever the method."""
        for path in (SIGN_IN, SIGN_OUT):
            blueprint.add_url_rule(path, f"no_{path[1:]}", _absent, methods=["GET", "POST"])


def _absent() -> Response:
    raise NotFound


def _only_from_this_machine() -> None:
    """The demo is there for a browser on this machine that speaks to us itself.

    What came through a proxy shows in what a proxy adds, in a name that is not this machine's (by which also rebound
    names are known), or in HTTP/1.0, which nginx speaks where it is told nothing else and no browser has for long.
    """
    hosts = [request.remote_addr or "", urlsplit(request.host_url).hostname or ""]
    hosts += [_host_of(said) for name in ("Origin", "Referer") if (said := request.headers.get(name))]
    direct = request.environ.get("SERVER_PROTOCOL") != "HTTP/1.0"
    if not direct or not all(map(is_loopback, hosts)) or any(map(_FORWARDED.fullmatch, request.headers.keys())):
        raise NotFound


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _refuse_other_sites() -> None:
    """Demo mode asks for no token, but a browser that says another site sent this form is believed."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        raise Forbidden("登录和退出只能从本站页面发出。")
