"""Plans the page of every published bulletin and the files beside it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote

from builder.base.digests import digest
from builder.catalogue import links
from builder.catalogue.links import Resolved
from builder.catalogue.model import RISK_STEP, Model, trail
from builder.catalogue.published import Published, Whole
from builder.pages.data.text_faces import plan_text, site_digest
from builder.pages.outputs import Output, Tools, copied, page, path_of
from builder.reading.records import BulletinRecord, Heading
from view.bulletin import Article, Bulletin, extend
from view.page_meta import Link, PageMeta
from view.urls import RISK, bulletin_url, feed_url, guide_url, list_url

#: With so many headings of the first level below the title a body is long.
LONG, _TOP = 4, 2
#: What a reader does next → the topic of the guide that tells how.
HELP = {
    "insure": "enterprise-insurance", "claim": "claim-application",
    "read": "reading-bulletins", "call": "service-hotline",
}  # fmt: skip


def plan_bulletins(model: Model, bulletins: Iterable[Published]) -> Iterator[Output]:
    """The bulletins' pages, their text, images and attachments."""
    guides, site = _help(model), site_digest(model)
    marked = digest(sorted(guides.items()))
    for one in bulletins:
        resolved = model.resolved[one.file]
        yield _plan_page(model, one, resolved, (guides, marked))
        yield plan_text(model, one, resolved, owner_of(one.file), site)
        yield from plan_files(resolved, owner_of(one.file))


def owner_of(file: str) -> str:
    """Whose the files of a bulletin's page are."""
    return f"file {file}"


def plan_files(resolved: list[Resolved], owner: str) -> Iterator[Output]:
    """Copies of the files that a body refers to, once each."""
    seen = set()
    for one in resolved:
        if one.path is not None and one.url is not None:
            path = unquote(one.url.partition("#")[0].partition("?")[0])[1:]
            if path not in seen:
                seen.add(path)
                yield copied(path, one.path, one.digest, owner)


def _plan_page(
    model: Model, one: Published, resolved: list[Resolved], guides: tuple[dict[str, Link | None], bytes]
) -> Output:  # fmt: skip
    newer, older = model.related.neighbours(one)
    related = model.related.of(one)
    successor = model.selection.by_id.get(one.successor)
    inputs = {
        "bulletin": one.printed[:8],
        "links": links.digest_of(resolved),
        "neighbours": (newer.digest if newer else b"") + b"/" + (older.digest if older else b""),
        "related": b"".join(other.digest for other in related),
        "successor": successor.digest if successor else b"",
        "guides": guides[1],
    }
    beside = (newer, older, related, successor)
    path = path_of(unquote(bulletin_url(one.id)))
    return page(
        path, "bulletin.html", inputs, _context, owner_of(one.file), (model, one, resolved, beside, guides[0]), one.born
    )


def _context(
    tools: Tools, model: Model, one: Published, resolved: list[Resolved],
    beside: tuple[Published | None, Published | None, list[Published], Published | None],
    guides: dict[str, Link | None],
) -> dict[str, Any]:  # fmt: skip
    newer, older, related, successor = beside
    whole = model.loader.whole(one)
    html = links.apply(tools.bodies.html(model.keys[one.file]), resolved)
    return {
        "page": _meta(model, whole.row),
        "bulletin": _article(whole, html, model.row(successor), resolved),
        "related": model.rows(related),
        "newer": model.row(newer),
        "older": model.row(older),
        "help": guides,
    }


def _meta(model: Model, item: Bulletin) -> PageMeta:
    channel = model.vocabulary.label("channel", item.channel)
    channel_url = list_url(channel=item.channel)
    feeds = [Link(f"{channel}订阅", feed_url(channel_url))]
    feeds += [
        Link(f"{model.vocabulary.label('country', code)}风险信息订阅", feed_url(list_url(country=code)))
        for code in item.countries
    ]
    return PageMeta(
        url=item.url, title=item.title, kind="bulletin", description=item.summary,
        trail=trail(RISK_STEP, (channel, channel_url), ("正文", None)),
        feeds=(*feeds, Link("风险信息订阅", feed_url(RISK))),
    )  # fmt: skip


def _article(whole: Whole, html: str, successor: Bulletin | None, resolved: list[Resolved]) -> Article:
    record, row, changes = whole
    return extend(
        Article, row, title_html=record.title_html, html=html, toc=contents(record.headings),
        lead="" if record.begins_with_summary else row.summary,  # it would be said twice
        changes=changes[::-1], successor=successor, attachments=_attachments(record, resolved),
    )  # fmt: skip


def contents(headings: tuple[Heading, ...]) -> tuple[Heading, ...]:
    """The headings that a long body is divided by; none where there are few."""
    top = tuple(one for one in headings if one.level == _TOP)
    return top if len(top) >= LONG else ()


def _help(model: Model) -> dict[str, Link | None]:
    """The guides that a bulletin leads to, by what they are for; None where the site has no such guide."""
    by_topic = {guide.topic: Link(guide.title, guide_url(guide.id)) for guide in model.guides}
    return {name: by_topic.get(topic) for name, topic in HELP.items()}


def _attachments(record: BulletinRecord, resolved: list[Resolved]) -> list[dict[str, Any]]:
    """The files (not images) that the body links to, once each, in the order of the text."""
    found: dict[str, dict[str, Any]] = {}
    for reference in record.references:
        target = resolved[reference.number]
        if reference.kind == "file" and target.path is not None and target.url is not None:
            name = posixpath.basename(reference.target)
            found.setdefault(target.url, {"name": name, "url": target.url, "size": target.path.stat().st_size})
    return list(found.values())
