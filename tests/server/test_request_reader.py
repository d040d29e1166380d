"""When a request is whole: told from its bytes, however they are cut, and never later than by reading them once."""

from __future__ import annotations

import json
import subprocess
import sys
from http import HTTPStatus

import pytest

from server.request_reader import MAX_BODY, MAX_HEAD, Arrived, Arriving, RequestRefusedError

_GET = b"GET /search?q=a HTTP/1.1\r\nHost: x\r\n\r\n"
_POST = b"POST /sign-out HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
_CHUNKED = b"POST /sign-out HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"


def of(data: bytes) -> Arriving:
    arriving = Arriving()
    arriving.add(data)
    return arriving


def status_of(data: bytes) -> HTTPStatus:
    with pytest.raises(RequestRefusedError) as refused:
        of(data).take()
    return refused.value.status


WHOLE = {
    "no body": (_GET, False),
    "a body": (_POST, False),
    "an empty line before it": (b"\r\n" + _GET, False),
    "chunks": (_CHUNKED + b"5\r\nhello\r\n3;note=1\r\nyou\r\n0\r\n\r\n", True),
    "chunks that look like an end": (_CHUNKED + b"8\r\n0\r\n\r\n0\r\n\r\n0\r\n\r\n", True),
    "chunks with trailers": (_CHUNKED + b"1\r\na\r\n0\r\nX: 1\r\n\r\n", True),
    "a length too long": (b"POST / HTTP/1.1\r\nContent-Length: 16385\r\n\r\n", True),
    "a length of no number": (b"POST / HTTP/1.1\r\nContent-Length: 0x10\r\n\r\n", True),
    "a length longer than numbers are": (b"POST / HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n", True),
    "two lengths": (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", True),
    "length and chunks": (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", True),
    "an unknown coding": (b"POST / HTTP/1.1\r\ntransfer-encoding: xchunked\r\n\r\n", True),
}


@pytest.mark.parametrize("name", WHOLE)
def test_whole_with_its_last_byte_and_not_before(name: str) -> None:
    data, last = WHOLE[name]
    arriving = Arriving()
    for at in range(len(data) - 1):
        arriving.add(data[at : at + 1])
        assert arriving.take() is None, data[: at + 1]
    arriving.add(data[-1:])
    assert arriving.take() == Arrived(data, last)
    assert not arriving


def test_several_in_one_piece_are_told_apart() -> None:
    arriving = of(_GET + _POST + _GET + b"GET /")
    assert [arriving.take() for _ in range(4)] == [Arrived(_GET), Arrived(_POST), Arrived(_GET), None]
    assert arriving


def test_a_line_feed_alone_is_given_to_the_parser_at_once() -> None:
    assert of(b"GET /search HTTP/1.1\nHost: x\n").take() == Arrived(b"GET /search HTTP/1.1\nHost: x\n", last=True)


def test_what_will_never_be_a_request_is_refused() -> None:
    assert status_of(b"GET /?" + b"a" * MAX_HEAD) == HTTPStatus.REQUEST_URI_TOO_LONG
    assert status_of(b"GET / HTTP/1.1\r\nX: " + b"a" * MAX_HEAD) == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    assert status_of(_CHUNKED + b"nothing\r\n") == HTTPStatus.BAD_REQUEST
    assert status_of(_CHUNKED + b"-1\r\n") == HTTPStatus.BAD_REQUEST
    assert status_of(_CHUNKED + b"1\r\nab\r\n0\r\n\r\n") == HTTPStatus.BAD_REQUEST
    assert status_of(_CHUNKED + b"1" * 100) == HTTPStatus.BAD_REQUEST
    assert status_of(_CHUNKED + b"FFFFFF\r\n") == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert status_of(_CHUNKED + b"1\r\na\r\n" * MAX_BODY) == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert status_of(_CHUNKED + b"0\r\nX: " + b"a" * 2000) == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE


def test_a_refusal_is_problem_json() -> None:
    head, _, body = RequestRefusedError(HTTPStatus.REQUEST_TIMEOUT).answer().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 Request Timeout\r\nContent-Type: application/problem+json\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    assert json.loads(body) == {
        "type": "about:blank",
        "title": "Request Timeout",
        "status": 408,
        "detail": "请求没有在规定时间内发完。",
    }


def test_who_waits_for_a_word_gets_it_once() -> None:
    head = b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
    arriving = of(head)
    assert arriving.take() is None
    assert [arriving.wants_to_be_told(), arriving.wants_to_be_told()] == [True, False]
    arriving.add(b"hello")
    assert arriving.take() == Arrived(head + b"hello")
    assert not of(_POST[:-1]).wants_to_be_told()


def test_the_parent_process_loads_nothing_that_a_reload_should_renew() -> None:
    code = "import sys, server.worker; print([name for name in sys.modules if name.startswith(('search', 'flask'))])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
