"""Answers that write nothing: the form, the list, one bulletin, and what a text would be."""

from __future__ import annotations

import hashlib
import time
from http import HTTPStatus
from typing import Any

from jinja2 import TemplateError
from werkzeug.wrappers import Response

from builder.base.limits import LARGEST_FILE
from builder.reading.records import BulletinRecord
from editing.desk.answers import Ask, answer, json_bytes, text_of
from editing.desk.api.handlers import Handlers
from editing.desk.desk import DeskError, found_bulletin
from editing.desk.doing.taking import steps_json
from editing.desk.doing.versions import version_entries, version_text
from editing.desk.known.catalogue import KnownBulletins, by_id_of
from editing.desk.known.planned_days import planned_days
from editing.desk.texts.checking import lint_rows, offered_values, problem_rows
from editing.desk.texts.definition import form_fields, pick_lists
from editing.desk.texts.form import form_values, with_changes
from editing.desk.texts.shown_text import shown_text, version_of
from editing.life.bulletins import Stored
from editing.life.states import BulletinState, bulletin_state, unreadable_state


def definition(handlers: Handlers, ask: Ask) -> Response:
    """GET /api/definition: the form's fields, the lists to pick from, what the desk is set to."""
    site, settings = handlers.desk.reading(), handlers.desk.settings
    return answer(
        {
            "fields": form_fields(),
            "vocabulary": pick_lists(site.vocabulary),
            "settings": {
                "publish": settings.publish, "review": settings.review,
                "base_url": site.settings.base_url, "title": site.settings.title,
            },
            "person": {"name": ask.person},
            "steps": steps_json(),
        }
    )  # fmt: skip


def bulletins(handlers: Handlers, ask: Ask) -> Response:
    """GET /api/bulletins: a row for each; 304 where the page has them already."""
    site = handlers.desk.reading()
    text = handlers.states.json(site, handlers.reviews.undergoing())
    response = json_bytes(text)
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(hashlib.blake2b(text, digest_size=12).hexdigest())
    return response.make_conditional(ask.request)


def bulletin(handlers: Handlers, ask: Ask) -> Response:
    """GET /api/bulletin?id=: the text of a file, and how it stands."""
    site = handlers.desk.site()
    return answer(bulletin_answer(handlers, site, found_bulletin(site, ask.argument("id"))))


def bulletin_answer(handlers: Handlers, site: KnownBulletins, stored: Stored) -> dict[str, Any]:
    """A bulletin as the form opens it."""
    found = shown_text(stored.raw)
    front, body_line = form_values(found.text, site.vocabulary) if found.encoding else (None, 1)
    state = _state(site, stored)
    problems = [*stored.parsed.problems, *handlers.pages.link_problems(site, stored)]
    review = handlers.reviews.of(stored.id)
    return {
        "id": stored.id, "file": stored.file, "text": found.text, "digest": version_of(stored.raw),
        "state": state.state, "next": state.next.isoformat() if state.next else None,
        "front": front, "body_line": body_line, "problems": problem_rows(problems, found.text),
        "readable": bool(found.encoding), "encoding": found.encoding,
        "review": review.to_json(version_of(stored.raw)) if review else None,
    }  # fmt: skip


def _state(site: KnownBulletins, stored: Stored) -> BulletinState:
    """How one bulletin stands, without a look at all others."""
    record = stored.parsed.record
    if not isinstance(record, BulletinRecord):
        return unreadable_state(stored.file, draft=stored.parsed.draft)
    misnamed = any(one.file == stored.file for one in site.scanned.problems)
    return bulletin_state(record, site.at, by_id_of(site.beside(record)), bool(stored.problems) or misnamed)


def check(handlers: Handlers, ask: Ask) -> Response:
    """POST /api/check: what is wrong with a text, what could be better, and what it offers."""
    members = ask.json()
    site = handlers.desk.beside()
    stored = text_as_file(site, members)
    text = shown_text(stored.raw).text
    problems = [*stored.parsed.problems, *handlers.pages.link_problems(site, stored)]
    front, body_line = form_values(text, site.vocabulary)
    return answer(
        {
            "problems": [*problem_rows(problems, text), *lint_rows(site, stored)], "front": front,
            "body_line": body_line, "mentions": offered_values(site, stored, text),
            "keywords": handlers.keywords.offered(site, stored, text),
        }
    )  # fmt: skip


def edit(handlers: Handlers, ask: Ask) -> Response:
    """POST /api/edit: the text with some values of its front matter changed."""
    members = ask.json()
    site, changes = handlers.desk.beside(), members.get("changes")
    if not isinstance(changes, dict):
        raise DeskError("缺少“changes”", HTTPStatus.BAD_REQUEST)
    text = with_changes(text_of(members, "text"), changes, site.vocabulary)
    front, body_line = form_values(text, site.vocabulary)
    return answer({"text": text, "front": front, "body_line": body_line})


def preview(handlers: Handlers, ask: Ask) -> Response:
    """POST /api/preview: where the page of a text can be seen."""
    began = time.monotonic()
    members = ask.json()
    site = handlers.desk.beside()
    stored = text_as_file(site, members)
    try:
        page = handlers.pages.page(site, stored, shown_text(stored.raw).text)
    except TemplateError as error:
        raise DeskError(f"网站的模板有误，不能预览：{error}") from None
    if page is None:
        raise DeskError("稿件头部有误，改好以后才能预览", HTTPStatus.UNPROCESSABLE_ENTITY)
    url = handlers.previews.keep(page)
    return answer({"url": url, "ms": round((time.monotonic() - began) * 1000, 1)})


def calendar(handlers: Handlers, ask: Ask) -> Response:
    """GET /api/calendar: what happens on which day."""
    return answer({"days": planned_days(handlers.desk.reading())})


def history_of(handlers: Handlers, ask: Ask) -> Response:
    """GET /api/history?id=: the versions of a bulletin, newest first."""
    site = handlers.desk.reading()
    stored = found_bulletin(site, ask.argument("id"))
    return answer({"entries": [one.to_json() for one in version_entries(site, stored)]})


def version(handlers: Handlers, ask: Ask) -> Response:
    """GET /api/version?id=&version=: the text of one version."""
    site = handlers.desk.reading()
    text = version_text(site, found_bulletin(site, ask.argument("id")), ask.argument("version"))
    if text is None:
        raise DeskError("没有这个版本，或者它的副本已经不在了", HTTPStatus.NOT_FOUND)
    return answer({"text": text})


def text_as_file(site: KnownBulletins, members: dict[str, Any]) -> Stored:
    """A text that a page sends, read as the file of its bulletin."""
    identifier = members.get("id")
    if not isinstance(identifier, str) or identifier not in site.ids:
        raise DeskError("没有这一条：可能已改名或删除，请刷新列表", HTTPStatus.NOT_FOUND)
    raw = text_of(members, "text").encode()
    if len(raw) > LARGEST_FILE:
        raise DeskError("文字太长", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return site.read(identifier, raw)
