"""A retraction and a supersession, each by one command and one build, reach page, lists, feeds, search and data."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

import build
from server.app import create_app
from tests.site_helper import Site

NOTE = "来源机构已声明该公告无效。"
FEEDS = ("/risk/feed.atom", "/risk/country/vn/feed.atom", "/risk/channel/warning/feed.atom")


@pytest.fixture
def published(site: Site) -> Site:
    """Two bulletins of the past that readers have seen; commands go by the clock, whatever it says."""
    site.small().bulletin("2026/11/old", "旧文。", title="越南旧闻", countries=["VN"], date="2020-11-20", level="high")
    site.bulletin("2026/11/new", "新文。", title="越南新闻", countries=["VN"], date="2020-11-21")
    site.build(at="2021-01-01", index=True)
    assert site.rows("/risk/") == ["/risk/2026/11/new/", "/risk/2026/11/old/"]
    return site


def run(site: Site, *arguments: str) -> str:
    result = CliRunner().invoke(build.cli, ["--root", str(site.root), *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def asked(site: Site, **query: str) -> list[dict[str, Any]]:
    client = create_app(site.root, demo=False).test_client()
    answer: list[dict[str, Any]] = client.get("/api/search", query_string=query).get_json()["results"]
    return answer


def line(site: Site) -> dict[str, Any]:
    found = (json.loads(one) for one in site.text("/data/bulletins.jsonl").splitlines())
    return next(one for one in found if one["id"] == "2026/11/old")


def gone_everywhere(site: Site, status: str) -> None:
    """What a bulletin that was taken back no longer shows in, and where it still says so."""
    for url in ("/risk/", "/risk/country/vn/", "/risk/channel/warning/", "/risk/month/2020-11/"):
        assert site.rows(url) == ["/risk/2026/11/new/"], url
    assert "/risk/2026/11/old/" not in site.text("/").partition("<main")[2]
    for url in FEEDS:
        links = [link for _, link in site.feed(url)]
        assert any(link.endswith("/risk/2026/11/old/") for link in links), url
    assert [one["id"] for one in asked(site, q="越南")] == ["2026/11/new"]
    assert [one["status"] for one in asked(site, q="越南", status=status)] == [status]
    assert line(site)["status"] == status
    assert f",{status}," in site.text("/data/bulletins.csv")


def test_a_retraction_reaches_every_place(published: Site) -> None:
    before = line(published)["revision"]
    told = run(published, "withdraw", "2026/11/old", "--note", NOTE)
    run(published, "build", "--jobs", "1", "--quiet")
    gone_everywhere(published, "withdrawn")
    page = published.page("/risk/2026/11/old/").text
    assert "撤回" in page
    assert NOTE in page
    entries = dict(published.feed("/risk/feed.atom"))
    assert any("撤回" in title for title in entries)
    text = published.text("/risk/2026/11/old/index.txt")
    assert "状态：已撤回" in text
    assert "\n原等级：高\n" in text
    assert "原等级：" in page
    assert NOTE in text
    assert [one["note"] for one in line(published)["changes"]] == [NOTE]
    assert line(published)["revision"] != before
    assert NOTE in published.text("/risk/changes/")
    for url in ("/risk/2026/11/old/", *FEEDS):
        assert url in told, "the command names what changes"


def test_a_supersession_reaches_every_place(published: Site) -> None:
    told = run(published, "supersede", "2026/11/old", "--by", "2026/11/new")
    run(published, "build", "--jobs", "1", "--quiet")
    gone_everywhere(published, "superseded")
    page = published.page("/risk/2026/11/old/")
    assert page.link("越南新闻") == "/risk/2026/11/new/"
    assert any("取代" in title for title, _ in published.feed("/risk/feed.atom"))
    assert "取代它的是：越南新闻" in published.text("/risk/2026/11/old/index.txt")
    assert line(published)["superseded_by"] == "2026/11/new"
    assert "/risk/2026/11/old/" in told
