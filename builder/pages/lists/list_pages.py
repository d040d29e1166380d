"""Plans the lists: first pages with form, counts and timeline, resting deeper pages, feeds and the two indexes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from builder.base.digests import digest
from builder.catalogue.lists import BulletinList, ListPage, empty_block, paginate
from builder.catalogue.model import RISK_STEP, Model, list_title, trail
from builder.catalogue.published import Published
from builder.pages.lists import list_sides, profile
from builder.pages.outputs import Output, Tools, named, page, path_of
from view.page_meta import Link, PageMeta
from view.rendering.feeds import MAX_ENTRIES, TEMPLATE, Feed, beginning, moved, render_feed
from view.urls import RISK, list_url
from view.vocabulary.spelling import by_initial

#: Lists that browsers can follow have this file beside their feed, with as many bulletins as a feed.
FOLLOWED, RECENT = ("country", "industry", "channel"), "recent.json"


def plan_lists(model: Model) -> Iterator[Output]:
    """Every list's pages and feed."""
    for one in model.lists:
        for part in paginate(one, model.settings.per_page):
            yield _plan_page(model, one, part)
        waiting = empty_block(len(one.members), model.settings.per_page)
        if waiting is not None:
            yield plan_redirect(one.page_url(waiting), one.url, list_owner(one.url))
        yield _plan_feed(model, one)
        if one.facet in FOLLOWED:
            yield _plan_recent(model, one)


def plan_indexes(model: Model) -> Iterator[Output]:
    """The two indexes of lists."""
    for facet in ("country", "industry"):
        urls = {one.code: BulletinList({facet: one.code}).url for one in model.vocabulary.terms[facet]}
        counts = {code: model.marks[url].members for code, url in urls.items() if url in model.marks}
        yield _plan_index(model, facet, counts)


def list_owner(url: str) -> str:
    """Whose the files of a list are."""
    return f"list {url}"


def plan_redirect(old: str, target: str, owner: str) -> Output:
    """A stub page at an address that leads elsewhere."""
    path = path_of(old if old.endswith("/") or "." in old.rpartition("/")[2] else f"{old}/")

    def context(_: Tools) -> dict[str, Any]:
        return {"page": PageMeta(target, "页面已移动", "error", noindex=True), "target": target}

    return page(path, "redirect.html", {"target": digest(target)}, context, owner)


def _plan_page(model: Model, of: BulletinList, part: ListPage) -> Output:
    first = part.number is None
    near = part.items[0].born if part.items else 0
    url = of.page_url(part.number)
    inputs = {"links": digest(part.newer, part.older), "bulletins of the page": _digest_of(part.items)}
    if first:
        inputs["counts"] = digest(len(of.members), of.counted(), of.members[-1].day if of.members else "")
        inputs["months"] = digest(list_sides.months_beside(model, of))
        inputs["profile"] = profile.input_of(model, of)
    return page(path_of(url), "list.html", inputs, _list_context, list_owner(of.url), (model, of, part), near)


def _list_context(_: Tools, model: Model, of: BulletinList, part: ListPage) -> dict[str, Any]:
    heading, first = list_title(model, of.codes), part.number is None
    steps: list[tuple[str, str | None]] = [RISK_STEP] if of.codes else []
    if len(of.codes) == 2:
        country = of.codes["country"]
        steps.append((model.vocabulary.label("country", country), list_url(country=country)))
    steps.append((heading, None if first else of.url))
    if not first:
        steps.append((f"第 {part.number} 页", None))
    meta = PageMeta(
        url=of.page_url(part.number),
        title=heading if first else f"{heading} 第 {part.number} 页",
        kind="list",
        description=f"{heading}：出口信用风险信息列表",
        trail=trail(*steps),
        feeds=(Link(f"{heading}订阅", of.feed),),
    )
    return {
        "page": meta, "heading": heading, "facet": of.facet, "codes": of.codes, "number": part.number,
        "items": model.rows(part.items), "newer": part.newer, "older": part.older,
        "total": len(of.members) if first else None, "feed": of.feed, "follows": follows(model, of.codes),
        "facets": [], "timeline": [], "windows": [], "months": [], "earlier": None, "later": None, "period": None,
        "profile": profile.profile(model, of) if first else None,
    } | (list_sides.sides_of(model, of) if first else {})  # fmt: skip


def _digest_of(bulletins: Iterable[Published]) -> bytes:
    return digest(b"".join([one.digest for one in bulletins]))


def _plan_feed(model: Model, of: BulletinList) -> Output:
    entries = _last_touched(of.members + of.withdrawn, MAX_ENTRIES)
    inputs = named({"bulletins of the feed": _digest_of(entries)})
    near = of.members[-1].born if of.members else 0
    return Output(path_of(of.feed), TEMPLATE, inputs, _make_feed, list_owner(of.url), (model, of, entries), near)


def _make_feed(tools: Tools, model: Model, of: BulletinList, shown: list[Published]) -> bytes:
    entries = model.rows(shown)
    authority = model.settings.feed_authority
    feed = Feed(
        id=f"tag:{authority}:{of.url.strip('/')}",
        title=f"{model.settings.title} · {list_title(model, of.codes)}",
        url=of.feed,
        alternate=of.url,
        updated=max(map(moved, entries), default=beginning(authority)),
        entries=entries,
    )
    return render_feed(tools.environment, feed, authority).encode()


def _plan_recent(model: Model, of: BulletinList) -> Output:
    """What browsers that follow a list compare with what they have seen, by ids that outlast a new name."""
    newest = of.members[: -MAX_ENTRIES - 1 : -1]
    near = newest[0].born if newest else 0
    inputs = named({"newest bulletins": _digest_of(newest)})
    return Output(path_of(of.url + RECENT), "", inputs, _make_recent, list_owner(of.url), (model, newest), near)


def _make_recent(_: Tools, model: Model, newest: list[Published]) -> bytes:
    items = [[row.entry, row.date.isoformat(timespec="seconds"), row.title] for row in model.rows(newest)]
    return (json.dumps({"items": items}, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def follows(model: Model, codes: dict[str, str]) -> list[tuple[str, str]]:
    """What a reader of a list can follow in the browser: (key, label)."""
    if not codes:
        return [("search:", "全部风险信息")]
    return [
        (f"{facet}:{code}", model.vocabulary.label(facet, code)) for facet, code in codes.items() if facet != "month"
    ]


def _last_touched(bulletins: list[Published], count: int) -> list[Published]:
    """Those that changed last, the latest first. Only what is as late as the earliest of any `count` need be sorted."""
    since = min((one.touched for one in bulletins[-count:]), default=0)
    late = [one for one in bulletins if one.touched >= since]
    return sorted(late, key=lambda one: (one.touched, one.id), reverse=True)[:count]


def _plan_index(model: Model, facet: str, counts: dict[str, int]) -> Output:
    heading = {"country": "按国别浏览", "industry": "按行业浏览"}[facet]
    url = f"{RISK}{facet}/"
    codes = sorted(counts) if facet == "country" else list(counts)

    def context(_: Tools) -> dict[str, Any]:
        meta = PageMeta(
            url, heading, "index", f"{heading}出口信用风险信息", trail(RISK_STEP, (heading, None)),
            (Link("风险信息订阅", f"{RISK}feed.atom"),),
        )  # fmt: skip
        return {"page": meta, "heading": heading, "facet": facet, "groups": _groups(model, facet, codes, counts)}

    inputs = {"counts": digest([(code, counts.get(code, 0)) for code in codes])}
    return page(path_of(url), "facet_index.html", inputs, context)


def _groups(model: Model, facet: str, codes: list[str], counts: dict[str, int]) -> list[dict[str, Any]]:
    links = [
        Link(
            model.vocabulary.label(facet, code),
            list_url(country=code) if facet == "country" else list_url(industry=code),
            counts.get(code, 0),
        )
        for code in codes
    ]
    if facet != "country":
        return [{"heading": "", "links": links}]
    return [{"heading": initial, "links": members} for initial, members in by_initial(links)]
