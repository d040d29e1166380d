"""Entries of feeds: one text each, with source and address; nothing is lost untold."""

from __future__ import annotations

import pytest

from editing.importing.model import Paragraph, RefusedError, Text, TextLink, block_texts
from editing.importing.reading.feed_reader import is_feed, read_feed

ENTRY = (
    "<entry><title>越南 &lt;b&gt;复审&lt;/b&gt;</title><id>x</id><link href='https://example.org/a'/>"
    "<updated>2026-11-20T01:30:00Z</updated><category term='钢铁'/>"
    "<summary>摘要</summary><content type='html'>&lt;p&gt;文。&lt;/p&gt;</content></entry>"
)


def atom(entries: str) -> bytes:
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>示例部</title>{entries}</feed>".encode()


def test_an_entry_with_all_it_says() -> None:
    (one,) = read_feed(atom(ENTRY))
    assert one.facts == {
        "title": "越南 复审", "source_url": "https://example.org/a", "source": "示例部",
        "date": "2026-11-20T01:30:00+00:00", "keywords": ["钢铁"], "summary": "摘要",
    }  # fmt: skip
    assert list(block_texts(one.blocks)) == ["文。"]
    assert one.identity == b"x"


@pytest.mark.parametrize(
    ("site", "leads_to"),
    [
        ("<link href='https://example.org/news/'/>", "https://example.org/b.html"),
        ("", "/b.html"),
    ],
)
def test_relative_links_are_those_of_the_site(site: str, leads_to: str) -> None:
    (one,) = read_feed(atom(site + ENTRY.replace("文。", "&lt;a href='/b.html'&gt;文&lt;/a&gt;")))
    assert one.blocks == [Paragraph([TextLink(leads_to, [Text("文")])])]


def test_relative_links_of_rss() -> None:
    item = "<item><title>a</title><description>&lt;a href='b.html'&gt;文&lt;/a&gt;</description></item>"
    feed = f"<rss version='2.0'><channel><title>c</title><link>https://example.org/news/</link>{item}</channel></rss>"
    (one,) = read_feed(feed.encode())
    assert one.blocks == [Paragraph([TextLink("https://example.org/news/b.html", [Text("文")])])]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_feeds_in_other_encodings(encoding: str) -> None:
    head = f"<?xml version='1.0' encoding='{encoding}'?>"
    (one,) = read_feed((head + atom(ENTRY).decode()).encode(encoding))
    assert one.facts["source"] == "示例部"


def test_who_wrote_it_and_a_day_that_is_none_are_told() -> None:
    said = ENTRY.replace("<updated>2026-11-20T01:30:00Z", "<author><name>王工</name></author><updated>上周")
    (one,) = read_feed(atom(said))
    assert "date" not in one.facts
    assert [f"{lost.where}: {lost.what}" for lost in one.lost] == ["date: 上周", "entry 1: author: 王工"]


def test_without_content_the_summary_is_the_text() -> None:
    inside = (
        b"<title>a</title><description>&lt;p&gt;b&lt;/p&gt;</description>"
        b"<enclosure url='https://example.org/x.pdf' length='1' type='application/pdf'/>"
    )
    (one,) = read_feed(b"<rss version='2.0'><channel><item>" + inside + b"</item></channel></rss>")
    assert list(block_texts(one.blocks)) == ["b"]
    assert "summary" not in one.facts
    assert [lost.what for lost in one.lost] == ["an enclosure (https://example.org/x.pdf); copy it beside the file"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (atom(""), "no entries"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + atom(ENTRY), "declares entities"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]>".encode("utf-16") + atom(ENTRY), "declares entities"),
    ],
)
def test_what_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        list(read_feed(data))


def test_what_is_a_feed() -> None:
    assert is_feed(atom(""))
    assert is_feed("<rss version='2.0'>".encode("utf-16"))
    assert not is_feed(b"<html><p>feed</p></html>")
