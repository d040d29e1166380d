"""The site map leads to every month and its pages."""

from __future__ import annotations

from pathlib import Path

from tests.site_helper import Site


def test_the_site_map_leads_to_every_month_and_its_pages(tmp_path: Path) -> None:
    site = Site(tmp_path).settings("per_page = 2\n").guide("start", title="入门")
    for name, day in (
        ("a", "2025-12-30"),
        ("b", "2026-01-05"),
        ("c", "2026-02-01"),
        ("d", "2026-02-01"),
        ("e", "2026-03-01"),
        ("f", "2026-03-02"),
        ("g", "2026-03-03"),
    ):
        site.bulletin(f"2026/03/{name}", date=day)
    site.build()
    shown = site.text("/sitemap/")
    for link in (
        '/risk/month/2025-12/">2025年12月<',
        '/risk/month/2026-02/">2026年2月<',
        '/risk/month/2026-03/page/2/"><span class="sr">2026年3月第 </span>2<',
        '/risk/month/2026-03/page/1/"',
        '/guide/start/">入门<',
    ):
        assert link in shown
    assert 'href="/sitemap/"' in site.text("/")
    site.bulletin("2026/03/h", date="2026-03-04")
    assert "/sitemap/" not in site.build().changed_urls  # its page is there already
    site.bulletin("2026/04/i", date="2026-04-01")
    assert "/sitemap/" in site.build().changed_urls
