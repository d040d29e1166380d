"""Plans the guides: their index, each page, and the same page without header, menu and footer for embedding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from builder.base.digests import digest
from builder.catalogue import links
from builder.catalogue.model import Model, trail
from builder.catalogue.proofs import MANUAL, MANUAL_URL, Proofs
from builder.pages.bulletin_pages import plan_files
from builder.pages.outputs import Output, Tools, copied, page, path_of
from builder.reading.records import GuideRecord
from view.page_meta import Link, PageMeta
from view.urls import GUIDE, guide_url

_STEP = ("使用指南", GUIDE)


@dataclass(frozen=True, slots=True)
class GuidePage:
    """A guide's two faces and the files beside it."""

    guide: GuideRecord
    whole: Output
    embedded: Output
    files: tuple[Output, ...]


def guide_pages(model: Model) -> list[GuidePage]:
    """Every guide in order."""
    guides = model.guides
    entries = [Link(guide.title, guide_url(guide.id)) for guide in guides]
    found = []
    for index, guide in enumerate(guides):
        around = (entries[index - 1] if index else None, entries[index + 1] if index + 1 < len(guides) else None)
        found.append(_guide_page(model, guide, entries, around))
    return found


def plan_guides(model: Model, pages: Sequence[GuidePage], root: Path) -> Iterator[Output]:
    """The guides' index, the manual where there is one, then each guide twice with its files."""
    rows = [{"title": one.title, "url": guide_url(one.id), "summary": one.summary} for one in model.guides]
    meta = PageMeta(GUIDE, _STEP[0], "guide", "信用保险服务与风险信息使用指南", trail((_STEP[0], None)))
    manual = _manual(model.proofs)
    inputs = {"guides": digest(rows), "manual": digest(manual)}
    yield page(path_of(GUIDE), "guide_index.html", inputs, lambda _: {"page": meta, "guides": rows, "manual": manual})
    if model.proofs.manual:
        yield copied(path_of(MANUAL_URL), root / MANUAL, model.proofs.manual.digest)
    for one in pages:
        yield from (one.whole, one.embedded, *one.files)


def _manual(proofs: Proofs) -> dict[str, Any] | None:
    """Where all guides are as one document, and how much there is to fetch."""
    return {"url": MANUAL_URL, "size": proofs.manual.size} if proofs.manual else None


def _guide_page(
    model: Model, guide: GuideRecord, entries: list[Link], around: tuple[Link | None, Link | None]
) -> GuidePage:  # fmt: skip
    resolved = model.resolved[guide.file]
    check, manual = model.proofs.checks.get(guide.id), _manual(model.proofs)
    inputs = {
        "source": bytes.fromhex(guide.digest)[:8],
        "links": links.digest_of(resolved),
        "guides": digest([(link.text, link.url) for link in entries]),
        "check": digest(check and (check.date, check.version)),
        "manual": digest(manual),
    }

    def context(tools: Tools, *, embed: bool) -> dict[str, Any]:
        html = tools.bodies.html(model.keys[guide.file])
        url = guide_url(guide.id)
        return {
            "page": PageMeta(
                guide_url(guide.id, embed=embed), guide.title, "guide", guide.summary,
                trail(_STEP, (guide.title, None)), noindex=embed,
            ),
            "guide": {
                "title": guide.title, "title_html": guide.title_html, "summary": guide.summary,
                "url": url, "embed_url": guide_url(guide.id, embed=True),
                "topic": guide.topic, "html": links.apply(html, resolved),
                "toc": [{"level": one.level, "id": one.id, "text": one.text} for one in guide.headings],
                "check": check,
            },
            "previous": around[0], "next": around[1], "guides": entries, "manual": manual,
        }  # fmt: skip

    def face(template: str, *, embed: bool) -> Output:
        path = path_of(unquote(guide_url(guide.id, embed=embed)))
        return page(path, template, inputs, partial(context, embed=embed))

    return GuidePage(
        guide, face("guide.html", embed=False), face("embed.html", embed=True), tuple(plan_files(resolved, ""))
    )
