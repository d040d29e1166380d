"""Signatures of what a release says of itself: Ed25519, one key to sign, one to check."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from publish.release.history import DeployError
from view.untrusted.plain_json import parse_json

#: The member of a JSON object that signs all its others.
_SIGNATURE = "signature"


def make_key(path: Path) -> str:
    """Write a new private key that only its owner can read, and return the public one."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise DeployError(f"cannot write {path}: {error.strerror}") from None
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
    return public_text(key)


def public_text(key: Ed25519PrivateKey) -> str:
    """The public key of a private one, as `deploy.verify_key` wants it."""
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def read_key(path: Path) -> Ed25519PrivateKey:
    """The private key in a PEM file."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise DeployError(f"deploy.signing_key: cannot read {path}: {error}") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise DeployError(f"deploy.signing_key: {path} is not an Ed25519 key")
    return key


def sealed(data: Mapping[str, object], key: Ed25519PrivateKey | None) -> bytes:
    """A JSON file of an object, with its signature in it where there is a key: both are replaced in one step."""
    signature = {_SIGNATURE: base64.b64encode(key.sign(_signed_bytes(data))).decode()} if key else {}
    return (json.dumps({**data, **signature}, ensure_ascii=False, indent=1) + "\n").encode()


def opened(name: str, data: bytes, verify_key: str) -> dict[str, object]:
    """The object in a file that `sealed` made. With a key, DeployError unless its owner signed it."""
    try:
        found = parse_json(data)
    except ValueError as error:
        raise DeployError(f"{name} is damaged: it is not JSON ({error})") from None
    if not isinstance(found, dict):
        raise DeployError(f"{name} is damaged: it is not an object")
    signature = found.pop(_SIGNATURE, None)
    if verify_key:
        if signature is None:
            raise DeployError(f"{name} is not signed, and there is a key to check it by")
        if not _is_signed(verify_key, _signed_bytes(found), str(signature)):
            raise DeployError(f"{name} was not signed with the key that belongs to deploy.verify_key")
    return found


def _signed_bytes(data: Mapping[str, object]) -> bytes:
    """What a signature speaks of: the object in one spelling."""
    try:
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    except RecursionError:  # it could be read, but only just
        raise DeployError("what is signed is nested too deep") from None
    return text.encode("utf-8", "surrogatepass")


def read_public_key(text: str) -> Ed25519PublicKey:
    """The public key that `make_key` printed. DeployError when it is none."""
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
    except ValueError:
        raise DeployError("deploy.verify_key: not an Ed25519 public key in base64 (44 characters)") from None


def _is_signed(verify_key: str, data: bytes, signature: str) -> bool:
    key = read_public_key(verify_key)
    try:
        key.verify(base64.b64decode(signature, validate=True), data)
    except (InvalidSignature, ValueError):
        return False
    return True
