"""One broken site per mistake: the exact line an editor reads, and nothing written, `var/` included."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builder.broken import CHANNEL, HEAD, A, bulletin
from tests.site_helper import Site

GUIDES = {
    "an unknown key": (
        "title: 指南\nlevel: 高\n",
        "3:1: level: unknown key; one of title, order, summary, topic, aliases",
    ),
    "a missing title": ("order: 1\n", "1:1: title: missing; every file needs `title:`"),
    "an order that is no number": ("title: 指南\norder: 一\n", '3:8: order: must be a whole number, not "一"'),
    "a topic in capitals": (
        "title: 指南\ntopic: Enter\n",
        '3:8: topic: "Enter" must be small letters, digits and hyphens',
    ),
    "a topic that is taken": (
        "title: 指南\ntopic: taken\n",
        '3:8: topic: "taken" is already the topic of content/guide/a.md',
    ),
}


@pytest.mark.parametrize("name", GUIDES)
def test_a_mistake_in_a_guide_is_named_at_its_place(site: Site, name: str) -> None:
    front, problem = GUIDES[name]
    site.guide("a", topic="taken").file("content/guide/b.md", bulletin(front))
    assert site.problems() == [f"content/guide/b.md:{problem}"]


def test_all_mistakes_of_a_site_are_told_at_once_in_the_order_of_their_places(site: Site) -> None:
    site.file("content/risk/z.md", bulletin(HEAD + "level: 高高\nlevels: 高\n", "[甲](b.md)\n\n<script>\n"))
    site.file("content/risk/2026/x.md", bulletin("title: 标题\n"))
    site.file("content/guide/g.md", "没有头部")
    site.file("templates/404.html", "{% if %}")
    assert site.problems() == [
        "content/guide/g.md:1:1: front-matter: must begin with front matter between two lines of ---",
        "content/risk/2026/x.md:1:1: channel: missing; every file needs `channel:`",
        "content/risk/2026/x.md:1:1: date: missing; every file needs `date:`",
        'content/risk/z.md:5:8: level: unknown value "高高"; did you mean "高"?',
        'content/risk/z.md:6:1: levels: unknown key; did you mean "level"?',
        'content/risk/z.md:9:5: link: "b.md" does not exist; one of 2026/x.md',
        "content/risk/z.md:11:1: html: <script> is not allowed in content",
        "templates/404.html:1:1: template: Expected an expression, got 'end of statement block'",
    ]


def test_mistakes_in_settings_vocabulary_and_content_are_told_together(site: Site) -> None:
    site.settings('titel = "甲"\n').file("content/vocabulary.toml", CHANNEL + "alias = []\n")
    site.file(A, bulletin(HEAD + "levels: 高\n"))
    assert site.problems() == [
        f'{A}:5:1: levels: unknown key; did you mean "level"?',
        'content/vocabulary.toml:4:1: channel.alias: unknown key; did you mean "aliases"?',
        'site.toml:1:1: titel: unknown key; did you mean "title"?',
    ]


def test_a_built_site_stays_as_it_is_when_the_next_build_is_refused(site: Site) -> None:
    site.bulletin("b").build()
    site.file(A, bulletin(HEAD + "titel: 甲\n"))
    assert len(site.problems()) == 1


def test_mistakes_in_a_draft_are_warnings(site: Site) -> None:
    site.file(A, bulletin(HEAD + "draft: true\nlevel: 高高\ntitel: 甲\n", "![](no.png)\n[甲](b.md)\n"))
    assert site.warnings() == [
        f'{A}:6:8: warning: level: unknown value "高高"; did you mean "高"?',
        f'{A}:7:1: warning: titel: unknown key; did you mean "title"?',
        f'{A}:10:5: warning: image: "no.png" does not exist',
        f'{A}:10:5: warning: image: "no.png" has no alt text; write ![what it shows](no.png)',
        f'{A}:11:5: warning: link: "b.md" does not exist',
    ]
    assert not site.has("/risk/a/")


@pytest.mark.parametrize("front", ["draft: true\ntitle: [\n", "draft: true\n"], ids=["no YAML", "no title"])
def test_a_draft_that_cannot_be_read_is_a_warning_too(site: Site, front: str) -> None:
    site.file(A, bulletin(front))
    warnings = site.warnings()
    assert warnings
    assert all(one.startswith(f"{A}:") and ": warning: " in one for one in warnings)


def test_links_to_what_is_not_published_now_are_text_with_a_warning(site: Site) -> None:
    site.bulletin("later", date="2027-01-01").bulletin("a", "见[乙](later.md)和[丙](/risk/later/)。")
    assert site.warnings() == [
        f'{A}:7:6: warning: link: "later.md" is not published now; its text stands without the link',
        f'{A}:7:20: warning: link: "/risk/later/" is not published now; its text stands without the link',
    ]
    page = site.page("/risk/a/")
    assert "见乙和丙。" in page.text
    assert page.link("乙") is None


def test_a_successor_that_is_not_published_now_is_a_warning(site: Site) -> None:
    site.bulletin("later", date="2027-01-01").bulletin("a", status="superseded", superseded_by="later")
    assert site.warnings() == [
        f'{A}:6:16: warning: superseded_by: "later" is not published now; the notice stands without a link'
    ]


def test_a_site_without_anything_builds(tmp_path: Path) -> None:
    site = Site(tmp_path / "empty")
    (site.root / "content").rmdir()
    report = site.build()
    assert report.pages_written > 0
    assert site.has("/")
