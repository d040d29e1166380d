"""The account's addresses: the counts as JSON, the same counts as a page, and the items behind them."""

from __future__ import annotations

from flask import Blueprint, abort, jsonify, redirect, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import NotFound, Unauthorized
from werkzeug.wrappers import Response

from account.account import Account
from account.base.paths import ACCOUNT, COUNTS, PRIVATE
from account.base.rates import client_address
from account.business.counts import Items, read_countries, read_items
from account.identity.tokens import TokenError
from view.page_meta import Link, PageMeta

#: A page number beyond any real list, so that one the database could not even read is simply not found.
_MAX_PAGE = 1_000_000


class SignInNeeded(Unauthorized):
    """401, saying where to sign in; to one who came with a token also what is wrong with it."""

    description = "请先登录企业账号。"

    def __init__(self, sign_in_url: str, token_error: str = "") -> None:
        challenge = WWWAuthenticate("bearer", {"error": token_error}) if token_error else None
        super().__init__(www_authenticate=challenge)
        self.members = {"sign_in_url": sign_in_url}


def make_account_blueprint(account: Account) -> Blueprint:
    """The account's addresses, with those of its way to sign in."""
    blueprint = Blueprint("account", __name__)
    views = _Views(account)
    blueprint.add_url_rule(COUNTS, view_func=views.counts, provide_automatic_options=False)
    blueprint.add_url_rule(COUNTS, "preflight", account.origins.answer_preflight, methods=["OPTIONS"])
    blueprint.add_url_rule(ACCOUNT, view_func=views.overview)
    blueprint.add_url_rule(f"{ACCOUNT}/<key>", view_func=views.items)
    account.sign_in.add_rules(blueprint)
    blueprint.after_app_request(views.finish)
    return blueprint


class _Views:
    """The view functions."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def counts(self) -> Response:
        """GET /api/counts, for the home page's script by cookie and for the portal's own pages by token."""
        account = self.account
        token = _bearer()
        enterprise = account.by_cookie() if token is None else self._by_token(token)
        if enterprise is None:
            account.strangers.check(client_address(account.trusted_proxies))
            raise SignInNeeded(account.sign_in.url())
        account.limit_rate(enterprise)
        as_of = account.now().isoformat(timespec="seconds")
        name = account.sign_in.name_of(enterprise)
        answer = jsonify(enterprise=enterprise, enterprise_name=name, as_of=as_of, counts=account.counts(enterprise))
        account.audit.record("counts_read", enterprise, by="session" if token is None else "token")
        return answer

    def overview(self) -> Response | str:
        """GET /account: the counts for readers without JavaScript."""
        account = self.account
        enterprise = account.by_cookie()
        if enterprise is None:
            return self._sign_in_first()
        account.limit_rate(enterprise)
        page = account.render(
            "account.html",
            _meta(ACCOUNT, "我的业务"),
            enterprise=enterprise,
            enterprise_name=account.sign_in.name_of(enterprise),
            as_of=account.now(),
            counts=account.counts(enterprise),
            countries=self._countries(enterprise),
        )
        account.audit.record("counts_read", enterprise, by="session")
        return page

    def _countries(self, enterprise: str) -> tuple[str, ...]:
        """The countries of the company's buyers, where its policies are listed here and name them."""
        listing = self.account.listings["policies"]
        return self.account.business.ask(read_countries, listing, enterprise) if listing.is_ours else ()

    def items(self, key: str) -> Response | str:
        """GET /account/<key>: the company's own items of one kind, paged."""
        account = self.account
        listing = account.listings.get(key)
        if listing is None or not listing.is_ours:
            abort(404)
        enterprise = account.by_cookie()
        if enterprise is None:
            return self._sign_in_first()
        number = _page_number()
        account.limit_rate(enterprise)
        items = account.business.ask(read_items, listing, enterprise, number, account.site.per_page)
        if not items.rows and number > 1:
            raise NotFound
        account.audit.record("items_read", enterprise, kind=key)
        url = f"{ACCOUNT}/{key}"
        return account.render(
            "account_items.html",
            _meta(url, listing.label),
            enterprise=enterprise,
            enterprise_name=account.sign_in.name_of(enterprise),
            heading=listing.label,
            columns=[heading for _, heading in listing.columns],
            rows=items.rows,
            total=items.total,
            pager=_pager(url, number, items),
        )

    def finish(self, response: Response) -> Response:
        """Headers of all private answers; set on the application, so that no error of these paths slips by."""
        if request.path in PRIVATE or request.path.startswith(tuple(f"{path}/" for path in PRIVATE)):
            response.headers["Cache-Control"] = "no-store, private"
        if request.path == COUNTS:
            self.account.origins.share(response)
            if response.status_code == Unauthorized.code:
                self.account.cookies.forget_hint(response)
        return response

    def _by_token(self, token: str) -> str:
        """The company of a bearer token; a token that is refused is never made good by a cookie."""
        account = self.account
        try:
            if account.tokens is None:
                raise TokenError("not_accepted")
            enterprise = account.tokens.enterprise(account.tokens.check_access_token(token))
            if enterprise is None:
                raise TokenError("no_enterprise")
        except TokenError as error:
            account.strangers.check(client_address(account.trusted_proxies))
            account.audit.record("counts_refused", reason=str(error))
            raise SignInNeeded(account.sign_in.url(), "invalid_token") from error
        return enterprise

    def _sign_in_first(self) -> Response:
        return redirect(self.account.sign_in.url(request.path), 303)


def _bearer() -> str | None:
    """The token of an `Authorization: Bearer` header, or None where there is no such header."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _meta(url: str, title: str) -> PageMeta:
    """The frame of an account page: 当前位置 goes through the overview, and robots stay out."""
    trail = [Link("首页", "/"), Link("我的业务", ACCOUNT)]
    if url != ACCOUNT:
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
