"""The list of help topics: what it says of each guide, and that a build rewrites it exactly when that changes."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from tests.site_helper import Site

TOPICS = "/help/topics.json"


def topics(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(site.text(TOPICS))
    return found


def guides(site: Site) -> Site:
    """Two guides with a topic and one without."""
    site.small().guide(
        "enter", "## 操作步骤\n\n门户。\n\n### 登录\n\n输入。\n", title="进入系统", order=1, topic="enter-system"
    )
    return site.guide("deep/claim", "说明。", title="索赔", topic="claim").guide("other", "没有主题。")


def test_a_topic_leads_to_its_page_and_its_embedded_page(site: Site) -> None:
    guides(site).build()
    found = topics(site)
    assert list(found) == ["claim", "enter-system"]
    entry = found["enter-system"]
    assert (entry["title"], entry["url"], entry["embed_url"]) == ("进入系统", "/guide/enter/", "/embed/guide/enter/")
    assert [(one["id"], one["level"], one["text"]) for one in entry["anchors"]] == [
        ("操作步骤", 2, "操作步骤"),
        ("登录", 3, "登录"),
    ]
    for one in found.values():
        ids = site.page(one["embed_url"]).ids
        assert all(anchor["id"] in ids for anchor in one["anchors"])


def test_the_digest_is_that_of_the_embedded_page(site: Site) -> None:
    guides(site).build()
    for one in topics(site).values():
        assert one["digest"] == "sha256:" + hashlib.sha256(site.text(one["embed_url"]).encode()).hexdigest()


def test_it_is_written_anew_when_an_embedded_page_is(site: Site) -> None:
    guides(site).build()
    assert TOPICS not in site.build().changed_urls
    site.bulletin("news").build()
    assert TOPICS not in site.bulletin("more").build().changed_urls, "a bulletin changes no help"
    site.guide("enter", "## 操作步骤\n\n门户，改过。\n", title="进入系统", order=1, topic="enter-system")
    changed = site.build().changed_urls
    assert TOPICS in changed
    assert "/embed/guide/enter/" in changed


def test_without_topics_it_is_empty(site: Site) -> None:
    site.small().build()
    assert topics(site) == {}
