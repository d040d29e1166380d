"""Answers that write content: saving, steps, taking back; never over what somebody else wrote meanwhile."""

from __future__ import annotations

from http import HTTPStatus

from werkzeug.wrappers import Response

from builder.base.limits import LARGEST_FILE
from editing.desk.answers import Ask, answer, text_of
from editing.desk.api.handlers import Handlers
from editing.desk.api.reading import bulletin_answer
from editing.desk.desk import DeskError, found_bulletin
from editing.desk.work.texts import shown, version_of, written_back
from editing.life.applying import apply_step
from editing.life.bulletins import StepError
from editing.life.steps import Planned


def save_text(handlers: Handlers, ask: Ask) -> Response:
    """POST /api/save: write a text, if the file still is what the editor began with."""
    members = ask.json()
    text, base = text_of(members, "text"), text_of(members, "base")
    with handlers.desk.lock:
        site = handlers.desk.site()
        stored = found_bulletin(site, members.get("id"))
        if version_of(stored.raw) != base:
            raise changed_underneath(handlers, stored.raw, base)
        if not shown(stored.raw).encoding:
            raise DeskError("这个文件不是文字文件能用的编码，编稿台不能改它；请另存为 UTF-8")
        after = written_back(stored.raw, text)
        if len(after) > LARGEST_FILE:
            raise DeskError("文字太长，没有保存", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if after != stored.raw:
            try:
                apply_step(site, Planned("save", stored, after))
            except StepError:
                raise changed_underneath(handlers, stored.path.read_bytes(), base) from None
        site = handlers.desk.site()
        found = bulletin_answer(handlers, site, found_bulletin(site, stored.id))
    return answer({name: found[name] for name in ("digest", "state", "next", "problems", "text")})


def changed_underneath(handlers: Handlers, raw: bytes, base: str) -> DeskError:
    """What is said to an editor whose file somebody else has changed: both are kept, and can be merged."""
    return DeskError(
        "文件已被别处改动，没有覆盖；两份都在，请合并",
        HTTPStatus.CONFLICT,
        theirs=shown(raw).text,
        digest=version_of(raw),
        base=None,
    )
