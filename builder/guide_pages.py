"""Plans the guides: their index, each page, and the same page without header, menu and footer for embedding."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import unquote

from builder import linking
from builder.bulletin_pages import plan_files
from builder.model import Model, trail
from builder.outputs import Output, Tools, digest, page, path_of
from builder.records import Guide
from view.items import Link, PageMeta
from view.urls import GUIDE, guide_url

_STEP = ("使用指南", GUIDE)


def plan_guides(model: Model) -> Iterator[Output]:
    """Every guide in order, twice, and their index."""
    guides = model.guides
    links = [Link(guide.title, guide_url(guide.id)) for guide in guides]
    rows = [{"title": guide.title, "url": guide_url(guide.id), "summary": guide.summary} for guide in guides]
    meta = PageMeta(GUIDE, _STEP[0], "guide", "信用保险服务与风险信息使用指南", trail((_STEP[0], None)))
    yield page(path_of(GUIDE), "guide_index.html", {"guides": digest(rows)}, lambda _: {"page": meta, "guides": rows})
    for index, guide in enumerate(guides):
        around = (links[index - 1] if index else None, links[index + 1] if index + 1 < len(guides) else None)
        yield from _plan_guide(model, guide, links, around)


def _plan_guide(
    model: Model, guide: Guide, links: list[Link], around: tuple[Link | None, Link | None]
) -> Iterator[Output]:
    resolved = model.resolved[guide.file]
    inputs = {
        "source": bytes.fromhex(guide.digest)[:8],
        "links": linking.digest_of(resolved),
        "guides": digest([(link.text, link.url) for link in links]),
    }

    def context(tools: Tools, *, embed: bool) -> dict[str, Any]:
        body = tools.bodies.body(model.keys[guide.file])
        url = guide_url(guide.id)
        return {
            "page": PageMeta(
                guide_url(guide.id, embed=embed), guide.title, "guide", guide.summary,
                trail(_STEP, (guide.title, None)), noindex=embed,
            ),
            "guide": {
                "title": guide.title, "url": url, "embed_url": guide_url(guide.id, embed=True),
                "summary": guide.summary, "topic": guide.topic, "html": linking.apply(body.html, resolved),
                "toc": [{"level": one.level, "id": one.id, "text": one.text} for one in guide.headings],
            },
            "previous": around[0], "next": around[1], "guides": links,
        }  # fmt: skip

    for embed, template in ((False, "guide.html"), (True, "embed.html")):
        path = path_of(unquote(guide_url(guide.id, embed=embed)))
        yield page(path, template, inputs, partial(context, embed=embed))
    yield from plan_files(resolved)
