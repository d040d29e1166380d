"""Plans `/help/topics.json`: what systems that embed our help look up by a topic's lasting id."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from builder.pages.guide_pages import GuidePage
from builder.pages.outputs import Output, Tools, by_name, named
from view.urls import HELP_TOPICS

#: The template of the pages that are embedded: what it depends on, their digests depend on.
_TEMPLATE = "embed.html"


def plan_topics(pages: Sequence[GuidePage]) -> Output:
    """Every topic by id. The digest is that of the embedded page's bytes, so that anybody can check which it shows."""
    topics = sorted((one for one in pages if one.guide.topic), key=lambda one: one.guide.topic)

    def make(tools: Tools) -> bytes:
        found = {one.guide.topic: _topic(one, one.embedded.make(tools)) for one in topics}
        return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()

    inputs = {
        f"{name} of {one.guide.topic}": value for one in topics for name, value in by_name(one.embedded.inputs).items()
    }
    return Output(HELP_TOPICS[1:], _TEMPLATE, named(inputs), make)


def _topic(page: GuidePage, data: bytes) -> dict[str, Any]:
    return {
        "title": page.guide.title,
        "url": page.whole.url,
        "embed_url": page.embedded.url,
        "anchors": [{"id": one.id, "level": one.level, "text": one.text} for one in page.guide.headings],
        "steps": [{"id": one.id, "text": one.text} for one in page.guide.steps],
        "digest": f"sha256:{hashlib.sha256(data).hexdigest()}",
    }
