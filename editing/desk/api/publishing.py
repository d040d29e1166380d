"""发布: starting what `[desk] publish` says, and telling how it goes."""

from __future__ import annotations

from http import HTTPStatus

from werkzeug.wrappers import Response

from editing.desk.answers import Ask, answer
from editing.desk.api.handlers import Handlers
from editing.desk.desk import DeskError

#: Bulletins that are looked for at the site after one run.
_MOST_LOOKED_FOR = 50


def begin_publishing(handlers: Handlers, ask: Ask) -> Response:
    """POST /api/publish: begin a run; `ids` (or `id`) are looked for at the site when it has ended."""
    members, desk = ask.json(), handlers.desk
    site, settings = desk.reading(), desk.settings
    given = members.get("ids") or [members["id"]] if members.get("ids") or members.get("id") else []
    if not isinstance(given, list) or not all(isinstance(one, str) and one in site.ids for one in given):
        raise DeskError("没有这一条：可能已改名或删除，请刷新列表", HTTPStatus.NOT_FOUND)
    ids = list(dict.fromkeys(given))[:_MOST_LOOKED_FOR]
    run = handlers.runs.begin(desk.commands(settings), site.settings.base_url, ids, settings.live_seconds)
    if run is None:
        current = handlers.runs.current
        number = current.number if current else 0
        raise DeskError("上一次发布还没有结束", HTTPStatus.CONFLICT, run=number)
    return answer({"run": run.number}, HTTPStatus.ACCEPTED)


def publish_run(handlers: Handlers, ask: Ask) -> Response:
    """GET /api/run?n=: how a run goes, and which pages the site shows with their new text."""
    number = ask.argument("n")
    run = handlers.runs.run(int(number)) if number.isascii() and number.isdigit() and len(number) < 9 else None
    if run is None:
        raise DeskError("没有这一次发布", HTTPStatus.NOT_FOUND)
    return answer(run.to_json())
