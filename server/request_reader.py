"""A request on its way in: whether its bytes are all there, told before a thread is given to it.

gunicorn's parent process loads this module; what it has loaded a reload does not renew, so nothing else is imported.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from http import HTTPStatus

#: Bytes of a request's body; the only forms there are say one company and one path.
MAX_BODY = 16 * 1024
#: Bytes of a request's line and headers together; the longest query and as much again for headers.
MAX_HEAD = 64 * 1024
#: Bytes of a body in chunks, with what says how long they are.
_MAX_CHUNKED = 2 * MAX_BODY
_MAX_CHUNK_LINE = 64
_MAX_TRAILERS = 1024

_LINE_FEED_ALONE = re.compile(rb"(?<!\r)\n")
_FRAMING = re.compile(
    rb"^(content-length|transfer-encoding)[ \t]*:[ \t]*([^\r\n]*?)[ \t]*\r$", re.IGNORECASE | re.MULTILINE
)
_EXPECTS = re.compile(rb"^expect[ \t]*:[ \t]*100-continue[ \t]*\r$", re.IGNORECASE | re.MULTILINE)
_CHUNK_SIZE = re.compile(rb"[0-9A-Fa-f]{1,8}")
_SAID = {
    HTTPStatus.BAD_REQUEST: "服务器看不懂这个请求。",
    HTTPStatus.REQUEST_TIMEOUT: "请求没有在规定时间内发完。",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "提交的内容太大，请减少提交的内容后重试。",
    HTTPStatus.REQUEST_URI_TOO_LONG: "网址太长。",
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: "请求头太大，请清除 Cookie 后重试。",
}


@dataclass(frozen=True, slots=True)
class Arrived:
    """The bytes of one request. After the `last` of a connection nobody can tell where another one would begin."""

    data: bytes
    last: bool = False


class RequestRefusedError(Exception):
    """The bytes cannot become a request that we answer; `status` says why."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status

    def answer(self) -> bytes:
        """What the client is told before its connection is closed."""
        status = self.status
        said = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": _SAID[status]}
        body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: application/problem+json\r\n"
            f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
            "Connection: close\r\n\r\n"
        )
        return head.encode("ascii") + body


class Arriving:
    """What one connection has sent and nobody has answered yet. Every byte is looked at once, however slow they are."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._looked = 0
        self._body: _Body | None = None

    def __bool__(self) -> bool:
        return bool(self._data)

    def add(self, data: bytes) -> None:
        """Bytes came."""
        self._data += data

    def take(self) -> Arrived | None:
        """The first request once all of it is there. RefusedError when it never will be one.

        What is broken within the limits is whole too: the server's own parser has the right words for it.
        """
        if self._body is None:
            head = self._find_head()
            if head is None:
                return None
            if not head:
                return self._cut(len(self._data), last=True)
            self._body = _body_of(self._data, head)
        end = self._body.find_end(self._data)
        return None if end is None else self._cut(end, last=self._body.is_last)

    def wants_to_be_told(self) -> bool:
        """Whether the client waits for a word before it sends the body; true once."""
        if self._body is None or not self._body.is_expected:
            return False
        self._body.is_expected = False
        return True

    def _find_head(self) -> int | None:
        """Where the headers end; 0 when waiting for that is of no use, None when it is."""
        data, begin = self._data, max(self._looked - 3, 0)
        end = data.find(b"\r\n\r\n", begin, MAX_HEAD)
        self._looked = len(data)
        if _LINE_FEED_ALONE.search(data, begin, end if end >= 0 else len(data)):
            return 0
        if end >= 0:
            return end + 4
        if len(data) >= MAX_HEAD:
            line_ends = data.find(b"\r\n", 2, MAX_HEAD) >= 0
            raise RequestRefusedError(
                HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if line_ends else HTTPStatus.REQUEST_URI_TOO_LONG
            )
        return None

    def _cut(self, end: int, *, last: bool = False) -> Arrived:
        """Give away the bytes of one request and begin anew with the rest."""
        data = bytes(self._data[:end])
        del self._data[:end]
        self._looked, self._body = 0, None
        return Arrived(data, last)


@dataclass(slots=True)
class _Body:
    """A body of a known length: it ends at `at`."""

    at: int
    is_last: bool = False
    is_expected: bool = False

    def find_end(self, data: bytearray) -> int | None:
        """Where the request ends, once that much is there."""
        return self.at if len(data) >= self.at else None


@dataclass(slots=True)
class _Chunks(_Body):
    """A body in chunks: `at` is where the next chunk begins."""

    begin: int = 0

    def find_end(self, data: bytearray) -> int | None:
        """Where the last chunk ends, trailers and all. RefusedError for what is no chunk, or too much."""
        while self.at <= len(data):
            if self.at > self.begin and data[self.at - 2 : self.at] != b"\r\n":
                raise RequestRefusedError(HTTPStatus.BAD_REQUEST)
            line = data.find(b"\r\n", self.at, self.at + _MAX_CHUNK_LINE)
            if line < 0:
                if len(data) - self.at >= _MAX_CHUNK_LINE:
                    raise RequestRefusedError(HTTPStatus.BAD_REQUEST)
                return None
            size = bytes(data[self.at : line].partition(b";")[0].strip(b" \t"))
            if not _CHUNK_SIZE.fullmatch(size):
                raise RequestRefusedError(HTTPStatus.BAD_REQUEST)
            length = int(size, 16)
            if not length:
                return self._find_trailers_end(data, line)
            if line + length - self.begin > _MAX_CHUNKED:
                raise RequestRefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            self.at = line + 2 + length + 2
        return None

    def _find_trailers_end(self, data: bytearray, line: int) -> int | None:
        end = data.find(b"\r\n\r\n", line, line + _MAX_TRAILERS)
        if end < 0 and len(data) - line >= _MAX_TRAILERS:
            raise RequestRefusedError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        return end + 4 if end >= 0 else None


def _body_of(data: bytearray, head: int) -> _Body:
    """What follows the headers that end at `head`, as far as a body that we take."""
    framing = [(name.lower(), value.lower()) for name, value in _FRAMING.findall(data, 0, head)]
    expected = _EXPECTS.search(data, 0, head) is not None
    if not framing:
        return _Body(head)
    if framing == [(b"transfer-encoding", b"chunked")]:
        return _Chunks(head, is_last=True, is_expected=expected, begin=head)
    if len(framing) == 1 and framing[0][0] == b"content-length" and framing[0][1].isdigit():
        length = int(framing[0][1][:20])
        if length <= MAX_BODY:
            return _Body(head + length, is_expected=expected)
    return _Body(head, is_last=True)  # too long, or unclear: refused by those who read the headers
