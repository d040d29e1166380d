"""The pages as a reader meets them: home, bulletins, guides, and the files that exist once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest

from tests.site_helper import SMALL_VOCABULARY, Site


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
