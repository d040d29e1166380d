"""Drawings as people attach them, and as others would."""

from __future__ import annotations

SVG_OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'


def svg(inside: str, before: str = "") -> bytes:
    return f"{before}{SVG_OPEN}{inside}</svg>".encode()
