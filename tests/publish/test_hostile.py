"""Requests that nobody honest sends, to nginx and to gunicorn directly: refused, quickly, and nothing leaks."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path

import pytest

from tests.machine import PATIENCE
from tests.publish.stack import Stack, status_lines
from tests.site_helper import Site

pytestmark = pytest.mark.thorough

_SECRET = "geheim-7d1f"  # noqa: S105 - what must not leak
_HEAD = b"Host: risk.example\r\n"
#: Requests by what is wrong with them.
SHAPES: dict[str, bytes] = {
    "traversal": b"GET /../../secret.txt HTTP/1.1\r\n" + _HEAD + b"\r\n",
    "traversal, encoded": b"GET /%2e%2e/%2e%2e/secret.txt HTTP/1.1\r\n" + _HEAD + b"\r\n",
    "traversal, encoded twice": b"GET /%252e%252e/secret.txt HTTP/1.1\r\n" + _HEAD + b"\r\n",
    "traversal, slashes encoded": b"GET /..%2f..%2fsecret.txt HTTP/1.1\r\n" + _HEAD + b"\r\n",
    "traversal, backslashes": b"GET /..\\..\\secret.txt HTTP/1.1\r\n" + _HEAD + b"\r\n",
    "traversal out of assets": b"GET /assets/../../secret.txt HTTP/1.1\r\n" + _HEAD + b"\r\n",
    "traversal, overlong UTF-8": b"GET /%c0%ae%c0%ae/secret.txt HTTP/1.1\r\n" + _HEAD + b"\r\n",
    "traversal in a search": b"GET /search/../../secret.txt HTTP/1.1\r\n" + _HEAD + b"\r\n",
    "null byte": b"GET /index.html%00.txt HTTP/1.1\r\n" + _HEAD + b"\r\n",
    "null byte, raw": b"GET /index\0.html HTTP/1.1\r\n" + _HEAD + b"\r\n",
    "null byte in a search": b"GET /api/search?q=%00 HTTP/1.1\r\n" + _HEAD + b"\r\n",
    "bytes that are no UTF-8": b"GET /api/search?q=%ff%fe HTTP/1.1\r\n" + _HEAD + b"\r\n",
    "bytes that are no UTF-8, in the path": b"GET /%ff%fe/ HTTP/1.1\r\n" + _HEAD + b"\r\n",
    "raw bytes in the line": b"GET /search?q=\xe5\x85\xb3 HTTP/1.1\r\n" + _HEAD + b"\r\n",
    "a lone surrogate": b"GET /api/search?q=%ed%a0%80 HTTP/1.1\r\n" + _HEAD + b"\r\n",
    "a half escape": b"GET /api/search?q=%e HTTP/1.1\r\n" + _HEAD + b"\r\n",
    "a huge line": b"GET /search?q=" + b"a" * 100_000 + b" HTTP/1.1\r\n" + _HEAD + b"\r\n",
    "a huge header": b"GET /search HTTP/1.1\r\n" + _HEAD + b"X-Big: " + b"a" * 100_000 + b"\r\n\r\n",
    "many headers": b"GET /search HTTP/1.1\r\n" + _HEAD + b"".join(b"X-%d: 1\r\n" % n for n in range(999)) + b"\r\n",
    "a huge cookie": b"GET /account HTTP/1.1\r\n" + _HEAD + b"Cookie: a=" + b"a" * 60_000 + b"\r\n\r\n",
    "two lengths": b"POST /sign-out HTTP/1.1\r\n" + _HEAD + b"Content-Length: 5\r\nContent-Length: 50\r\n\r\nhello",
    "length and chunks": b"POST /sign-out HTTP/1.1\r\n" + _HEAD
    + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n",
    "chunks, obfuscated": b"POST /sign-out HTTP/1.1\r\n" + _HEAD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunks with a space": b"POST /sign-out HTTP/1.1\r\n" + _HEAD + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "chunks that are none": b"POST /sign-out HTTP/1.1\r\n" + _HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
    "a chunk beyond all": b"POST /sign-out HTTP/1.1\r\n" + _HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffff\r\n",
    "a negative length": b"POST /sign-out HTTP/1.1\r\n" + _HEAD + b"Content-Length: -1\r\n\r\n",
    "a length of letters": b"POST /sign-out HTTP/1.1\r\n" + _HEAD + b"Content-Length: 0x10\r\n\r\n",
    "a length beyond all": b"POST /sign-out HTTP/1.1\r\n" + _HEAD + b"Content-Length: 99999999999999999999\r\n\r\n",
    "a bare line feed": b"GET /search HTTP/1.1\nHost: x\nConnection: close\n\n",
    "a folded header": b"GET /search HTTP/1.1\r\n" + _HEAD + b"X: a\r\n b\r\n\r\n",
    "no host": b"GET /search HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /search HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "a method nobody knows": b"BREW /search HTTP/1.1\r\n" + _HEAD + b"\r\n",
    "trace": b"TRACE /search HTTP/1.1\r\n" + _HEAD + b"\r\n",
    "connect": b"CONNECT evil.example:443 HTTP/1.1\r\n" + _HEAD + b"\r\n",
    "another site as the address": b"GET http://evil.example/secret.txt HTTP/1.1\r\n" + _HEAD + b"\r\n",
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "HTTP of the future": b"GET /search HTTP/9.9\r\n" + _HEAD + b"\r\n",
    "a header with a line in it": b"GET /search?q=a%0d%0aSet-Cookie:%20x=1 HTTP/1.1\r\n" + _HEAD + b"\r\n",
    "a range of ranges": b"GET / HTTP/1.1\r\n" + _HEAD + b"Range: bytes=" + b",".join([b"0-"] * 1500) + b"\r\n\r\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("hostile")
    site = Site(folder / "root").small().settings('base_url = "https://risk.example"\n').bulletin("2026/11/a", "关税。")
    site.build(index=True)
    with Stack(site, folder) as made:
        made.publish()
        for place in (folder, made.www.parent, made.home):
            (place / "secret.txt").write_text(_SECRET)
        made.start_gunicorn()
        made.start_nginx()
        yield made


@pytest.fixture
def stack(shared: Stack) -> Stack:
    """The stack in order, whatever the test before did to it."""
    return shared.sound()


@pytest.mark.parametrize("server", ["nginx", "gunicorn"])
@pytest.mark.parametrize("shape", SHAPES)
def test_refused_without_a_crash_a_hang_or_a_leak(stack: Stack, shape: str, server: str) -> None:
    port = stack.port if server == "nginx" else stack.endpoint_port
    request = SHAPES[shape]
    if b"\r\n" in request:
        request = request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
    answer = stack.send(request, port)
    statuses = status_lines(answer)
    assert all(status < 500 or status in (501, 505) for status in statuses), answer[:300]
    assert len(statuses) <= 1, "the second request of one was answered"
    assert _SECRET.encode() not in answer
    assert b"\r\nset-cookie: x=1" not in answer.lower()
    assert stack.get("/healthz")[0] == 200


#: The system's number for a connection of which both halves are open.
_ESTABLISHED = 1
#: What slow clients have sent when they fall silent.
_BEGUN = (
    b"",
    b"GET /search?q=a HTTP/1.1\r\n",
    b"POST /sign-out HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na",
    b"POST /sign-out HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
)


@contextmanager
def slow_clients(port: int, count: int, begun: Sequence[bytes] = _BEGUN) -> Iterator[list[socket.socket]]:
    """Connections that never finish what they began."""
    slow = []
    try:
        for number in range(count):
            slow.append(socket.create_connection(("127.0.0.1", port)))
            slow[-1].sendall(begun[number % len(begun)])
        yield slow
    finally:
        for one in slow:
            one.close()


def waits(client: socket.socket) -> bool:
    """Whether the server still waits for a client: it has not closed its half of the connection."""
    return client.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] == _ESTABLISHED


def answered_beside(crowd: Callable[[], AbstractContextManager[list[socket.socket]]], ask: Callable[[], None]) -> bool:
    """Whether honest clients are answered while every one of a crowd is still waited for.

    On a machine that is too busy the crowd may be given up before: then that says nothing, and another one comes. Were
    anybody kept waiting by a crowd, it would be so each time.
    """
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with crowd() as slow:
            ask()
            if all(map(waits, slow)):
                return True
    return False


@pytest.mark.parametrize("server", ["nginx", "gunicorn"])
def test_slow_clients_keep_nobody_waiting(stack: Stack, server: str) -> None:
    """A crowd that never finishes its requests, while honest ones are answered; more than there are threads."""
    port, count = (stack.port, 100) if server == "nginx" else (stack.endpoint_port, 300)

    def ask() -> None:
        for path in ("/search?q=x", "/healthz", "/api/search?q=y"):
            # nginx counts for its limit of connections what has sent its headers: half of the slow ones.
            assert stack.get(path, port=port)[0] == 200

    assert answered_beside(partial(slow_clients, port, count), ask)


def test_slow_clients_are_given_up_by_gunicorn_too(stack: Stack) -> None:
    with slow_clients(stack.endpoint_port, 4) as slow:
        for one in slow[1:]:
            one.settimeout(PATIENCE)
            assert status_lines(one.recv(4096)) == [408]
        assert slow[0].recv(1) == b""  # who said nothing is told nothing


def test_a_trickle_is_no_excuse(stack: Stack) -> None:
    """A byte a second keeps no connection longer than silence does."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", stack.endpoint_port), timeout=0.5) as one:
        received = b""
        one.sendall(b"GET /search HTTP/1.1\r\nX: ")
        while not received and time.monotonic() - began < PATIENCE:
            one.sendall(b"a")
            with suppress(TimeoutError):
                received = one.recv(4096)
    assert status_lines(received) == [408]
    assert time.monotonic() - began > 9  # given up after ten


@pytest.mark.parametrize("server", ["nginx", "gunicorn"])
def test_clients_that_read_slowly_hold_no_thread(stack: Stack, server: str) -> None:
    """Who asks a hundred times and reads nothing is waited for by the loop, not by threads; so is who never leaves."""
    port = stack.port if server == "nginx" else stack.endpoint_port
    greedy = [b"GET /api/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 100]
    stays = [b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"]

    def ask() -> None:
        with slow_clients(port, 10 if server == "nginx" else 50, stays):
            time.sleep(1)
            for path in ("/healthz", "/search?q=z", "/healthz"):
                assert stack.get(path, port=stack.endpoint_port)[0] == 200

    assert answered_beside(partial(slow_clients, port, 50, greedy), ask)


def test_a_worker_without_a_descriptor_left_goes_on(stack: Stack) -> None:
    """More connections than a process may have files: those that are here are answered, and the others when they go."""
    stack.stop_gunicorn()
    stack.start_gunicorn(workers=1, descriptors=80)
    try:
        (worker,) = stack.workers()
        with slow_clients(stack.endpoint_port, 120, [b""]):
            log = stack.folder / "endpoint.log"
            patience = time.monotonic() + PATIENCE
            while "Cannot take a new connection" not in log.read_text():
                assert time.monotonic() < patience
                time.sleep(0.05)
        assert stack.get("/healthz", port=stack.endpoint_port)[0] == 200
        assert stack.workers() == [worker]
        assert log.read_text().count("Cannot take a new connection") < 100  # it rests in between
    finally:
        stack.stop_gunicorn()
        stack.start_gunicorn()


def test_requests_in_one_piece_and_in_many(stack: Stack) -> None:
    """Pipelined requests, chunks and a body announced by `Expect` are all answered, in their order."""
    ask = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answers = stack.send(ask * 3 + last, stack.endpoint_port)
    assert re.findall(rb"HTTP/1.1 (\d+)", answers) == [b"200", b"200", b"200", b"404"]
    with socket.create_connection(("127.0.0.1", stack.endpoint_port), timeout=PATIENCE) as one:
        head = b"POST /sign-out HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"
        for at in range(len(head)):
            one.sendall(head[at : at + 1])
        assert status_lines(one.recv(4096)) == [100]
        one.sendall(b"a=b")
        assert status_lines(one.recv(4096))[-1] < 500
    chunks = b"POST /sign-out HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n"
    (status,) = status_lines(stack.send(chunks + ask, stack.endpoint_port))  # what follows chunks is not read
    assert status < 500


def test_many_at_once_are_limited_not_crashed(stack: Stack) -> None:
    """A crowd at the endpoint itself: answers, or 503 with the time to come back; never anything else."""
    found: list[tuple[int, str]] = []

    def ask(number: int) -> None:
        status, headers, _ = stack.get(f"/search?q=crowd{number}", port=stack.endpoint_port)
        found.append((status, headers.get("retry-after", "")))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(120)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 120
    assert {status for status, _ in found} <= {200, 503}
    assert all(again for status, again in found if status == 503)
    assert sum(status == 200 for status, _ in found) > 10


def test_files_outside_are_never_served_by_links_either(stack: Stack) -> None:
    """A link that somebody put into the document root does not lead out of it."""
    link = stack.www / "out.txt"
    link.symlink_to(stack.home / "secret.txt")
    try:
        assert _SECRET.encode() not in stack.get("/out.txt")[2]
    finally:
        link.unlink()


def test_what_machines_read_is_no_secret_but_nothing_else_is_there(stack: Stack) -> None:
    assert stack.get("/_release/manifest.json")[0] == 200
    for path in ("/_release/", "/_release", "/.upload/x", "/var/secret"):
        assert stack.get(path)[0] in (301, 404), path
    assert isinstance(stack.www, Path)
