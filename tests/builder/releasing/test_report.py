"""What a build reports: which addresses changed, and why."""

from __future__ import annotations

from tests.site_helper import Site


def test_a_report_says_why_a_page_was_made_again(site: Site) -> None:
    site.small().bulletin("a", date="2026-11-01", summary="摘要").bulletin("b", date="2026-11-02").build()
    report = site.bulletin("a", "另一段。", date="2026-11-01", summary="摘要").build()
    data = {"/data/bulletins.csv": ["bulletins"], "/data/bulletins.jsonl": ["bulletins"]}
    page = {"/risk/a/": ["bulletin"], "/risk/a/index.txt": ["bulletin"]}
    assert report.reasons == {**page, **data, "/generation.json": ["content"]}
    report = site.file("templates/404.html", "x").build()
    assert "template 404.html" in report.reasons["/404.html"]
    assert set(report.changed_urls) == {"/404.html", "/generation.json"}


def test_one_more_bulletin_touches_few_pages(site: Site) -> None:
    site.small().settings("per_page = 2\n")
    for number in range(1, 20):
        site.bulletin(f"n{number:02d}", date=f"2026-11-{number:02d}", countries=["VN"], industries=["steel"])
    site.build()
    report = site.bulletin("new", date="2026-11-21", countries=["VN"], industries=["steel"]).build()
    lists = ["", "channel/warning/", "country/vn/", "country/vn/industry/steel/", "industry/steel/", "month/2026-11/"]
    first = {f"/risk/{one}{file}" for one in lists for file in ("", "feed.atom")}
    newest = {f"/risk/{one}page/10/" for one in lists}
    around = {"/risk/new/", "/risk/n19/", "/", "/generation.json", "/sitemap.xml"}
    next_blocks = {f"/risk/{one}page/11/" for one in lists}
    indexes = {"/risk/country/", "/risk/industry/"}
    followed = {f"/risk/{one}recent.json" for one in ("channel/warning/", "country/vn/", "industry/steel/")}
    data = {"/data/bulletins.csv", "/data/bulletins.jsonl", "/risk/new/index.txt"}
    assert set(report.changed_urls) == first | newest | around | next_blocks | indexes | followed | data
