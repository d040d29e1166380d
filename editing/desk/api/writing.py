"""Answers that write content: saving, steps, taking back; never over what somebody else wrote meanwhile."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from werkzeug.wrappers import Response

from builder.base.limits import LARGEST_FILE
from editing.desk.answers import Ask, answer, text_of
from editing.desk.api.handlers import Handlers
from editing.desk.api.reading import bulletin_answer
from editing.desk.desk import DeskError, found_bulletin, in_chinese
from editing.desk.doing.taking import STEPS, StepAsked, apply_planned, plan_asked, planned_json
from editing.desk.doing.undoing import is_unseen, plan_undo
from editing.desk.known.catalogue import KnownBulletins
from editing.desk.texts.merging import merged_blocks
from editing.desk.texts.shown_text import shown_text, version_of, written_back
from editing.life.applying import apply_step
from editing.life.bulletins import RISK, Bulletins, StepError, Stored
from editing.life.copies import Copies
from editing.life.new import Asked, write_new_bulletin
from editing.life.steps import Planned

_REVIEW = "这一步读者会看到，须先由另一人批准：请送审"


def save_text(handlers: Handlers, ask: Ask) -> Response:
    """POST /api/save: write a text, if the file still is what the editor began with."""
    members = ask.json()
    with handlers.desk.lock:
        site = handlers.desk.site()
        stored, after = edited_file(handlers, site, members)
        if after != stored.raw:
            unseen = stored.parsed.draft and site.read(stored.id, after).parsed.draft
            if handlers.desk.settings.review and not unseen:
                raise DeskError(_REVIEW, HTTPStatus.FORBIDDEN, review_needed=True)
            write_over(site, Planned("save", stored, after))
        site = handlers.desk.site()
        found = bulletin_answer(handlers, site, found_bulletin(site, stored.id))
    return answer({name: found[name] for name in ("digest", "state", "next", "problems", "text", "review")})


def edited_file(handlers: Handlers, site: KnownBulletins, members: dict[str, Any]) -> tuple[Stored, bytes]:
    """The file that a text was made of, and the bytes that it becomes. DeskError 409 where it is another by now."""
    text, base = text_of(members, "text"), text_of(members, "base")
    stored = same_file(site, members.get("id"), base)
    if not shown_text(stored.raw).encoding:
        raise DeskError("这个文件不是文字文件能用的编码，编稿台不能改它；请另存为 UTF-8")
    after = written_back(stored.raw, text)
    if len(after) > LARGEST_FILE:
        raise DeskError("文字太长，没有保存", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return stored, after


def same_file(site: KnownBulletins, identifier: object, base: str) -> Stored:
    """A bulletin whose file is still what an editor saw. DeskError 409, with what it is now, where it is another."""
    stored = found_bulletin(site, identifier)
    if version_of(stored.raw) != base:
        raise _changed_underneath(site, stored, stored.raw, base)
    return stored


def write_over(site: Bulletins, planned: Planned) -> None:
    """Write a file. DeskError 409 where another program has written it in this very moment."""
    try:
        apply_step(site, planned)
    except StepError:
        stored = planned.stored
        raise _changed_underneath(site, stored, stored.path.read_bytes(), version_of(stored.raw)) from None


def _changed_underneath(site: Bulletins, stored: Stored, raw: bytes, base: str) -> DeskError:
    """What is said to an editor whose file somebody else has changed: both are kept, and can be merged."""
    copies = Copies(site.root, stored.id)
    names = {name for one in copies.steps() for name in (one.before, one.after)}
    kept = next((data for name in names if (data := copies.read(name)) and version_of(data) == base), None)
    return DeskError(
        "文件已被别处改动，没有覆盖；两份都在，请合并", HTTPStatus.CONFLICT,
        theirs=shown_text(raw).text, digest=version_of(raw), base=shown_text(kept).text if kept else None,
    )  # fmt: skip


def merge(handlers: Handlers, ask: Ask) -> Response:
    """POST /api/merge: two texts of one, block by block."""
    members = ask.json()
    texts = [text_of(members, name) for name in ("base", "mine", "theirs")]
    if sum(map(len, texts)) > 3 * LARGEST_FILE:
        raise DeskError("文字太长", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return answer({"blocks": merged_blocks(*texts)})


def new_bulletin(handlers: Handlers, ask: Ask) -> Response:
    """POST /api/new: a draft to be filled in."""
    members = ask.json()
    asked = Asked(
        title=text_of(members, "title"), channel=text_of(members, "channel"),
        countries=_texts(members, "countries"), industries=_texts(members, "industries"),
        level=text_of(members, "level", needed=False), source=text_of(members, "source", needed=False),
        file=text_of(members, "file", needed=False),
    )  # fmt: skip
    with handlers.desk.lock:
        site = handlers.desk.site()
        path = write_new_bulletin(site, asked)
    identifier = path.relative_to(site.root / RISK).as_posix().removesuffix(".md")
    return answer({"id": identifier}, HTTPStatus.CREATED)


def _texts(members: dict[str, Any], name: str) -> list[str]:
    value = members.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise DeskError(f"“{name}”须是列表", HTTPStatus.BAD_REQUEST)
    return value


def step_asked(members: dict[str, Any]) -> StepAsked:
    """The step that a page asks for. DeskError where it is none, or what it needs is missing."""
    step = text_of(members, "step")
    if step not in STEPS:
        raise DeskError(f"没有“{step}”这一步", HTTPStatus.BAD_REQUEST)
    told = {name: text_of(members, name, needed=False).strip() for name in ("note", "when", "by", "new_id")}
    for name in STEPS[step][1]:
        if not told[name]:
            raise DeskError(f"“{STEPS[step][0]}”须填写：{_NEEDED[name]}", key=name)
    return StepAsked(step, **told)


_NEEDED = {"note": "向读者说明改了什么、为什么", "when": "什么时候", "by": "由哪一条取代", "new_id": "新的编号"}


def step_bulletin(handlers: Handlers, ask: Ask) -> Response:
    """POST /api/step: what a step changes (`dry_run`), or taking it."""
    members = ask.json()
    asked = step_asked(members)
    with handlers.desk.lock:
        site = handlers.desk.site()
        stored = same_file(site, members.get("id"), text_of(members, "base"))
        site.instead[stored.id] = stored.raw  # what the editor saw, and nothing that is written meanwhile
        planned = plan_asked(site, stored, asked)
        said = planned_json(site, planned)
        said["notes"] = [in_chinese(one) for one in said["notes"]]
        identifier = stored.id
        if members.get("dry_run") is not True:
            _approved(handlers, stored, asked)
            identifier = apply_planned(site, planned)
        site = handlers.desk.site()
        found = bulletin_answer(handlers, site, found_bulletin(site, identifier))
    needed = handlers.desk.settings.review and not _is_approved(handlers, stored, asked)
    more = {name: found[name] for name in ("id", "digest", "state", "next", "text")}
    return answer({**said, **more, "review_needed": needed})


def _is_approved(handlers: Handlers, stored: Stored, asked: StepAsked) -> bool:
    """Whether a step may be taken at once: readers do not see it, or another person has approved this very text."""
    if asked.step == "rename" and stored.parsed.draft:
        return True
    review = handlers.reviews.of(stored.id)
    if review is None or not review.approves(version_of(stored.raw)) or review.asked.text:
        return False
    return not review.asked.step and asked.step in ("publish", "schedule")


def _approved(handlers: Handlers, stored: Stored, asked: StepAsked) -> None:
    if handlers.desk.settings.review and not _is_approved(handlers, stored, asked):
        raise DeskError(_REVIEW, HTTPStatus.FORBIDDEN, review_needed=True)


def undo(handlers: Handlers, ask: Ask) -> Response:
    """POST /api/undo: take back the last step or save."""
    members = ask.json()
    with handlers.desk.lock:
        site = handlers.desk.site()
        stored = found_bulletin(site, members.get("id"))
        site.instead[stored.id] = stored.raw
        planned = plan_undo(site, stored)
        said = planned_json(site, planned)
        needed = handlers.desk.settings.review and not is_unseen(site, stored, planned)
        if members.get("dry_run") is not True:
            if needed:
                raise DeskError(_REVIEW, HTTPStatus.FORBIDDEN, review_needed=True)
            identifier = apply_planned(site, planned)
        else:
            identifier = stored.id
        site = handlers.desk.site()
        found = bulletin_answer(handlers, site, found_bulletin(site, identifier))
    more = {name: found[name] for name in ("id", "digest", "state", "next", "text")}
    return answer({**said, **more, "review_needed": needed})
