"""The feed of a search, held to RFC 4287."""

from __future__ import annotations

from datetime import datetime

import pytest

from search.faces.atom_feed import entries_per_page, feed_id, feed_of
from search.query_types import Answer, Query
from tests.search.answers import answer, item
from tests.search.atom import ATOM, entries, links, read_feed, text
from tests.search.http_site import SHIPPED, ZONE, vocabulary
from view.rendering.bundle import Bundle
from view.rendering.environment import make_environment
from view.settings.site_settings import Footer, Settings

SETTINGS = Settings(base_url="https://risk.example.cn", footer=Footer(organiser="某办公室"))
LATEST = datetime(2026, 11, 22, tzinfo=ZONE)


def shown(given: Answer, settings: Settings = SETTINGS) -> str:
    terms = vocabulary()
    environment = make_environment([SHIPPED / "templates"], settings, terms, {})
    return feed_of(given, Bundle(settings, terms, {}, environment), "查询：“关税”", LATEST)


def test_a_feed_of_one_entry() -> None:
    feed = read_feed(shown(answer(Query(q="关税", country=("VN",)), item())))
    assert text(feed, "title") == "查询：“关税” - 信风 · 出口信用风险信息"
    assert text(feed, "author/name") == "某办公室"
    assert text(feed, "updated").startswith("2026-11-21T00:")  # a bare date: a second of its own
    assert links(feed) == {
        "self": "https://risk.example.cn/search.atom?q=%E5%85%B3%E7%A8%8E&country=VN",
        "alternate": "https://risk.example.cn/search?q=%E5%85%B3%E7%A8%8E&country=VN&sort=newest",
    }
    (entry,) = entries(feed)
    assert text(entry, "id") == "tag:xinfeng.example,2026:risk/2026/11/a%20b"
    assert text(entry, "title") == "示例：越南 <关税>"
    assert text(entry, "summary") == "摘要 & 说明"
    assert text(entry, "published") == "2026-11-20T09:30:00+08:00"
    assert text(entry, "updated") == text(feed, "updated")
    assert links(entry) == {"alternate": "https://risk.example.cn/risk/2026/11/a%20b/"}
    assert [
        (one.attrib["scheme"].rpartition(":")[2], one.attrib["term"]) for one in entry.findall(f"{ATOM}category")
    ] == [
        ("channel", "warning"),
        ("country", "VN"),
        ("country", "US"),
        ("industry", "textiles"),
        ("level", "high"),
    ]


def test_an_empty_feed_is_valid_and_as_old_as_the_index() -> None:
    feed = read_feed(shown(answer(Query(q="没有"))))
    assert text(feed, "updated") == "2026-11-22T00:00:00+08:00"
    assert entries(feed) == []


@pytest.mark.parametrize(
    ("status", "mark", "note"),
    [
        ("withdrawn", "【已撤回】", "本条信息已撤回，请勿再据此决策。"),
        ("superseded", "【已被取代】", "本条信息已被新的信息取代，请打开原文查看。"),
        ("corrected", "【已更正】", "本条信息已更正，请以最新内容为准。"),
    ],
)
def test_a_status_is_said_in_title_and_summary(status: str, mark: str, note: str) -> None:
    (entry,) = entries(read_feed(shown(answer(Query(status=status), item(status=status)))))
    assert text(entry, "title") == f"{mark}示例：越南 <关税>"
    assert text(entry, "summary") == f"{note}摘要 & 说明"
    assert text(entry, "id") == "tag:xinfeng.example,2026:risk/2026/11/a%20b"


def test_what_xml_cannot_hold_is_replaced() -> None:
    nasty = "a\x00b\x0bc\x1fd\ufffee\ud800f]]>\"'&amp;<x>\u2028\U0001f600"
    (entry,) = entries(read_feed(shown(answer(Query(), item(title=nasty, summary=nasty)))))
    assert text(entry, "title") == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf]]>\"'&amp;<x>\u2028\U0001f600"


def test_a_long_search_comes_in_parts() -> None:
    feed = read_feed(shown(answer(Query(country=("VN",), page=2), item(), pages=3)))
    assert links(feed)["previous"] == "https://risk.example.cn/search.atom?country=VN"
    assert links(feed)["next"] == "https://risk.example.cn/search.atom?country=VN&page=3"
    assert "next" not in links(read_feed(shown(answer(Query(page=3), item(), pages=3))))


def test_the_id_of_a_feed_lasts() -> None:
    one = Query(q="关税", country=("VN", "US"), page=1)
    other = Query(q="关税", country=("US", "VN"), page=7)
    assert feed_id("a.cn,2026", one) == feed_id("a.cn,2026", other)
    assert feed_id("a.cn,2026", one) != feed_id("a.cn,2026", Query(q="关税"))
    assert feed_id("a.cn,2026", Query()) == "tag:a.cn,2026:search.atom"


def test_no_feed_has_more_than_fifty_entries() -> None:
    assert entries_per_page(Settings(per_page=100)) == 50
    assert entries_per_page(Settings(per_page=20)) == 20


def test_the_template_needs_only_what_its_description_promises() -> None:
    terms = vocabulary()
    template = make_environment([SHIPPED / "templates"], SETTINGS, terms, {}).get_template("feed.atom")
    plain = {
        "title": "全部信息",
        "id": "tag:xinfeng.example,2026:risk/feed",
        "url": "/risk/feed.atom",
        "alternate": "/risk/",
        "updated": LATEST,
        "entries": [item()],
    }
    feed = read_feed(template.render(feed=plain, entry_id=lambda row: f"tag:xinfeng.example,2026:risk/{row.id[:4]}"))
    assert links(feed)["self"] == "https://risk.example.cn/risk/feed.atom"
    assert len(entries(feed)) == 1
