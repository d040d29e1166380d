"""Forged tokens: how each is made, and the word by which the audit log calls it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.account.forger import EC, STRANGER, Forger, by_rsa, hmac_by_public_key, unsigned
from tests.account.world import NOW

START = int(NOW.timestamp())
MakeToken = Callable[[Forger, dict[str, Any]], str]
#: Attack → how its token is made from honest claims, and the word of the audit log.
FORGED: dict[str, tuple[MakeToken, str]] = {
    "alg none": (lambda forger, claims: unsigned(claims), "algorithm"),
    "alg None": (lambda forger, claims: unsigned(claims, "None"), "algorithm"),
    "HS256 with the public key": (hmac_by_public_key, "algorithm"),
    "another key of the same name": (lambda forger, claims: forger.sign(claims, STRANGER), "bad_signature"),
    "a key nobody knows": (lambda forger, claims: forger.sign(claims, STRANGER, kid="x"), "unknown_key"),
    "no key named, several there": (lambda forger, claims: forger.sign(claims, EC, "ES256", kid=None), "unknown_key"),
    "a key for another algorithm": (lambda forger, claims: by_rsa({"alg": "PS256"}, claims), "unknown_key"),
    "an algorithm off the list": (lambda forger, claims: by_rsa({"alg": "RS512"}, claims), "algorithm"),
    "a signature cut off": (lambda forger, claims: forger.sign(claims).rpartition(".")[0] + ".", "bad_signature"),
    "an access token": (lambda forger, claims: forger.sign(claims, typ="at+jwt"), "type"),
    "an unknown critical header": (lambda forger, claims: by_rsa({"alg": "RS256", "crit": ["x"], "x": 1}, claims), ""),
    "no token at all": (lambda forger, claims: "", ""),
    "a text": (lambda forger, claims: "a.b.c", ""),
    "a very long one": (lambda forger, claims: "a" * 100_000, "too_long"),
}
#: Attack → claims that differ from honest ones, and the word of the audit log.
CLAIMED: dict[str, tuple[dict[str, Any], str]] = {
    "wrong issuer": ({"iss": "https://evil.example"}, "invalid_claim"),
    "no issuer": ({"iss": None}, "missing_claim"),
    "wrong audience": ({"aud": "other"}, "invalid_claim"),
    "no audience": ({"aud": None}, "missing_claim"),
    "several audiences, other party": ({"aud": ["xinfeng", "other"], "azp": "other"}, "azp"),
    "several audiences, no party": ({"aud": ["xinfeng", "other"]}, "azp"),
    "other authorized party": ({"azp": "other"}, "azp"),
    "expired": ({"exp": START - 31}, "expired_token"),
    "never expires": ({"exp": None}, "missing_claim"),
    "expiry is no number": ({"exp": "tomorrow"}, "invalid_claim"),
    "not yet valid": ({"nbf": START + 31}, "invalid_claim"),
    "issued in the future": ({"iat": START + 31}, "invalid_claim"),
    "no nonce": ({"nonce": None}, "nonce"),
    "another's nonce": ({"nonce": "x"}, "nonce"),
    "no subject": ({"sub": None}, "missing_claim"),
}
