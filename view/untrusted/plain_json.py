"""Reads JSON that somebody else may have written: whatever is wrong with it is a ValueError."""

from __future__ import annotations

import json
from typing import Any


def parse_json(data: bytes | str) -> Any:
    """The value; ValueError also where it is nested so deep that Python gives up, which is no ValueError by itself."""
    try:
        return json.loads(data)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
