"""The shipped nginx: which versions of TLS each of its listeners speaks, and what it then offers."""

from __future__ import annotations

import subprocess

import pytest

from tests.publish.stack import Stack

pytestmark = pytest.mark.thorough


def over_tls(port: int, version: str, path: str) -> str:
    """What a client that speaks one version of TLS only is answered; empty when they do not come together."""
    address = f"127.0.0.1:{port}"
    command = ["openssl", "s_client", "-quiet", version, "-cipher", "DEFAULT:@SECLEVEL=0", "-connect", address]
    request = f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    return subprocess.run(command, input=request, capture_output=True, text=True, check=False).stdout


def test_readers_come_in_by_todays_tls_only(stack: Stack) -> None:
    for version in ("-tls1_2", "-tls1_3"):
        home = over_tls(stack.tls_port, version, "/")
        assert home.startswith("HTTP/1.1 200")
        assert "Strict-Transport-Security: max-age=600" in home
        assert "Strict-Transport-Security: max-age=600" in over_tls(stack.tls_port, version, "/search?q=x")
    assert [over_tls(stack.tls_port, version, "/") for version in ("-tls1", "-tls1_1")] == ["", ""]


def test_the_legacy_listener_speaks_tls_1_and_signs_nobody_in(stack: Stack) -> None:
    for version in ("-tls1", "-tls1_1", "-tls1_2"):
        home = over_tls(stack.legacy_port, version, "/")
        assert home.startswith("HTTP/1.1 200"), version
        assert "Strict-Transport-Security" not in home
    search = over_tls(stack.legacy_port, "-tls1", "/search?q=x")
    assert search.startswith("HTTP/1.1 200")
    assert "Strict-Transport-Security" not in search
    for path in ("/account", "/sign-in", "/api/counts"):
        assert over_tls(stack.legacy_port, "-tls1", path).startswith("HTTP/1.1 404"), path
