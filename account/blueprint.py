"""The account's addresses: the counts as JSON, the same counts as a page, and the items behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode

from flask import Blueprint, abort, jsonify, redirect, request
from jinja2 import Environment
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import NotFound, ServiceUnavailable, Unauthorized
from werkzeug.wrappers import Response

from account import demo_sign_in
from account.counts import COUNTED, LISTINGS, Items, read_counts, read_items
from account.session import Sessions
from view.items import Link, PageMeta
from view.settings import Settings

#: Where private answers live; no cache may keep anything from here, errors included.
_PRIVATE = ("/api/counts", "/account", demo_sign_in.SIGN_IN, demo_sign_in.SIGN_OUT)
#: A page number beyond any real list, so that one the database could not even read is simply not found.
_MAX_PAGE = 1_000_000

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Account:
    """What the account's addresses need. `environment` gives the templates of the live generation, `now` the time."""

    settings: Settings
    engine: Engine
    sessions: Sessions
    environment: Callable[[], Environment]
    now: Callable[[], datetime]
    demo: bool

    def signed_in(self) -> str | None:
        """The company of this request. It comes from the signed cookie and from nowhere else."""
        return self.sessions.enterprise(request.cookies)

    def sign_in_url(self, back: str = "") -> str:
        """Where signing in begins: here in demo mode, else at the portal."""
        if not self.demo:
            return self.settings.sign_in.portal_url
        return demo_sign_in.SIGN_IN + (f"?{urlencode({'next': back})}" if back else "")

    def ask(self, question: Callable[Concatenate[Engine, P], T], *arguments: P.args, **named: P.kwargs) -> T:
        """Ask the database; when it fails the answer is 503, never a number that may be wrong."""
        try:
            return question(self.engine, *arguments, **named)
        except SQLAlchemyError as error:
            raise ServiceUnavailable("业务数据暂时无法获取，请稍后再试。") from error

    def counts(self, enterprise: str) -> list[dict[str, Any]]:
        """The company's counts in the shape of the contract: 0 leads nowhere."""
        numbers = self.ask(read_counts, enterprise)
        return [
            {
                "key": one.key,
                "label": one.label,
                "count": numbers[one.key],
                "href": f"/account/{one.key}" if numbers[one.key] else None,
            }
            for one in COUNTED
        ]

    def page(self, template: str, meta: PageMeta, **values: object) -> str:
        """Render one of the account's pages."""
        return self.environment().get_template(template).render(page=meta, **values)


class SignInNeeded(Unauthorized):
    """401, saying where to sign in."""

    description = "请先登录企业账号。"

    def __init__(self, sign_in_url: str) -> None:
        super().__init__()
        self.members = {"sign_in_url": sign_in_url}


def make_blueprint(account: Account) -> Blueprint:
    """The account's addresses; those of demo sign-in only exist in demo mode."""
    blueprint = Blueprint("account", __name__)
    views = _Views(account)
    blueprint.add_url_rule("/api/counts", view_func=views.counts)
    blueprint.add_url_rule("/account", view_func=views.overview)
    blueprint.add_url_rule("/account/<key>", view_func=views.items)
    if account.demo:
        demo_sign_in.add_rules(blueprint, account.sessions, account.page)
    else:
        demo_sign_in.add_absence(blueprint)
    blueprint.after_app_request(_forbid_storing)
    return blueprint


class _Views:
    """The view functions."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def counts(self) -> Response:
        """GET /api/counts."""
        enterprise = self.account.signed_in()
        if enterprise is None:
            raise SignInNeeded(self.account.sign_in_url())
        as_of = self.account.now().isoformat(timespec="seconds")
        return jsonify(enterprise=enterprise, as_of=as_of, counts=self.account.counts(enterprise))

    def overview(self) -> Response | str:
        """GET /account: the counts for readers without JavaScript."""
        enterprise = self.account.signed_in()
        if enterprise is None:
            return self._sign_in_first()
        return self.account.page(
            "account.html",
            _meta("/account", "我的待办"),
            enterprise=enterprise,
            as_of=self.account.now(),
            counts=self.account.counts(enterprise),
        )

    def items(self, key: str) -> Response | str:
        """GET /account/<key>: the company's own items of one kind, paged."""
        listing = LISTINGS.get(key)
        if listing is None:
            abort(404)
        enterprise = self.account.signed_in()
        if enterprise is None:
            return self._sign_in_first()
        number = _page_number()
        items = self.account.ask(read_items, listing, enterprise, number, self.account.settings.per_page)
        if not items.rows and number > 1:
            raise NotFound
        url = f"/account/{key}"
        return self.account.page(
            "account_items.html",
            _meta(url, listing.label),
            enterprise=enterprise,
            heading=listing.label,
            columns=[heading for _, heading in listing.columns],
            rows=items.rows,
            total=items.total,
            pager=_pager(url, number, items),
        )

    def _sign_in_first(self) -> Response:
        return redirect(self.account.sign_in_url(request.path), 303)


def _meta(url: str, title: str) -> PageMeta:
    """The frame of an account page: 当前位置 goes through the overview, and robots stay out."""
    trail = [Link("首页", "/"), Link("我的待办", "/account")]
    if url != "/account":
        trail.append(Link(title, None))
    else:
        trail[-1] = Link(title, None)
    return PageMeta(url, title, "account", trail=tuple(trail), noindex=True)


def _page_number() -> int:
    """`?page=`, counted from 1; anything else is no page of ours."""
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(_MAX_PAGE)) and int(text) >= 1):
        raise NotFound
    return int(text)


def _pager(url: str, number: int, items: Items) -> dict[str, str | None]:
    """The neighbours of a page; the first page has the plain address."""
    previous = url if number == 2 else f"{url}?page={number - 1}" if number > 2 else None
    following = f"{url}?page={number + 1}" if number < items.pages else None
    return {"previous": previous, "next": following}


def _forbid_storing(response: Response) -> Response:
    """Private answers are never stored; set on the application, so that no error page of these paths slips by."""
    if any(request.path == path or request.path.startswith(f"{path}/") for path in _PRIVATE):
        response.headers["Cache-Control"] = "no-store, private"
    return response
