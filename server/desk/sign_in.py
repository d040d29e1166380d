"""Signing in to a desk over a network: at the OpenID provider, with a claim that says who is an editor."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from account.identity.provider import CodeRefusedError, Provider
from account.identity.provider_cache import ProviderDownError
from account.identity.tokens import TokenError, Tokens
from view.settings.desk_settings import DeskSettings
from view.settings.endpoint_settings import EndpointSettings

SIGN_IN, CALLBACK, SIGN_OUT = "/sign-in", "/sign-in/callback", "/sign-out"
#: Seconds that a sign-in may take, and sign-ins under way that are remembered.
_PATIENCE, _MOST = 600, 500
_LONGEST_NAME = 100
_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


class NotAnEditorError(Exception):
    """A sign-in that ends here: a word for the log. `said` is for the person."""

    def __init__(self, reason: str, said: str) -> None:
        super().__init__(reason)
        self.said = said


@dataclass(frozen=True, slots=True)
class _Begun:
    """A sign-in that was begun by a browser."""

    browser: str
    nonce: str
    verifier: str
    at: float


@dataclass(slots=True)
class DeskSignIn:
    """The addresses of signing in. `admit` lets a person in, `leave` out; `note` takes a line for the audit log."""

    provider: Provider
    tokens: Tokens
    settings: DeskSettings
    admit: Callable[[Response, str], None]
    leave: Callable[[Request, Response], None]
    note: Callable[[str, str, str], None]
    _begun: dict[str, _Begun] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, request: Request) -> Response | None:
        """The answer of one of its addresses; None for every other."""
        if request.method == "GET" and request.path in (SIGN_IN, CALLBACK):
            try:
                return self._begin(request) if request.path == SIGN_IN else self._finish(request)
            except ProviderDownError:
                self.note("", "sign-in refused", "provider down")
                return _page("登录服务没有回答，请稍后再试。", 503)
        if request.path == SIGN_OUT and request.method == "POST":
            if request.headers.get("Origin", "") != self.settings.url.rstrip("/"):
                return _page("请求不是从编稿台的页面发出的。", 403)
            response = _page('已退出。<a href="/sign-in">重新登录</a>', 200)
            self.leave(request, response)
            return response
        return None

    @property
    def _way_back(self) -> str:
        return self.settings.url.rstrip("/") + CALLBACK

    @property
    def _cookie(self) -> str:
        return "__Host-xinfeng-desk-sign-in" if self._secure else "xinfeng-desk-sign-in"

    @property
    def _secure(self) -> bool:
        return self.settings.url.startswith("https:")

    def _begin(self, request: Request) -> Response:
        """To the provider, and remember what its answer must fit."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        browser = request.cookies.get(self._cookie, "") or secrets.token_urlsafe(32)
        target = self.provider.code_url(self._way_back, state, nonce, verifier)
        now = time.monotonic()
        with self._lock:
            fresh = {key: one for key, one in self._begun.items() if now - one.at < _PATIENCE}
            self._begun = dict(list(fresh.items())[-_MOST:])
            self._begun[state] = _Begun(browser, nonce, verifier, now)
        response = redirect(target, 303)
        response.set_cookie(
            self._cookie, browser, max_age=_PATIENCE, path="/", secure=self._secure, httponly=True, samesite="Lax"
        )
        return response

    def _finish(self, request: Request) -> Response:
        """The provider's answer. Whatever does not fit is refused, and noted."""
        try:
            name = self._person(request)
        except NotAnEditorError as error:
            self.note("", "sign-in refused", str(error))
            return _page(error.said, 403)
        except (CodeRefusedError, TokenError) as error:
            self.note("", "sign-in refused", "code" if isinstance(error, CodeRefusedError) else str(error))
            return _page('登录没有完成，请<a href="/sign-in">重新登录</a>。', 403)
        self.note(name, "signed in", "")
        # A page, not a redirect: a browser sends the desk's cookie only where a page of ours led.
        response = _page('<meta http-equiv="refresh" content="0;url=/">已登录，<a href="/">打开编稿台</a>。', 200)
        response.delete_cookie(self._cookie, path="/", secure=self._secure, httponly=True, samesite="Lax")
        self.admit(response, name)
        return response

    def _person(self, request: Request) -> str:
        """The editor who signed in."""
        state = request.args.get("state", "")
        with self._lock:
            begun = self._begun.pop(state, None)
        browser = request.cookies.get(self._cookie, "")
        fresh = begun is not None and time.monotonic() - begun.at < _PATIENCE
        if begun is None or not fresh or not hmac.compare_digest(browser.encode(), begun.browser.encode()):
            raise NotAnEditorError("state", '登录已过期，或者不是从编稿台开始的。请<a href="/sign-in">重新登录</a>。')
        if not self.provider.is_of_issuer(request.args.getlist("iss")):
            raise NotAnEditorError("issuer", '登录没有完成，请<a href="/sign-in">重新登录</a>。')
        if "error" in request.args:
            raise NotAnEditorError("provider", '登录没有完成，请<a href="/sign-in">重新登录</a>。')
        given = self.provider.exchange(request.args.get("code", ""), begun.verifier, self._way_back)
        claims = self.tokens.check_id_token(str(given.get("id_token", "")), begun.nonce)
        access = str(given.get("access_token", ""))
        if access and (not self._values(claims) or self._name(claims) is None):
            told = self.provider.user_info(access)
            claims = {**told, **claims} if told.get("sub") == claims["sub"] else claims
        if not set(self._values(claims)) & set(self.settings.editor_values):
            raise NotAnEditorError("no editor", "这个账号没有编稿的权限，请与管理员联系。")
        subject = str(claims["sub"])[:_LONGEST_NAME]
        name = self._name(claims)
        return f"{name} ({subject})" if name and name != subject else subject

    def _values(self, claims: Mapping[str, Any]) -> list[str]:
        """What the editors' claim holds; `realm_access.roles` is a claim within a claim."""
        found: Any = claims.get(self.settings.editor_claim)
        if found is None:
            found = claims
            for part in self.settings.editor_claim.split("."):
                found = found.get(part) if isinstance(found, dict) else None
        values = found if isinstance(found, list) else [found]
        return [one for one in values if isinstance(one, str)]

    def _name(self, claims: Mapping[str, Any]) -> str | None:
        found = claims.get(self.settings.name_claim)
        good = isinstance(found, str) and found.strip() and found.isprintable() and len(found) <= _LONGEST_NAME
        return found.strip() if good and isinstance(found, str) else None


def desk_sign_in(
    endpoint: EndpointSettings,
    now: Callable[[], datetime],
    admit: Callable[[Response, str], None],
    leave: Callable[[Request, Response], None],
    note: Callable[[str, str, str], None],
) -> DeskSignIn:
    """The way to sign in that the settings name."""
    provider = Provider(endpoint.oidc)
    return DeskSignIn(provider, Tokens(endpoint.oidc, provider, now), endpoint.desk, admit, leave, note)


def _page(markup: str, status: int) -> Response:
    text = f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>编稿台</title><p>{markup}</p></html>'
    response = Response(text, status, mimetype="text/html")
    response.headers["Content-Security-Policy"] = _POLICY
    return response
