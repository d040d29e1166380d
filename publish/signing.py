"""Signatures of what a release says of itself: Ed25519, one key to sign, one to check."""

from __future__ import annotations

import base64
import binascii
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from publish.history import DeployError

#: What is added to a file's name for its signature.
SIGNATURE = ".sig"


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


def sign(key: Ed25519PrivateKey, data: bytes) -> bytes:
    """The signature as a line of base64."""
    return base64.b64encode(key.sign(data)) + b"\n"


def is_signed(verify_key: str, data: bytes, signature: bytes) -> bool:
    """Whether the key's owner signed these bytes. DeployError when the key itself is not one."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(verify_key, validate=True))
    except (ValueError, binascii.Error):
        raise DeployError("deploy.verify_key: not an Ed25519 public key in base64 (44 characters)") from None
    try:
        key.verify(base64.b64decode(signature.strip(), validate=True), data)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True
