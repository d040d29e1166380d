"""Plans the text face of a bulletin, `/risk/<id>/index.txt`: the same as its page, for programs and plain readers."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from builder.base.digests import digest
from builder.catalogue import links
from builder.catalogue.links import Resolved
from builder.catalogue.model import Model
from builder.catalogue.published import Published
from builder.pages.data.body_text import body_text
from builder.pages.outputs import Output, Tools, named, path_of
from view.bulletin import Bulletin
from view.rendering.environment import format_date, format_datetime
from view.urls import absolute, text_url
from view.version import code_version
from view.vocabulary.vocabulary import FACET_LABELS, STATUS_LABELS

KIND = {"update": "更新", "correction": "更正", "withdrawal": "撤回"}


def site_digest(model: Model) -> bytes:
    """What text and data depend on beside the content, as pages do by their templates: settings, labels, program."""
    facts = (model.settings.title, model.settings.base_url, model.vocabulary.to_json())
    return digest(facts, code_version("builder", "view"))


def plan_text(model: Model, one: Published, resolved: list[Resolved], owner: str, site: bytes) -> Output:
    """The text of a bulletin; `site` is a digest of all beside the content that it depends on."""
    successor = model.selection.by_id.get(one.successor)
    inputs = {
        "bulletin": one.printed[:8], "links": links.digest_of(resolved),
        "successor": successor.digest if successor else b"", "site": site,
    }  # fmt: skip
    path = path_of(unquote(text_url(one.id)))
    return Output(path, "", named(inputs), _make, owner, (model, one, resolved, successor), one.born)


def _make(tools: Tools, model: Model, one: Published, resolved: list[Resolved], successor: Published | None) -> bytes:
    record, row, changes = model.loader.whole(one)
    body = body_text(links.apply(tools.bodies.html(model.keys[one.file]), resolved))
    parts = [row.title, "\n".join(_facts(model, row, model.row(successor)))]
    if row.actions and one.listed:
        parts.append("现在要做的：\n" + "\n".join(f"{number}. {text}" for number, text in enumerate(row.actions, 1)))
    if not record.begins_with_summary:
        parts.append(f"摘要：{row.summary}")
    parts.append(body)
    if row.summary_en:
        parts.append(f"English summary: {row.summary_en}")
    if changes:
        notes = (f"{format_date(note.date)} {KIND[note.kind]}：{note.note}" for note in reversed(changes))
        parts.append("变更说明：\n" + "\n".join(notes))
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _facts(model: Model, row: Bulletin, successor: Bulletin | None) -> Iterator[str]:
    base = model.settings.base_url
    if row.title_en:
        yield row.title_en
    if row.status != "active":
        void = "，内容不再有效" if row.status == "withdrawn" else ""
        yield f"状态：{STATUS_LABELS[row.status]}{void}"
    if successor:
        yield f"取代它的是：{successor.title} {absolute(base, successor.url)}"
    yield from _filed_under(model, row)
    if row.source or row.source_url:
        yield f"来源：{' '.join(one for one in (row.source, row.source_url) if one)}"
    yield f"发布：{format_datetime(row.date)}"
    if row.updated != row.date:
        yield f"更新：{format_datetime(row.updated)}"
    yield f"编号：{row.id}"
    yield f"网址：{absolute(base, row.url)}"


def _filed_under(model: Model, row: Bulletin) -> Iterator[str]:
    """Where lists and filters have it, in labels."""
    level, channel = (row.level,) if row.level else (), (row.channel,)
    codes = {"level": level, "channel": channel, "country": row.countries, "industry": row.industries}
    for facet, some in codes.items():
        if some:
            name = "原等级" if facet == "level" and row.status == "withdrawn" else FACET_LABELS[facet]
            yield f"{name}：{'、'.join(model.vocabulary.label(facet, code) for code in some)}"
    if row.keywords:
        yield f"{FACET_LABELS['keyword']}：{'、'.join(row.keywords)}"
