"""JSON from elsewhere: a value, or a ValueError, whatever it is."""

from __future__ import annotations

import pytest

from view.untrusted.plain_json import parse_json

DEEP = [b"[" * 100_000, b'{"a":' * 100_000, b"[" * 100_000 + b"]" * 100_000, b'[{"a":' * 50_000]


def test_a_value_comes_back() -> None:
    assert parse_json('{"甲": [1, null]}') == parse_json('{"甲": [1, null]}'.encode()) == {"甲": [1, None]}


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"\0", b"9" * 10_000, *DEEP], ids=range(9))
def test_all_else_is_one_kind_of_error(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's own words differ
        parse_json(data)
