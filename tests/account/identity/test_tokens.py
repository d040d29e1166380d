"""What a token may say of a company, and what proves nothing before a key is looked for."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from account.identity.tokens import TokenError, Tokens
from view.settings.endpoint_settings import Oidc


class NoProvider:
    """Knows no key."""

    def key(self, header: dict[str, Any]) -> None:
        return None


def tokens(**settings: Any) -> Tokens:
    oidc = Oidc(issuer="https://id.example", client_id="xinfeng", audience="api", algorithms=("RS256",), **settings)
    return Tokens(oidc, NoProvider(), lambda: datetime(2026, 11, 20, tzinfo=UTC))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claim", "claims", "found"),
    [
        ("enterprise", {"enterprise": "E1"}, "E1"),
        ("enterprise", {"enterprise": 7}, "7"),
        ("a.b", {"a": {"b": "E1"}}, "E1"),
        ("a.b", {"a": "E1"}, None),
        ("a.b", {"a.b": "E1"}, None),
        ("enterprise", {"enterprise": True}, None),
        ("enterprise", {"enterprise": " "}, None),
        ("enterprise", {"enterprise": ["E1"]}, None),
        ("enterprise", {"enterprise": "a\nb"}, None),
        ("enterprise", {"enterprise": "x" * 101}, None),
        ("enterprise", {}, None),
    ],
)
def test_the_company_that_claims_name(claim: str, claims: dict[str, Any], found: str | None) -> None:
    assert tokens(enterprise_claim=claim).enterprise(claims) == found


def token(**header: Any) -> str:
    parts = ({"alg": "RS256", **header}, {"sub": "x"}, "signature")
    return ".".join(base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in parts)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "[a-z_]+"),
        ("a.b", "[a-z_]+"),
        ("x" * 20_000, "too_long"),
        (token(alg="none"), "algorithm"),
        (token(alg="HS256"), "algorithm"),
        (token(typ="logout+jwt"), "type"),
        (token(typ="at+JWT"), "unknown_key"),
        (token(), "unknown_key"),
    ],
)
def test_what_proves_nothing_is_one_word(text: str, reason: str) -> None:
    with pytest.raises(TokenError, match=f"^{reason}$"):
        tokens().check_access_token(text)


def test_access_tokens_are_taken_only_where_an_audience_is_set() -> None:
    oidc = Oidc(issuer="https://id.example", client_id="xinfeng", audience="")
    with pytest.raises(TokenError, match="not_accepted"):
        Tokens(oidc, NoProvider(), lambda: datetime.now(UTC)).check_access_token(token())  # type: ignore[arg-type]


def test_an_access_token_is_no_id_token() -> None:
    with pytest.raises(TokenError, match="type"):
        tokens().check_id_token(token(typ="at+jwt"), "nonce")
