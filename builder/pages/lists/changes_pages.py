"""Plans `/risk/changes/`: level changes, corrections and withdrawals, newest first, with a feed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from builder.base.digests import digest
from builder.catalogue.changes import Happening
from builder.catalogue.model import RISK_STEP, Model, trail
from builder.pages.outputs import Output, Tools, named, page, path_of
from view.bulletin import Bulletin
from view.page_meta import Link, PageMeta
from view.rendering.feeds import MAX_ENTRIES, beginning, without_controls
from view.urls import CHANGES, absolute, encode_path, feed_url, numbered_url

HEADING = "等级变化、更正与撤回"
#: So many changes stand in the file that `notify` reads: more than there are between two deploys.
RECENT = 500
_TEMPLATE, _FEED = "changes.html", "changes.atom"


def plan_changes(model: Model) -> Iterator[Output]:
    """The list's pages, numbered from the oldest like those of other lists, and its feed."""
    every, per_page = model.happenings, model.settings.per_page
    last = -(-len(every) // per_page) if len(every) > per_page else 0
    older = numbered_url(CHANGES, last - 1) if last else None
    yield _plan_page(model, CHANGES, every[-per_page:], None, older, len(every))
    for number in range(1, last + 1):
        newer = numbered_url(CHANGES, number + 1) if number < last else CHANGES
        older = numbered_url(CHANGES, number - 1) if number > 1 else None
        some = every[(number - 1) * per_page : number * per_page]
        yield _plan_page(model, numbered_url(CHANGES, number), some, newer, older, None)
    shown = every[-MAX_ENTRIES:]
    inputs = named({"changes": digest([one.digest for one in shown])})
    yield Output(path_of(feed_url(CHANGES)), _FEED, inputs, _make_feed, "", (model, shown))
    told_of = [one for one in every[-RECENT:] if one.kind != "level"]
    inputs = named({"changes": digest([one.digest for one in told_of])})
    yield Output(path_of(f"{CHANGES}recent.json"), "", inputs, _make_recent, "", (model, told_of))


def _plan_page(
    model: Model, url: str, some: Sequence[Happening], newer: str | None, older: str | None, total: int | None
) -> Output:  # fmt: skip
    number = None if url == CHANGES else int(url.rstrip("/").rpartition("/")[2])
    title = HEADING if number is None else f"{HEADING} 第 {number} 页"

    def context(_: Tools) -> dict[str, Any]:
        steps = (RISK_STEP, (HEADING, None if number is None else CHANGES))
        meta = PageMeta(
            url, title, "list", "风险信息发布以后的等级变化、更正与撤回",
            trail(*steps, *([] if number is None else [(f"第 {number} 页", None)])),
            (Link(f"{HEADING}订阅", feed_url(CHANGES)),),
        )  # fmt: skip
        return {
            "page": meta, "heading": HEADING, "number": number, "total": total, "newer": newer, "older": older,
            "feed": feed_url(CHANGES), "changes": [shown_change(model, one) for one in reversed(some)],
        }  # fmt: skip

    inputs = {"changes": digest([one.digest for one in some]), "links": digest(newer, older, total)}
    return page(path_of(url), _TEMPLATE, inputs, context)


def shown_change(model: Model, one: Happening) -> dict[str, Any]:
    """A change as templates show it."""
    whole = model.loader.whole(one.one)
    other = model.row(one.other)
    note = whole.changes[one.number] if one.number >= 0 else None
    return {
        "row": whole.row, "kind": one.kind, "before": one.before, "after": one.after, "is_level": one.is_level_change,
        "date": note.date if note else whole.row.date, "note": note.note if note else "", "other": other,
    }  # fmt: skip


def _make_recent(_: Tools, model: Model, shown: Sequence[Happening]) -> bytes:
    items = [
        {
            "id": one["row"].id, "entry": one["row"].entry, "kind": one["kind"],
            "date": one["date"].isoformat(timespec="seconds"), "note": one["note"], "title": one["row"].title,
            "url": one["row"].url,
        }
        for one in (shown_change(model, each) for each in reversed(shown))
    ]  # fmt: skip
    return (json.dumps({"items": items}, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _make_feed(tools: Tools, model: Model, shown: Sequence[Happening]) -> bytes:
    authority = model.settings.feed_authority
    entries = [shown_change(model, one) for one in reversed(shown)]

    def entry_id(change: dict[str, Any]) -> str:
        row: Bulletin = change["row"]
        moment = change["date"].isoformat(timespec="seconds")
        return f"tag:{authority}:" + encode_path(f"changes/{row.entry}/{change['kind']}/{moment}")

    text = tools.environment.get_template(_FEED).render(
        id=f"tag:{authority}:risk/changes",
        title=f"{model.settings.title} · {HEADING}",
        url=absolute(model.settings.base_url, feed_url(CHANGES)),
        alternate=absolute(model.settings.base_url, CHANGES),
        updated=max((one["date"] for one in entries), default=beginning(authority)),
        changes=entries,
        entry_id=entry_id,
    )
    return without_controls(text).encode()
