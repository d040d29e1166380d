"""Every kind of page, and where one of it is."""

from __future__ import annotations

from playwright.sync_api import Page

#: What it is → its address; `status=…` stands for the first bulletin of that status.
PAGES = {
    "home": "/",
    "newest bulletins": "/risk/",
    "deeper list": "/risk/page/1/",
    "countries": "/risk/country/",
    "country": "/risk/country/vn/",
    "industries": "/risk/industry/",
    "industry": "/risk/industry/machinery/",
    "channel": "/risk/channel/warning/",
    "month": "/risk/month/2026-11/",
    "active bulletin": "status=active",
    "corrected bulletin": "status=corrected",
    "withdrawn bulletin": "status=withdrawn",
    "superseded bulletin": "status=superseded",
    "guides": "/guide/",
    "guide": "/guide/insure/",
    "embedded guide": "/embed/guide/insure/",
    "search": "/search",
    "results": "/search?q=关税&country=VN",
    "no results": "/search?q=关税&country=VN&level=low",
    "sign-in": "/sign-in",
    "subscribe": "/subscribe/",
    "changes": "/risk/changes/",
    "comparison": "/compare/?country=VN&country=TH&country=US",
    "nothing to compare": "/compare/",
    "site map": "/sitemap/",
}

SIGNED_IN = (
    "/",
    "/account",
    "/account/policies",
    "/account/claims",
    "/account/pending_policies",
    "/account/effective_notices",
    "/account/claim_notices",
    "/sign-in",
)

#: What cannot be answered: not there on disk, in the account, in the search; a search that is not understood.
REFUSED = {"/risk/none/": 404, "/account/none": 404, "/search?page=999": 404, "/search?level=x&since=y": 400}


def address(page: Page, named: str) -> str:
    """The address of a page of the tables above."""
    if named.startswith("status="):
        found = page.request.get(f"/api/search?{named}").json()["results"]
        assert found, f"no bulletin with {named}"
        return str(found[0]["url"])
    return named
