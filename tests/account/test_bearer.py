"""Bearer tokens on the counts call: the portal's own pages may read, forged tokens may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.account.forger import (
    AUDIENCE,
    Forger,
    sign_in,
)
from tests.account.forgeries import CLAIMED, FORGED, MakeToken
from tests.account.world import Log


def bearer(client: FlaskClient, token: str) -> Any:
    return client.get("/api/counts", headers={"Authorization": f"Bearer {token}"})


def test_a_bearer_token_reads_its_companys_counts(client: FlaskClient, forger: Forger, log: Log) -> None:
    for token in (
        forger.access_token(),
        forger.access_token(aud=["other", AUDIENCE]),
        forger.sign(forger.claims(aud=AUDIENCE)),
    ):
        answer = bearer(client, token)
        assert answer.status_code == 200
        assert answer.get_json()["enterprise"] == "demo-a"
        assert "Set-Cookie" not in answer.headers
    assert client.get("/account", headers={"Authorization": f"Bearer {token}"}).status_code == 303  # the counts alone
    assert [(one["event"], one["by"]) for one in log.said()] == [("counts_read", "token")] * 3


def refused_tokens() -> dict[str, Callable[[Forger], str]]:
    """Attack → how its token is made."""

    def forged(make: MakeToken) -> Callable[[Forger], str]:
        return lambda forger: make(forger, forger.claims(aud=AUDIENCE))

    def claimed(claims: dict[str, Any]) -> Callable[[Forger], str]:
        return lambda forger: forger.access_token(**claims)

    found = {name: forged(make) for name, (make, _) in FORGED.items() if name != "an access token"}
    found |= {name: claimed(claims) for name, (claims, _) in CLAIMED.items() if not {"nonce", "azp"} & set(claims)}
    found["several audiences, no party"] = claimed({"aud": ["xinfeng", "other"]})
    found["an ID token"] = lambda forger: forger.sign(forger.claims(nonce="n"))
    found["a logout token"] = lambda forger: forger.sign(forger.claims(aud=AUDIENCE), typ="logout+jwt")
    found["no company"] = lambda forger: forger.access_token(enterprise=None)
    return found


REFUSED_TOKENS = refused_tokens()


@pytest.mark.parametrize("attack", REFUSED_TOKENS)
def test_a_bearer_token_that_proves_nothing_is_refused(
    client: FlaskClient, forger: Forger, log: Log, attack: str
) -> None:
    sign_in(client, forger)
    answer = bearer(client, REFUSED_TOKENS[attack](forger))
    assert answer.status_code == 401, "a cookie must not make it good"
    assert answer.content_type == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == "Bearer error=invalid_token"
    assert [one["event"] for one in log.said()] == ["sign_in", "counts_refused"]
