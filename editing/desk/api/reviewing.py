"""POST /api/review: asking for approval, and another person giving or refusing it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from werkzeug.wrappers import Response

from editing.desk.answers import Ask, answer, text_of
from editing.desk.api.handlers import Handlers
from editing.desk.api.reading import bulletin_answer
from editing.desk.api.writing import edited_file, same_file, step_asked, write_over
from editing.desk.desk import DeskError, found_bulletin
from editing.desk.doing.reviews import ReviewState, event_of, writers
from editing.desk.doing.taking import StepAsked, apply_planned, plan_asked
from editing.desk.doing.undoing import UNDO, plan_undo
from editing.desk.known.catalogue import KnownBulletins
from editing.desk.texts.shown_text import shown_text, version_of
from editing.life.bulletins import Stored
from editing.life.copies import Copies
from editing.life.renaming import Rename
from editing.life.steps import Planned


def review(handlers: Handlers, ask: Ask) -> Response:
    """Ask (with a proposed text or a step where readers see the bulletin already), approve, refuse, or withdraw it."""
    members = ask.json()
    action = text_of(members, "action")
    note = " ".join(text_of(members, "note", needed=False).split())
    with handlers.desk.lock:
        site = handlers.desk.site()
        if action == "ask":
            identifier = _ask(handlers, ask, site, note)
        else:
            stored = found_bulletin(site, members.get("id"))
            state = handlers.reviews.of(stored.id)
            if state is None or not state.waits:
                raise DeskError("这一条没有在等待批准", HTTPStatus.CONFLICT)
            identifier = _decided(handlers, ask, site, (stored, state, action, note))
        site = handlers.desk.site()
        found = bulletin_answer(handlers, site, found_bulletin(site, identifier))
    return answer(found)


def proposed_text(handlers: Handlers, ask: Ask) -> Response:
    """GET /api/proposed?id=: the text that waits for approval, for whoever decides."""
    site = handlers.desk.reading()
    stored = found_bulletin(site, ask.argument("id"))
    state = handlers.reviews.of(stored.id)
    data = handlers.reviews.proposed(state.asked.text) if state and state.asked.text else None
    if data is None:
        raise DeskError("没有等待批准的文字", HTTPStatus.NOT_FOUND)
    return answer({"text": shown_text(data).text, "base": state.asked.base if state else ""})


def _ask(handlers: Handlers, ask: Ask, site: KnownBulletins, note: str) -> str:
    members = ask.json()
    stored = same_file(site, members.get("id"), text_of(members, "base"))
    wrote = writers(site.root, stored.id)
    if members.get("step") == UNDO:
        step, text = _undo_asked(handlers, site, stored)
    else:
        step, text = _change_asked(handlers, site, stored, members)
        wrote = [*(one for one in wrote if one != ask.person), ask.person] if text else wrote
    handlers.reviews.add(
        event_of(
            stored.id, "ask", ask.person, site.at, note=note, base=version_of(stored.raw), text=text,
            step=step.told() if step else {}, wrote=wrote,
        )
    )  # fmt: skip
    return stored.id


def _change_asked(
    handlers: Handlers, site: KnownBulletins, stored: Stored, members: dict[str, Any]
) -> tuple[StepAsked | None, str]:
    """The step that shall be taken, and the version of the text that shall be written before; "" where it stays."""
    after, text = stored.raw, ""
    if members.get("text") is not None:
        stored, after = edited_file(handlers, site, members)
        text = handlers.reviews.propose(after) if after != stored.raw else ""
    step = step_asked(members) if members.get("step") else None
    if step:
        site.instead[stored.id] = after
        plan_asked(site, stored, step)  # what makes no sense is told now, not to who approves
    return step, text


def _undo_asked(handlers: Handlers, site: KnownBulletins, stored: Stored) -> tuple[StepAsked | None, str]:
    """Taking back, with the very text, or the id, that comes again: it is this that is approved."""
    planned = plan_undo(site, stored)
    if isinstance(planned, Rename):
        return StepAsked(UNDO, new_id=planned.new_id), ""
    return StepAsked(UNDO), handlers.reviews.propose(planned.after)


def _decided(
    handlers: Handlers, ask: Ask, site: KnownBulletins, about: tuple[Stored, ReviewState, str, str]
) -> str:  # fmt: skip
    stored, state, action, note = about
    more = {"base": state.asked.base, "text": state.asked.text, "step": state.asked.step, "wrote": state.asked.wrote}
    if action == "withdraw":
        if ask.person != state.asked.who:
            raise DeskError("只有送审的人可以撤回送审", HTTPStatus.FORBIDDEN)
    elif action in ("approve", "refuse"):
        if ask.person in (state.asked.who, *state.asked.wrote[-1:]):
            raise DeskError("写稿或送审的人不能审自己的稿，请另一人审", HTTPStatus.FORBIDDEN)
        if action == "refuse" and not note:
            raise DeskError("退回须写明原因", key="note")
    else:
        raise DeskError(f"没有“{action}”这一步", HTTPStatus.BAD_REQUEST)
    identifier = stored.id
    if action == "approve":
        if version_of(stored.raw) != state.asked.base:
            raise DeskError("送审以后稿子又改了，请重新送审", HTTPStatus.CONFLICT)
        identifier = _carry_out(handlers, site, stored, state)
    handlers.reviews.add(event_of(stored.id, action, ask.person, site.at, note=note, **more))
    return identifier


def _carry_out(handlers: Handlers, site: KnownBulletins, stored: Stored, state: ReviewState) -> str:
    """Do what was approved: write the proposed text, take the step; gives the id that the bulletin has then."""
    asked, after = state.asked, stored.raw
    if asked.step.get("step") == UNDO:
        return _take_back(site, stored, state)
    if asked.text:
        data = handlers.reviews.proposed(asked.text)
        if data is None:
            raise DeskError("送审的文字找不到了，请重新送审", HTTPStatus.CONFLICT)
        after = data
    step = StepAsked(**asked.step) if asked.step else None
    site.instead[stored.id] = after
    planned = plan_asked(site, stored, step) if step else None
    if after != stored.raw:
        write_over(site, Planned("approve", stored, after))
    else:
        Copies(site.root, stored.id).keep("approve", stored.raw, stored.raw, site.at)
    return apply_planned(site, planned) if planned else stored.id


def _take_back(site: KnownBulletins, stored: Stored, state: ReviewState) -> str:
    """Take back what was asked about, if that still is what taking back gives."""
    planned, asked = plan_undo(site, stored), state.asked
    same = planned.new_id == asked.step.get("new_id") if isinstance(planned, Rename) else False
    if not same and version_of(planned.after) != asked.text:
        raise DeskError("送审以后情况变了，撤销的已不是那一步，请重新送审", HTTPStatus.CONFLICT)
    identifier = apply_planned(site, planned)
    Copies(site.root, identifier).keep("approve", planned.after, planned.after, site.at)
    return identifier
