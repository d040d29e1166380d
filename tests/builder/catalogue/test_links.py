"""Where references lead: pages, headings, numbered pages, files beside; and what leads nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from builder.catalogue.links import Linker, Resolved, anchors_of, apply, digest_of, most_pages, unpublished_successors
from builder.catalogue.selection import select
from builder.reading.records import BulletinRecord
from tests.builder.catalogue.listing import AT, PARSER, record
from tests.site_helper import PNG, Site
from view.settings.site_settings import Settings

HERE = "content/risk/2026/a.md"
THERE = "content/risk/2026/b.md"


def linker(root: Path, **more: Any) -> Linker:
    """Of a site with this bulletin, one beside it that has the heading 一, and a list of three pages."""
    known: dict[str, Any] = {
        "pages": {"/", "/risk/", "/risk/2026/a/", "/risk/2026/b/", "/guide/g/"},
        "blocks": {"/risk/": 3},
        "urls_by_file": {HERE: "/risk/2026/a/", THERE: "/risk/2026/b/"},
        "published_files": {HERE, THERE},
        "unreadable": set[str](),
        "anchors": {"/risk/2026/b/": frozenset({"一"})},
    }
    return Linker(root, Settings(endpoint_origin="https://q.example"), PARSER.vocabulary, **{**known, **more})


def resolved(root: Path, body: str, **more: Any) -> tuple[str | None, list[str]]:
    """Where the only reference of a body leads, and what is told of it."""
    one = linker(root, **more)
    (found,) = one.resolve(record("2026/a", body))
    return found.url, [problem.message for problem in one.problems]


@pytest.mark.parametrize(
    ("body", "url"),
    [
        ("[乙](b.md)", "/risk/2026/b/"),
        ("[乙](b.md#一)", "/risk/2026/b/#%E4%B8%80"),
        ("[指南](/guide/g/)", "/guide/g/"),
        ("[指南](/guide/g)", "/guide/g/"),
        ("[列表](/risk/page/3/)", "/risk/page/3/"),
        ("[文本](/risk/2026/b/index.txt)", "/risk/2026/b/index.txt"),
        ("[查](/search?q=a)", "https://q.example/search?q=a"),
    ],
)
def test_what_is_there_is_led_to(tmp_path: Path, body: str, url: str) -> None:
    assert resolved(tmp_path, body) == (url, [])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("[乙](c.md)", '"c.md" does not exist'),
        ("[乙](b.md#二)", '"b.md" has no heading "#二"'),
        ("[页](/guide/none/)", '"/guide/none/" does not exist'),
        ("[文本](/risk/2026/c/index.txt)", '"/risk/2026/c/index.txt" does not exist'),
        ("[文本](/guide/g/index.txt)", '"/guide/g/index.txt" does not exist'),
        ("[表](表.csv)", '"表.csv" does not exist'),
        ("[表](../x.csv)", '"../x.csv" is not beside this file'),
        ("[表](.git/x)", '".git/x" is not beside this file'),
    ],
)
def test_what_is_not_is_a_problem(tmp_path: Path, body: str, said: str) -> None:
    url, told = resolved(tmp_path, body)
    assert url is None
    assert told[0].startswith(said)


def test_what_is_not_published_now_is_a_warning_and_its_text_stands_alone(tmp_path: Path) -> None:
    for body in (
        "[乙](b.md)",
        "[文本](/risk/2026/b/index.txt)",
        "[国](/risk/country/vn/)",
        "[月](/risk/month/2026-01/)",
        "[页](/risk/page/9/)",
    ):
        one = linker(tmp_path, published_files={HERE}, urls_by_file={f"content/risk/{at}.md": "/" for at in range(300)}
                     | {HERE: "/risk/2026/a/", THERE: "/risk/2026/b/"})  # fmt: skip
        (found,) = one.resolve(record("2026/a", body))
        assert (found.url, [problem.warning for problem in one.problems]) == (None, [True]), body


def test_a_list_of_a_country_that_nobody_knows_is_no_list(tmp_path: Path) -> None:
    assert resolved(tmp_path, "[国](/risk/country/zz/)")[1][0].startswith('"/risk/country/zz/" does not exist')


def test_a_file_whose_own_mistakes_are_told_is_no_mistake_of_others(tmp_path: Path) -> None:
    assert resolved(tmp_path, "[乙](c.md)", unreadable={"content/risk/2026/c.md"}) == (None, [])


def test_a_file_beside_has_its_address_below_the_page_and_a_digest_of_its_bytes(tmp_path: Path) -> None:
    Site(tmp_path).file("content/risk/2026/图.png", PNG)
    one = linker(tmp_path)
    (found,) = one.resolve(record("2026/a", "![图](图.png)"))
    assert (found.url, found.path) == ("/risk/2026/a/%E5%9B%BE.png", tmp_path / "content/risk/2026/图.png")
    assert (len(found.digest), one.problems) == (16, [])
    assert digest_of([found]) != digest_of([Resolved(found.url, found.path, b"other")]) != digest_of([]) == b""


def test_placeholders_become_addresses_or_leave_their_text() -> None:
    markup = '<p><a href="internal:0">甲</a> <a class="x" href="internal:1">乙</a> <img alt="图" src="internal:2"></p>'
    shown = apply(markup, [Resolved("/a/?x&y"), Resolved(None), Resolved("/b.png")])
    assert shown == '<p><a href="/a/?x&amp;y">甲</a> 乙 <img alt="图" src="/b.png" loading="lazy"></p>'


def test_how_many_pages_a_list_could_have() -> None:
    assert [most_pages(files, 20) for files in (0, 19, 20, 41)] == [1, 1, 2, 3]


def test_anchors_go_by_the_address_of_the_page() -> None:
    one = record("越", "## 一\n")
    assert anchors_of([one], {one.file: "/risk/%E8%B6%8A/"}) == {"/risk/越/": frozenset({"一"})}


def successors(*records: BulletinRecord, unreadable: tuple[str, ...] = ()) -> list[str]:
    return [str(one) for one in unpublished_successors(select(records, AT), records, unreadable)]


def test_a_successor_is_another_bulletin_that_is_there() -> None:
    one = record("a", status="superseded", superseded_by="b")
    assert successors(one, record("b")) == []
    assert 'no bulletin has the id "b"' in successors(one)[0]
    assert successors(one, unreadable=("content/risk/b.md",)) == []
    assert "is not published now" in successors(one, record("b", date="2027-01-01"))[0]
    own = record("a", status="superseded", superseded_by="a")
    assert "a bulletin cannot supersede itself" in successors(own)[0]
