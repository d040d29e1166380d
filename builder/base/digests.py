"""Digests of values and of files' bytes."""

from __future__ import annotations

import hashlib


def digest(*values: object) -> bytes:
    """A short digest of plain values."""
    return hashlib.blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def file_digest(data: bytes) -> bytes:
    """How the bytes of source files are told apart."""
    return hashlib.blake2b(data, digest_size=16).digest()
