"""The session cookie: signed, bounded in time, kept from scripts and other purposes."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from werkzeug.http import parse_cookie
from werkzeug.wrappers import Response

from account.session import COOKIE, Sessions, load_secret

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def sessions(at: datetime = START, secret: bytes = b"k" * 32, purpose: str = "demo", secure: bool = False) -> Sessions:
    return Sessions(secret, 60, lambda: at, secure=secure, purpose=purpose)


def started(by: Sessions) -> tuple[dict[str, str], str]:
    response = Response()
    by.start(response, "demo-a")
    header = response.headers["Set-Cookie"]
    return {COOKIE: parse_cookie(header)[COOKIE]}, header


def test_a_started_session_is_read_back() -> None:
    cookies, header = started(sessions())
    assert sessions().enterprise(cookies) == "demo-a"
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert "Path=/" in header
    assert "Max-Age=3600" in header
    assert "Secure" not in header
    assert "Secure" in started(sessions(secure=True))[1]


@pytest.mark.parametrize(("minutes", "enterprise"), [(59.9, "demo-a"), (60, None), (600, None)])
def test_it_ends_after_its_minutes(minutes: float, enterprise: str | None) -> None:
    cookies, _ = started(sessions())
    assert sessions(START + timedelta(minutes=minutes)).enterprise(cookies) == enterprise


def test_what_was_not_signed_here_for_this_purpose_says_nothing() -> None:
    cookies, _ = started(sessions())
    assert sessions(secret=b"x" * 32).enterprise(cookies) is None
    assert sessions(purpose="production").enterprise(cookies) is None
    for token in ("", "x", ".", cookies[COOKIE][:-1], "e30" + cookies[COOKIE], cookies[COOKIE].swapcase()):
        assert sessions().enterprise({COOKIE: token}) is None
    assert sessions().enterprise({}) is None


def test_a_signed_value_of_another_shape_says_nothing() -> None:
    by = sessions()
    shapes: tuple[object, ...] = ({}, [], "demo-a", None, {"enterprise": "demo-a"})
    for said in shapes:
        assert by.enterprise({COOKIE: str(by._signer().dumps(said))}) is None


def test_ending_makes_the_browser_forget() -> None:
    response = Response()
    sessions().end(response)
    assert "Max-Age=0" in response.headers["Set-Cookie"]


def test_the_secret_is_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret"
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: load_secret(path), range(40)))
    assert len(made) == 1
    assert made == {load_secret(path)}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]
    assert load_secret(tmp_path / "other") not in made


def test_a_secret_others_could_read_is_closed_and_a_short_one_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b"s" * 64)
    path.chmod(0o644)
    assert load_secret(path) == b"s" * 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_bytes(b"\n")
    with pytest.raises(ValueError, match="too short to sign sessions; delete it"):
        load_secret(path)
