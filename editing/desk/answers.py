"""Requests and answers of the desk: JSON in, JSON out, problems in Chinese, headers that keep pages in bounds."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Request, Response

from editing.desk.desk import DeskError
from view.hosting.media import content_type

#: Bytes of a request: of texts (three of the longest, as JSON may write them), and of a file that is imported.
LARGEST_JSON, LARGEST_UPLOAD = 40_000_000, 101_000_000
#: Bytes of a request whose answer is that a person must come in first.
LARGEST_STRANGER = 16_000
#: What a browser may do on our own pages. Styles of the editor come with a nonce.
_SHELL = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_DATA = "default-src 'none'; frame-ancestors 'none'; sandbox"
#: A previewed page: no scripts, no forms, no windows; the desk's own page may look into it, to scroll both together.
PREVIEW = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-same-origin"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(slots=True)
class Ask:
    """A request that may be answered, and who asks."""

    request: Request
    person: str
    members: dict[str, Any] | None = None

    def json(self) -> dict[str, Any]:
        """The members of the body. DeskError where it is no JSON object."""
        if self.members is not None:
            return self.members
        if self.request.mimetype != "application/json":
            raise DeskError("请求须是 JSON", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        try:
            found = json.loads(self.request.get_data())
        except (ValueError, RecursionError):
            raise DeskError("请求不是有效的 JSON", HTTPStatus.BAD_REQUEST) from None
        if not isinstance(found, dict):
            raise DeskError("请求须是 JSON 对象", HTTPStatus.BAD_REQUEST)
        self.members = found
        return found

    @property
    def about(self) -> str:
        """The id of the bulletin that was asked about, as far as the request was read."""
        found = self.members if self.members is not None else self.request.form if self.request.files else {}
        return str(found.get("id", ""))[:300]

    def file(self, name: str = "file") -> FileStorage:
        """An uploaded file. DeskError where there is none."""
        found = self.request.files.get(name)
        if found is None:
            raise DeskError("没有收到文件", HTTPStatus.BAD_REQUEST)
        return found

    def argument(self, name: str) -> str:
        """A parameter of the address, empty where it is not there."""
        return self.request.args.get(name, "")


def text_of(members: dict[str, Any], name: str, *, needed: bool = True) -> str:
    """A text of a request. DeskError where it is missing or none."""
    value = members.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str):
        raise DeskError(f"缺少“{name}”，或者它不是文字", HTTPStatus.BAD_REQUEST)
    if any("\ud800" <= one <= "\udfff" for one in value):
        raise DeskError(f"“{name}”里有不完整的字符，请重新粘贴", HTTPStatus.BAD_REQUEST)
    return value


def answer(value: object, status: int = HTTPStatus.OK) -> Response:
    """A value as JSON."""
    return json_bytes(json.dumps(value, ensure_ascii=False).encode(), status)


def json_bytes(data: bytes, status: int = HTTPStatus.OK, kind: str = "application/json") -> Response:
    """JSON that is there already."""
    response = Response(data, status, content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Security-Policy"] = _DATA
    return response


def problem(error: DeskError) -> Response:
    """What cannot be done, as RFC 9457 has it."""
    status = HTTPStatus(error.status)
    said = {"type": "about:blank", "title": status.phrase, "status": int(status), "detail": error.detail, **error.more}
    return json_bytes(json.dumps(said, ensure_ascii=False).encode(), status, "application/problem+json")


def shell(file: Path) -> Response:
    """The desk's one page, with a new nonce for the editor's styles."""
    nonce = secrets.token_urlsafe(16)
    response = Response(file.read_text(encoding="utf-8").replace("{{nonce}}", nonce), mimetype="text/html")
    response.headers["Content-Security-Policy"] = _SHELL.format(nonce=nonce)
    return response


def stranger_page(text: str, status: int) -> Response:
    """A sentence for a person whom no script can help."""
    markup = f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>编稿台</title><p>{text}</p></html>'
    response = Response(markup, status, mimetype="text/html")
    response.headers["Content-Security-Policy"] = _DATA
    return response


def file_answer(path: Path, policy: str = _DATA) -> Response:
    """A file with its type. FileNotFoundError where there is none."""
    response = Response(path.read_bytes(), content_type=content_type(path.name))
    response.headers["Content-Security-Policy"] = policy
    return response


def finished(response: Response) -> Response:
    """An answer with what all of them say."""
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    return response
