"""What every site has once: the home page, sitemaps, and files for robots and browsers."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from tests.site_helper import Site


def test_the_home_page_shows_pinned_then_newest_and_the_urgent_one(site: Site) -> None:
    site.small()
    for number in range(1, 13):
        site.bulletin(f"n{number:02d}", date=f"2026-11-{number:02d}", level="high" if number == 11 else None)
    site.bulletin("pin", date="2026-10-01", pinned_until="2026-11-22").build("2026-11-22T12:00")
    rows = site.rows("/")
    assert rows[0] == "/risk/pin/"
    assert rows[1:] == [f"/risk/n{number:02d}/" for number in range(12, 2, -1)]
    assert "/risk/n11/" in [url for _, url in site.page("/").links]
    site.build("2026-11-23")
    assert "/risk/pin/" not in site.rows("/")


def test_the_home_page_leads_where_the_manual_says(site: Site) -> None:
    site.build()
    page = site.page("/")
    service = ("信用保险服务中心", "企业投保", "待确认保单", "保单生效通知", "索赔申请", "索赔申请通知", "信息订阅")
    for text in (*service, "最新风险信息", "风险信息", "使用指南"):
        assert text in page.text, text
    assert page.link("企业投保") == "/account/policies"
    assert page.link("索赔申请") == "/account/claims"
    assert "029-95198" in page.text
    more = next(url for text, url in page.links if "更多" in text)
    assert more == page.link("风险信息") == "/risk/"
    for channel in ("国际贸易与投资要闻", "国别信息", "重点行业信息", "一带一路专报", "风险预警"):
        assert channel in page.text


def test_the_sitemap_s_dates_are_those_of_the_content(site: Site) -> None:
    site.small().bulletin("a", countries=["VN"], updated="2026-11-21T10:00").bulletin("b", date="2026-11-02").guide("g")
    site.build("2026-11-22")
    rows = site.sitemap()
    assert rows["/risk/a/"] == "2026-11-21T10:00:00+08:00"
    assert rows["/risk/b/"] == "2026-11-02T00:00:00+08:00"
    assert rows["/risk/country/vn/"] == "2026-11-21T10:00:00+08:00"
    assert rows["/guide/g/"] == ""
    assert [url for url in rows if not site.has(url)] == []
    before = site.text("/sitemap.xml")
    site.build("2027-11-22")
    assert site.text("/sitemap.xml") == before


def test_a_large_sitemap_comes_in_parts(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.pages.site_files.SITEMAP_URLS", 5)
    site.small().bulletin("a").build()
    parts = re.findall(r"<loc>http://127.0.0.1:8000(/sitemap-\d+\.xml)</loc>", site.text("/sitemap.xml"))
    assert len(parts) > 1
    assert sum(site.text(part).count("<url>") for part in parts) > 5


def test_robots_keeps_crawlers_from_the_endpoint_and_names_the_sitemap(site: Site) -> None:
    site.settings('base_url = "https://risk.example.cn"\n').build()
    text = site.text("/robots.txt")
    assert "Disallow: /search\n" in text
    assert "Sitemap: https://risk.example.cn/sitemap.xml" in text


def test_opensearch_asks_the_endpoint(site: Site) -> None:
    site.settings('endpoint_origin = "https://search.example.cn"\n').build()
    root = ET.fromstring(site.text("/opensearch.xml"))  # noqa: S314 - our own
    templates = [one.get("template") for one in root.iter("{http://a9.com/-/spec/opensearch/1.1/}Url")]
    assert templates[0] == "https://search.example.cn/search?q={searchTerms}"
