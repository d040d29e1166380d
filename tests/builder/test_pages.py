"""The pages as a reader meets them: home, bulletins, guides, and the files that exist once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.site_helper import PNG, SMALL_VOCABULARY, Site


def test_links_of_a_body_lead_to_pages(site: Site) -> None:
    site.small().guide("enter", "## 操作 步骤\n\n甲").guide("claims/new")
    body = (
        "[甲](../b.md) [乙](../../guide/enter.md#操作-步骤) [丙](/guide/claims/new/) [丁](/risk/channel/warning)"
        " [戊](/search?q=关税) [己](/risk/c%20%E4%B8%AD/) [庚](/old/page) [辛](/risk/feed.atom)"
    )
    site.bulletin("b", aliases=["/old/page/"]).bulletin("c 中").bulletin("2026/a", body).build()
    page = site.page("/risk/2026/a/")
    assert [page.link(text) for text in "甲乙丙丁戊己庚辛"] == [
        "/risk/b/", "/guide/enter/#%E6%93%8D%E4%BD%9C-%E6%AD%A5%E9%AA%A4", "/guide/claims/new/",
        "/risk/channel/warning/", "/search?q=关税", "/risk/c%20%E4%B8%AD/", "/old/page/", "/risk/feed.atom",
    ]  # fmt: skip


def test_links_to_numbered_pages_of_lists_lead_there_if_they_exist(site: Site) -> None:
    site.small().settings("per_page = 1\n").bulletin("a", date="2026-11-01").bulletin(
        "b", "[旧](/risk/page/1/)"
    ).build()
    assert site.page("/risk/b/").link("旧") == "/risk/page/1/"
    site.bulletin("b", "[旧](/risk/page/9/)")
    assert site.problems() == ['content/risk/b.md:7:5: link: "/risk/page/9/" does not exist; did you mean "/risk/a/"?']


def test_images_and_attachments_are_copied_beside_their_page(site: Site) -> None:
    site.small().file("content/risk/2026/图 1.png", PNG).file("content/risk/2026/附件/表.csv", b"a,b")
    site.bulletin("2026/a", "![走势图](<图 1.png>)\n\n[表](附件/表.csv)和[表](附件/表.csv#x)").build()
    tree = site.tree()
    assert tree["risk/2026/a/图 1.png"] == PNG
    assert tree["risk/2026/a/附件/表.csv"] == b"a,b"
    page = site.page("/risk/2026/a/")
    shown = next(one for one in page.images if one.get("alt") == "走势图")
    assert (shown["src"], shown["width"], shown["height"]) == ("/risk/2026/a/%E5%9B%BE%201.png", "3", "2")
    assert shown["loading"] == "lazy"
    assert page.link("表") == "/risk/2026/a/%E9%99%84%E4%BB%B6/%E8%A1%A8.csv"


def test_a_changed_image_changes_its_copy_and_its_page(site: Site) -> None:
    site.small().file("content/risk/图.png", PNG).bulletin("a", "![图](图.png)").bulletin("b").build()
    report = site.file("content/risk/图.png", PNG.replace(b"\x00\x00\x00\x03", b"\x00\x00\x00\x04", 1)).build()
    assert report.changed_urls == ["/risk/a/", "/risk/a/%E5%9B%BE.png"]


def test_front_matter_is_text_wherever_it_stands(site: Site) -> None:
    nasty = "<script>alert('x')</script>&amp;\"]]>\u2028"
    site.small().bulletin(
        "a", title=nasty, summary=nasty, keywords=[nasty[:40]], source=nasty, countries=["VN"],
        changes=[{"date": "2026-11-21", "kind": "update", "note": nasty}],
    ).guide("g", title=nasty, summary=nasty).settings(f"title = '''{nasty}'''\n").build()  # fmt: skip
    for name, data in site.tree().items():
        if name.endswith((".html", ".atom", ".xml")):
            assert "<script>alert" not in data.decode(), name
        if name.endswith((".atom", ".xml")):
            ET.fromstring(data)  # noqa: S314 - our own
    for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', site.text("/risk/a/"), re.DOTALL):
        json.loads(found)


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


def test_a_bulletin_tells_all_its_facts(site: Site) -> None:
    site.bulletin(
        "a", "## 小标题\n\n正文。", title="越南上调关税", countries=["越南", "USA"], industries=["steel"], level="高",
        keywords=["关税"], summary="一句话。", source="编辑部", source_url="https://example.org/n", status="corrected",
        changes=[{"date": "2026-11-21", "kind": "correction", "note": "税率应为百分之五"}],
    ).build()  # fmt: skip
    page = site.page("/risk/a/")
    assert page.headings[0] == (1, "越南上调关税")
    frame = ("当前位置", "风险预警", "越南", "美国", "高", "一句话。", "编辑部", "2026-11-20", "2026-11-21")
    for text in (*frame, "税率应为百分之五", "已更正", "关税", "小标题"):
        assert text in page.text, text
    assert page.title.startswith("越南上调关税")
    assert page.link("编辑部") == "https://example.org/n"
    assert "/risk/country/us/" in [url for _, url in page.links]


def test_an_alias_is_a_stub_page_and_a_redirect_rule(site: Site) -> None:
    site.small().bulletin("a", aliases=["/old/", "/旧.html", "/x"]).guide("g", aliases=["/help/"]).build()
    for old in ("/old/", "/旧.html", "/x/"):
        assert 'href="/risk/a/"' in site.text(old)
        assert "noindex" in site.page(old).metas["robots"]
    rules = dict(line.split()[:2] for line in site.text("/_redirects").splitlines())
    assert rules == {"/help/": "/guide/g/", "/old/": "/risk/a/", "/x": "/risk/a/", "/%E6%97%A7.html": "/risk/a/"}
    assert "/old/" not in site.sitemap()


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


def test_assets_have_names_that_change_with_their_bytes(site: Site) -> None:
    site.small().build()
    first = next(name for name in site.tree() if name.startswith("assets/style."))
    report = site.file("assets/style.css", "body{}").file("assets/字体/a", "x").build()
    second = next(name for name in site.tree() if name.startswith("assets/style."))
    assert first != second
    assert f"/{first}" in report.removed_urls
    assert f"/{second}" in [url for urls in site.page("/").rels.values() for url in urls]
    assert any(name.startswith("assets/字体/a.") for name in site.tree())


def test_every_link_on_every_page_leads_somewhere(site: Site) -> None:
    site.small().settings("per_page = 2\n")
    for number in range(6):
        site.bulletin(f"2026/{number}", date=f"2026-11-{number + 1:02d}", countries=["VN"], industries=["steel"])
    site.guide("g", "[甲](../risk/2026/1.md)").build()
    endpoint = re.compile(r"/(search|compare|api|account|sign-in|sign-out)")
    dead = set()
    for name, data in site.tree().items():
        if name.endswith(".html"):
            shown = site.page("/" + name)
            for url in [*(url for _, url in shown.links), *(one for urls in shown.rels.values() for one in urls)]:
                path = url.removeprefix("http://127.0.0.1:8000").partition("#")[0]
                if path.startswith("/") and not endpoint.match(path) and not site.has(path):
                    dead.add((name, url))
            assert len(shown.ids) == len(set(shown.ids)), name
            assert data.decode().lstrip().startswith("<!"), name
    assert dead == set()


def test_the_generation_is_that_of_published_content_not_of_the_clock(site: Site) -> None:
    site.small().bulletin("a").bulletin("later", date="2027-01-01")
    first = site.build("2026-11-22")
    assert json.loads(site.text("/generation.json")) == {"generation": first.generation}
    assert site.build("2026-12-22").generation == first.generation
    later = site.build("2027-01-01")
    assert later.generation != first.generation
    assert site.build("2026-12-22").generation == first.generation


MORE_NAMES = '\n[country.VN]\naliases = ["安南"]\n'
EDITS: dict[str, Callable[[Site], Site]] = {
    "body": lambda site: site.bulletin("a", "另一段。"),
    "title": lambda site: site.bulletin("a", title="另一个"),
    "guide": lambda site: site.guide("g", "另一段。"),
    "template": lambda site: site.file("templates/404.html", "x"),
    "asset": lambda site: site.file("assets/style.css", "x"),
    "settings": lambda site: site.settings('title = "另一个"\n'),
    "vocabulary": lambda site: site.file("content/vocabulary.toml", SMALL_VOCABULARY + MORE_NAMES),
}


@pytest.mark.parametrize("name", EDITS)
def test_whatever_is_published_names_another_generation(site: Site, name: str) -> None:
    first = site.small().bulletin("a").guide("g").build().generation
    assert EDITS[name](site).build().generation != first


def test_the_script_for_embedding_sites_has_a_lasting_address(site: Site) -> None:
    site.small().build()
    published = (site.root / "site" / "embed" / "host.js").read_bytes()
    assert published == (Path(__file__).parents[2] / "assets" / "embed-host.js").read_bytes()
