"""Signing in at the portal by OpenID Connect: authorization code with PKCE, and signing out here and there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, request
from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, NotFound
from werkzeug.wrappers import Response

from account.base.audit import AuditLog
from account.base.origins import Origins
from account.base.paths import CALLBACK, SIGN_IN, SIGN_OUT, Paths
from account.base.rates import RateLimit, client_address
from account.base.render import Render
from account.identity.cookies import Cookies
from account.identity.provider import CodeRefusedError, Provider
from account.identity.provider_cache import ProviderDownError
from account.identity.sessions import ATTEMPT_SECONDS, Attempt, Sessions, new_id
from account.identity.tokens import TokenError, Tokens
from view.page_meta import PageMeta


class SignInRefusedError(Exception):
    """A sign-in that ends here: why, as a word for the audit log, and the answer for the reader."""

    def __init__(self, reason: str, answer: HTTPException) -> None:
        super().__init__(reason)
        self.reason = reason
        self.answer = answer


@dataclass(frozen=True, slots=True)
class OidcSignIn:
    """The views of signing in and out through the provider."""

    provider: Provider
    tokens: Tokens
    sessions: Sessions
    cookies: Cookies
    origins: Origins
    paths: Paths
    limit: RateLimit
    trusted_proxies: int
    audit: AuditLog
    render: Render

    def url(self, back: str = "") -> str:
        """Where signing in begins."""
        return SIGN_IN + (f"?{urlencode({'next': back})}" if back else "")

    def name_of(self, enterprise: str) -> str:
        """The id: the company is known by nothing else."""
        return enterprise

    def add_rules(self, blueprint: Blueprint) -> None:
        """Add the addresses; a demo company's form finds nothing here."""
        blueprint.add_url_rule(SIGN_IN, "sign_in", self.begin, methods=["GET"])
        blueprint.add_url_rule(SIGN_IN, "no_demo_sign_in", _absent, methods=["POST"])
        blueprint.add_url_rule(CALLBACK, "sign_in_callback", self.finish, methods=["GET"])
        blueprint.add_url_rule(SIGN_OUT, "sign_out", self.sign_out, methods=["POST"])

    def begin(self) -> Response:
        """GET /sign-in: to the provider, and remember what its answer must fit."""
        self._limit_rate()
        state, attempt = new_id(), Attempt(new_id(), new_id(), self.paths.asked_way_back())
        browser = self.cookies.attempt() or new_id()  # one for all tabs, so that each can finish
        try:
            target = self.provider.code_url(self.paths.callback_url, state, attempt.nonce, attempt.verifier)
        except ProviderDownError:
            self.audit.record("sign_in_refused", reason="provider_down")
            raise
        self.sessions.begin_attempt(state, browser, attempt)
        response = _private(redirect(target, 303))
        self.cookies.keep_attempt(response, browser, ATTEMPT_SECONDS)
        return response

    def finish(self) -> Response:
        """GET /sign-in/callback: the provider's answer. Whatever does not fit is refused, and noted."""
        self._limit_rate()
        try:
            attempt = self._attempt()
            tokens = self.provider.exchange(_one("code"), attempt.verifier, self.paths.callback_url)
            claims = self.tokens.check_id_token(str(tokens.get("id_token", "")), attempt.nonce)
            enterprise = self._enterprise(claims, str(tokens.get("access_token", "")))
        except SignInRefusedError as refused:
            self.audit.record("sign_in_refused", reason=refused.reason)
            raise refused.answer from None
        except (CodeRefusedError, TokenError) as error:
            self.audit.record("sign_in_refused", reason="code" if isinstance(error, CodeRefusedError) else str(error))
            raise _start_again() from error
        except ProviderDownError:
            self.audit.record("sign_in_refused", reason="provider_down")
            raise
        cookie = self.sessions.start(enterprise, str(tokens["id_token"]), self.cookies.session())
        self.audit.record("sign_in", enterprise)
        response = _private(redirect(self.paths.way_to(attempt.back), 303))
        self.cookies.keep_session(response, cookie)
        return response

    def sign_out(self) -> Response:
        """POST /sign-out: the session ends here at once, then the reader goes on to end it at the provider.

        By way of a page: browsers hold a form's redirects to the form-action of the page it stood on.
        """
        try:
            self.origins.require()
        except Forbidden:
            self.audit.record("sign_out_refused", reason="origin")
            raise
        session = self.sessions.end(self.cookies.session())
        target = None
        if session:
            self.audit.record("sign_out", session.enterprise)
            target = self.provider.sign_out_url(
                {
                    "id_token_hint": session.id_token,
                    "client_id": self.provider.settings.client_id,
                    "post_logout_redirect_uri": self.paths.home_url,
                }
            )
        if target is None:
            response: Response = redirect(self.paths.way_to("/"), 303)
        else:
            meta = PageMeta(SIGN_OUT, "正在退出", "account", noindex=True)
            response = Response(self.render("sign_out.html", meta, target=target), mimetype="text/html")
        self.cookies.forget(response)
        return _private(response)

    def _limit_rate(self) -> None:
        refused = partial(self.audit.record, "sign_in_refused", reason="rate")
        self.limit.check(client_address(self.trusted_proxies), refused)

    def _attempt(self) -> Attempt:
        """The sign-in that this answer belongs to: begun by this browser, with this state, not long ago, not used."""
        state, browser = _one("state"), self.cookies.attempt()
        attempt = self.sessions.take_attempt(state, browser) if state and browser else None
        if attempt is None:
            raise SignInRefusedError("state", _start_again())
        if not self.provider.is_of_issuer(request.args.getlist("iss")):
            raise SignInRefusedError("issuer", _start_again())
        if "error" in request.args:
            raise SignInRefusedError("provider", Forbidden("登录没有完成：门户没有给出登录结果。请从首页重新登录。"))
        return attempt

    def _enterprise(self, claims: dict[str, Any], access_token: str) -> str:
        """The company that signed in, from the ID token or else from the provider's user info."""
        found = self.tokens.enterprise(claims)
        if found is None and access_token:
            told = self.provider.user_info(access_token)
            found = self.tokens.enterprise(told) if told.get("sub") == claims["sub"] else None
        if found is None:
            raise SignInRefusedError("no_enterprise", Forbidden("这个账号没有绑定企业，不能查看企业的业务。"))
        return found


def _one(name: str) -> str:
    """A parameter that stands in the URL exactly once, else empty."""
    values = request.args.getlist(name)
    return values[0] if len(values) == 1 else ""


def _start_again() -> BadRequest:
    return BadRequest("登录没有完成：登录已过期，或者不是从本站开始的。请从首页重新登录。")


def _private(response: Response) -> Response:
    """Codes and states in the address are nobody else's business."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _absent() -> Response:
    raise NotFound
