"""Lists: what each holds, how they are paged so that old pages rest, their counts, feeds and indexes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.site_helper import Site

PER_PAGE = 3


def numbered(site: Site, count: int, **front: Any) -> Site:
    """So many bulletins, the nth published on the nth minute."""
    site.small().settings(f"per_page = {PER_PAGE}\n")
    for number in range(1, count + 1):
        site.bulletin(f"n{number:02d}", date=f"2026-11-01T00:{number:02d}", **front)
    return site


def page(*numbers: int) -> list[str]:
    return [f"/risk/n{number:02d}/" for number in numbers]


def test_one_page_is_not_numbered(site: Site) -> None:
    numbered(site, 3).build()
    assert site.rows("/risk/") == page(3, 2, 1)
    assert not site.has("/risk/page/1/")


def test_numbered_pages_count_from_the_oldest(site: Site) -> None:
    numbered(site, 7).build()
    assert site.rows("/risk/") == page(7, 6, 5)
    assert site.rows("/risk/page/1/") == page(3, 2, 1)
    assert site.rows("/risk/page/2/") == page(6, 5, 4)
    assert site.rows("/risk/page/3/") == page(7)
    assert not site.has("/risk/page/4/")
    assert site.page("/risk/").rels.get("next", []) or "/risk/page/2/" in [url for _, url in site.page("/risk/").links]


@pytest.mark.parametrize("count", range(9))
def test_following_older_from_the_first_page_meets_every_bulletin(site: Site, count: int) -> None:
    numbered(site, count).build()
    seen, url = list(site.rows("/risk/")), site.page("/risk/").link("较早的信息")
    while url:
        seen += [row for row in site.rows(url) if row not in seen]
        url = site.page(url).link("较早的信息")
    assert seen == page(*range(count, 0, -1))


@pytest.mark.parametrize("count", [4, 5, 6, 7, 9, 10])
def test_following_newer_from_the_oldest_page_comes_to_the_first(site: Site, count: int) -> None:
    numbered(site, count).build()
    url, steps = "/risk/page/1/", 0
    while url != "/risk/":
        steps += 1
        assert steps < 10
        target = site.page(url).link("较新的信息")
        if target is None:  # the stub of a block that holds nothing yet
            target = site.page(url).rels["canonical"][0].removeprefix("http://127.0.0.1:8000")
        url = target


@pytest.mark.parametrize("count", range(2, 10))
def test_one_more_bulletin_changes_no_full_page_but_the_neighbour_s_link(site: Site, count: int) -> None:
    numbered(site, count).build()
    before = {name: data for name, data in site.tree().items() if "page/" in name}
    site.bulletin("n99", date="2026-11-02").build()
    after = site.tree()
    full = [f"risk/page/{number}/index.html" for number in range(1, count // PER_PAGE + 1)]
    assert [name for name in full if name in before and before[name] != after[name]] == []


def test_a_full_last_page_already_links_to_the_page_that_will_follow(site: Site) -> None:
    numbered(site, 6).build()
    assert site.page("/risk/page/2/").link("较新的信息") == "/risk/page/3/"
    assert "/risk/" in site.text("/risk/page/3/")
    assert site.rows("/risk/page/3/") == []
    site.bulletin("n07", date="2026-11-01T00:07").build()
    assert site.rows("/risk/page/3/") == page(7)


def test_only_first_pages_show_totals_counts_and_the_form(site: Site) -> None:
    numbered(site, 7, countries=["VN"], industries=["steel"]).build()
    first, deeper = site.page("/risk/"), site.page("/risk/page/2/")
    assert "共 7 条" in first.text
    assert 'action="/search"' in site.text("/risk/").partition("<main")[2]
    assert "共 7 条" not in deeper.text
    assert 'action="/search"' not in site.text("/risk/page/2/").partition("<main")[2]
    assert ("越南", "/risk/country/vn/") in [(text, url) for text, url in first.links]


def test_every_facet_has_its_list_and_pairs_only_where_there_are_bulletins(site: Site) -> None:
    site.small().bulletin("a", countries=["VN"], industries=["steel"], level="high")
    site.bulletin("b", countries=["BR"], date="2026-10-31")
    site.build()
    assert site.rows("/risk/country/vn/") == ["/risk/a/"]
    assert site.rows("/risk/industry/steel/") == ["/risk/a/"]
    assert site.rows("/risk/channel/warning/") == ["/risk/a/", "/risk/b/"]
    assert site.rows("/risk/month/2026-10/") == ["/risk/b/"]
    assert site.rows("/risk/country/vn/industry/steel/") == ["/risk/a/"]
    assert not site.has("/risk/country/br/industry/steel/")
    assert site.rows("/risk/industry/textile/") == []
    assert site.has("/risk/channel/trade-news/feed.atom")


def test_pairs_are_left_out_by_setting_and_the_facet_then_leads_to_a_search(site: Site) -> None:
    site.small().bulletin("a", countries=["VN"], industries=["steel"]).settings("facet_pairs = false\n").build()
    assert not site.has("/risk/country/vn/industry/steel/")
    assert site.page("/risk/country/vn/").link("钢铁") == "/search?country=VN&industry=steel"


def test_facet_counts_are_those_of_the_list(site: Site) -> None:
    site.small()
    for number in range(5):
        site.bulletin(f"n{number}", countries=["VN"] if number < 3 else ["BR", "VN"], level="high" if number else None)
    site.build()
    text = site.page("/risk/").text
    assert "越南 5" in text
    assert "巴西 2" in text
    assert "高 4" in text


def test_the_month_of_a_bulletin_is_that_of_the_site_s_zone(site: Site) -> None:
    site.small().bulletin("a", date="2026-10-31T20:00:00+00:00").build()
    assert site.rows("/risk/month/2026-11/") == ["/risk/a/"]


def test_withdrawn_bulletins_leave_lists_but_not_feeds(site: Site) -> None:
    site.small().bulletin("a", countries=["VN"]).bulletin("b", countries=["VN"], date="2026-11-21")
    site.build()
    changes = [{"date": "2026-11-22", "kind": "withdrawal", "note": "数据有误"}]
    site.bulletin("a", countries=["VN"], status="withdrawn", changes=changes).build()
    assert site.rows("/risk/country/vn/") == ["/risk/b/"]
    assert "共 1 条" in site.page("/risk/country/vn/").text
    assert [title for title, _ in site.feed("/risk/country/vn/feed.atom")] == ["【已撤回】标题 a", "标题 b"]
    assert "数据有误" in site.page("/risk/a/").text
    assert "/risk/a/" in site.sitemap()


def test_a_country_whose_only_bulletin_was_withdrawn_keeps_its_list_and_feed(site: Site) -> None:
    changes = [{"date": "2026-11-22", "kind": "withdrawal", "note": "数据有误"}]
    site.small().bulletin("a", countries=["VN"], status="withdrawn", changes=changes).build()
    assert site.rows("/risk/country/vn/") == []
    assert [title for title, _ in site.feed("/risk/country/vn/feed.atom")] == ["【已撤回】标题 a"]


def test_a_superseded_bulletin_leads_to_its_successor(site: Site) -> None:
    site.small().bulletin("a", status="superseded", superseded_by="b").bulletin("b", date="2026-11-21").build()
    assert site.rows("/risk/") == ["/risk/b/"]
    assert "/risk/b/" in [url for _, url in site.page("/risk/a/").links]


def test_a_feed_is_bounded_to_fifty_newest(site: Site) -> None:
    numbered(site, 55).build()
    assert [url.rpartition("/risk/")[2] for _, url in site.feed("/risk/feed.atom")] == [
        f"n{number:02d}/" for number in range(55, 5, -1)
    ]


def test_feed_ids_outlive_the_host_name(site: Site) -> None:
    site.small().bulletin("2026/11/越南").settings('base_url = "https://one.example.cn"\n').build()
    ids = [line.strip() for line in site.text("/risk/feed.atom").splitlines() if "<id>" in line]
    site.settings('base_url = "https://two.example.cn"\n').build()
    assert [line.strip() for line in site.text("/risk/feed.atom").splitlines() if "<id>" in line] == ids
    assert ids[1] == "<id>tag:xinfeng.example,2026:risk/2026/11/%E8%B6%8A%E5%8D%97</id>"


def test_related_are_earlier_ones_of_the_same_country_or_industry(site: Site) -> None:
    site.small()
    site.bulletin("a", date="2026-11-01", countries=["VN"])
    site.bulletin("b", date="2026-11-02", industries=["steel"])
    site.bulletin("c", date="2026-11-03", countries=["BR"])
    site.bulletin("d", date="2026-11-04", countries=["VN"], industries=["steel"])
    site.bulletin("e", date="2026-11-05", countries=["VN"], industries=["steel"])
    site.build()
    related = site.text("/risk/d/").partition("related")[2]
    assert "/risk/a/" in related
    assert "/risk/b/" in related
    before = site.tree()
    site.bulletin("f", date="2026-11-06", countries=["VN"], industries=["steel"]).build()
    after = site.tree()
    pages = [f"risk/{name}/index.html" for name in "abcde"]
    assert [name for name in pages if before[name] != after[name]] == ["risk/e/index.html"]  # its neighbour is new


def test_indexes_lead_to_every_country_that_has_bulletins_and_every_industry(site: Site) -> None:
    site.small().bulletin("a", countries=["VN", "BR"], industries=["steel"]).build()
    countries = site.page("/risk/country/")
    assert {url for _, url in countries.links if url.startswith("/risk/country/") and url.count("/") == 4} == {
        "/risk/country/vn/", "/risk/country/br/",
    }  # fmt: skip
    industries = [url for _, url in site.page("/risk/industry/").links]
    assert "/risk/industry/steel/" in industries
    assert "/risk/industry/textile/" in industries


def test_the_timeline_ends_with_the_newest_bulletin_not_with_today(site: Site) -> None:
    site.small().bulletin("a", date="2024-02-01").bulletin("b", date="2025-01-15").build("2026-11-22")
    one = site.tree()
    site.build("2031-01-01")
    assert site.tree() == one


def test_a_term_that_was_renamed_is_renamed_everywhere(site: Site) -> None:
    site.small().bulletin("a", countries=["VN"], industries=["steel"]).build()
    text = (site.root / "content/vocabulary.toml").read_text(encoding="utf-8").replace("钢铁", "黑色金属")
    site.file("content/vocabulary.toml", text).build()
    assert [
        name for name, data in site.tree().items() if "钢铁".encode() in data and not name.startswith("assets/")
    ] == []
