"""Guides: their order, their neighbours, their face for frames."""

from __future__ import annotations

from tests.site_helper import Site


def test_guides_come_in_order_with_neighbours_and_an_embed_face(site: Site) -> None:
    site.guide("b", "## 第一步\n\n甲", order=10, title="乙").guide("a", order=20, title="甲").guide(
        "z", title="末"
    ).build()
    index = [url for _, url in site.page("/guide/").links if url.startswith("/guide/") and url != "/guide/"]
    assert list(dict.fromkeys(index)) == ["/guide/b/", "/guide/a/", "/guide/z/"]
    page = site.page("/guide/a/")
    assert {"/guide/b/", "/guide/z/"} <= {url for _, url in page.links}
    assert "第一步" in site.page("/guide/b/").ids
    embed = site.page("/embed/guide/b/")
    assert "第一步" in embed.text
    assert embed.link("企业投保") is None
    assert "noindex" in embed.metas["robots"]
