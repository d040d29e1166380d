"""Which hosts are this machine: every spelling that a resolver or browser takes for it, and no other."""

from __future__ import annotations

import pytest

from view.hosts import is_loopback, is_unspecified


@pytest.mark.parametrize(
    "host",
    [
        "localhost", "LOCALHOST", "localhost.", "a.localhost", "127.0.0.1", "127.9.9.9", "127.1", "2130706433",
        "0x7f.1", "0x7f000001", "0177.0.0.1", "::1", "[::1]", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "127.0.0.1.",
    ],
)  # fmt: skip
def test_this_machine(host: str) -> None:
    assert is_loopback(host)
    assert not is_unspecified(host)


@pytest.mark.parametrize(
    "host",
    [
        "", "risk.example.cn", "localhost.example.cn", "notlocalhost", "10.0.0.1", "1.127.0.0.1", "128.0.0.1",
        "0.0.0.0", "::", "::2", "::ffff:10.0.0.1", "127.0.0.1 x", "127.0.0.256", "127..1", "127.0.0.1.1",  # noqa: S104
        "999999999999", ".",
    ],
)  # fmt: skip
def test_another(host: str) -> None:
    assert not is_loopback(host)


def test_where_to_listen_is_nobodys_address() -> None:
    assert all(map(is_unspecified, ("0.0.0.0", "0", "::", "[::]")))  # noqa: S104 - nobody listens
    assert not any(map(is_unspecified, ("10.0.0.1", "::1", "", "x")))
