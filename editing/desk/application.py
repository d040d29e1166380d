"""The desk as a WSGI application: who may pass, which module answers, and how a failure is said."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_cookie
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from editing.desk.answers import (
    LARGEST_JSON,
    LARGEST_STRANGER,
    LARGEST_UPLOAD,
    Ask,
    file_answer,
    finished,
    problem,
    shell,
    stranger_page,
)
from editing.desk.api.routes import ROUTES, Handlers
from editing.desk.audit import DeskAudit
from editing.desk.desk import Desk, DeskError, in_chinese
from editing.desk.texts.definition import pick_lists
from editing.desk.texts.shown_text import shown_text
from editing.front.spans import EditError
from editing.importing.model import RefusedError
from editing.life.copies import acting_as
from view.problems import PlainError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

STATIC = Path(__file__).parent / "static"
_LOG = logging.getLogger("xinfeng.desk")
_SAFE = ("GET", "HEAD")
_UPLOADS = ("/api/import", "/api/picture")
#: What a disk says that takes no more.
_FULL = (errno.ENOSPC, errno.EDQUOT)
_STRANGER = "请用终端里打印的地址打开编稿台。那个地址只能用一次；用过以后，请重新运行 build.py desk。"

#: Answers addresses of signing in, where people sign in elsewhere; gives None for all others.
SignInViews = Callable[[Request], Response | None]


class DeskApplication:
    """Answers requests for one desk."""

    def __init__(self, desk: Desk, sign_in: SignInViews | None = None) -> None:
        self.desk, self.sign_in = desk, sign_in
        self.audit = DeskAudit(desk.root)
        self._handlers = Handlers(desk)

    def warm(self) -> None:
        """Make what the first requests need, while the person still opens the browser."""
        with suppress(PlainError, OSError):
            site = self.desk.reading()
            pick_lists(site.vocabulary)
            self._handlers.states.json(site, self._handlers.reviews.undergoing())
            for one in site.files[:1]:
                stored = site.find(one.id)
                self._handlers.pages.page(site, stored, shown_text(stored.raw).text)

    def most_bytes(self, path: str, cookies: str) -> int:
        """How much of the body of a request is read at all: little of a stranger's, all of a file's."""
        if not self.desk.gate.person(parse_cookie(cookies).get(self.desk.gate.cookie, "")):
            return LARGEST_STRANGER
        return LARGEST_UPLOAD if path in _UPLOADS else LARGEST_JSON

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """One request."""
        request = Request(environ)
        request.max_content_length = LARGEST_UPLOAD
        request.max_form_memory_size = LARGEST_JSON
        response = finished(self._answered(request))
        return response(environ, start_response)

    def _answered(self, request: Request) -> Response:
        try:
            return self._answer(request)
        except Exception as error:
            said = _said(error)
            if said is None:
                _LOG.exception("%s %s failed", request.method, request.path)
                said = DeskError("编稿台出错了，没有改动文件；详情在终端的日志里", HTTPStatus.INTERNAL_SERVER_ERROR)
            return problem(said)

    def _answer(self, request: Request) -> Response:
        gate = self.desk.gate
        if not gate.is_host(request.headers.get("Host", "")):
            raise DeskError("这个地址不是编稿台的地址", HTTPStatus.MISDIRECTED_REQUEST)
        origin, site = request.headers.get("Origin", ""), request.headers.get("Sec-Fetch-Site", "")
        path = request.path
        if request.method in _SAFE and path == "/":
            return self._shell(request)
        if self.sign_in and (answered := self.sign_in(request)):
            return answered
        allowed = gate.may_read(origin, site) if request.method in _SAFE else gate.may_write(origin, site)
        if not allowed:
            raise DeskError("请求不是从编稿台的页面发出的", HTTPStatus.FORBIDDEN)
        if request.method in _SAFE and path.startswith("/static/"):
            return _static(path.removeprefix("/static/"))
        person = gate.person(request.cookies.get(gate.cookie, ""))
        if not person:
            raise DeskError("登录已失效，请重新打开编稿台；没有保存的文字还在浏览器里", HTTPStatus.UNAUTHORIZED)
        return self._known(request, person)

    def _known(self, request: Request, person: str) -> Response:
        """An answer for a person who may ask."""
        path, method = request.path, "GET" if request.method == "HEAD" else request.method
        if method == "GET" and path.startswith("/preview/"):
            return self._handlers.previews.show(path.removeprefix("/preview/"))
        handler = ROUTES.get((method, path))
        if handler is None:
            known = any(one == path for _, one in ROUTES)
            raise DeskError("没有这个地址", HTTPStatus.METHOD_NOT_ALLOWED if known else HTTPStatus.NOT_FOUND)
        if method == "GET":
            return handler(self._handlers, Ask(request, person))
        if request.mimetype == "application/json":
            request.max_content_length = LARGEST_JSON
        with acting_as(person):
            return self._noted(handler, Ask(request, person))

    def _noted(self, handler: Callable[[Handlers, Ask], Response], ask: Ask) -> Response:
        """An answer to a change that is asked for, and a line in the log of it."""
        path = ask.request.path
        quiet = path in ("/api/check", "/api/edit", "/api/preview", "/api/merge", "/api/paste")
        outcome = "failed"
        try:
            response = handler(self._handlers, ask)
            outcome = str(response.status_code)
            return response
        except (DeskError, PlainError, EditError) as error:
            outcome = f"refused: {error}"
            raise
        finally:
            if not quiet:
                self.audit.note(
                    self.desk.moment, ask.person, path.removeprefix("/api/"), id=ask.about,
                    address=ask.request.remote_addr or "", outcome=outcome[:300],
                )  # fmt: skip

    def _shell(self, request: Request) -> Response:
        """The page itself, to those who come with the token or have come before."""
        gate = self.desk.gate
        known = gate.person(request.cookies.get(gate.cookie, ""))
        if "token" in request.args:
            cookie = "" if known else gate.spend(request.args["token"])
            if not cookie and not known:
                return stranger_page(_STRANGER, HTTPStatus.FORBIDDEN)
            response: Response = redirect("/", HTTPStatus.SEE_OTHER)
            if cookie:
                give_cookie(self.desk, response, cookie)
                self.audit.note(self.desk.moment, gate.who, "came", address=request.remote_addr or "")
            return response
        if not known:
            if self.sign_in:
                return redirect("/sign-in", HTTPStatus.SEE_OTHER)
            return stranger_page(_STRANGER, HTTPStatus.UNAUTHORIZED)
        return shell(STATIC / "shell.html")


def give_cookie(desk: Desk, response: Response, value: str) -> None:
    """Let a browser keep what lets its person in: sent to this desk only, and never by request of another site."""
    gate = desk.gate
    response.set_cookie(gate.cookie, value, path="/", secure=gate.secure, httponly=True, samesite="Strict")


def _static(name: str) -> Response:
    """A script, style or picture of the desk."""
    parts = name.split("/")
    file = STATIC.joinpath(*parts)
    if any(not one or one.startswith(".") or "\\" in one or "\0" in one for one in parts) or not file.is_file():
        raise DeskError("没有这个文件", HTTPStatus.NOT_FOUND)
    response = file_answer(file)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _said(error: Exception) -> DeskError | None:
    """A failure that a person can do something about, in words for them."""
    if isinstance(error, DeskError):
        return error
    if isinstance(error, (PlainError, EditError, RefusedError)):
        return DeskError(in_chinese(str(error)))
    if isinstance(error, UnicodeEncodeError):
        return DeskError("文字里有不完整的字符，请重新粘贴", HTTPStatus.BAD_REQUEST)
    if isinstance(error, HTTPException):
        large = error.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return DeskError("内容太大，没有接收" if large else "请求有误", error.code or HTTPStatus.BAD_REQUEST)
    if isinstance(error, OSError):
        if error.errno in _FULL:
            return DeskError("磁盘已满，没有写入；原来的文件没有改动。请腾出空间再试", HTTPStatus.INSUFFICIENT_STORAGE)
        place = f"{Path(str(error.filename)).name}：" if error.filename else ""
        return DeskError(f"{place}系统拒绝了读写（{error.strerror or error}），没有改动文件", 500)
    return None
