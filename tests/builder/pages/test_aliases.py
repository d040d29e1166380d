"""Old addresses lead to the new one, on hosts that know rules and on those that do not."""

from __future__ import annotations

from tests.site_helper import Site


def test_an_alias_is_a_stub_page_and_a_redirect_rule(site: Site) -> None:
    site.small().bulletin("a", aliases=["/old/", "/旧.html", "/x"]).guide("g", aliases=["/help/"]).build()
    for old in ("/old/", "/旧.html", "/x/"):
        assert 'href="/risk/a/"' in site.text(old)
        assert "noindex" in site.page(old).metas["robots"]
    rules = dict(line.split()[:2] for line in site.text("/_redirects").splitlines())
    assert rules == {"/help/": "/guide/g/", "/old/": "/risk/a/", "/x": "/risk/a/", "/%E6%97%A7.html": "/risk/a/"}
    assert "/old/" not in site.sitemap()
