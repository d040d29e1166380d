"""`feed_id`: a renamed bulletin keeps its feed entry; two that would share one are a problem, whatever is built."""

from __future__ import annotations

from tests.site_helper import Site

PROBLEM = (
    'content/risk/b.md:5:10: feed_id: "a" is already the feed entry of content/risk/a.md; '
    "two alike are one to feed readers"
)


def entries(site: Site) -> list[str]:
    return [line.strip() for line in site.text("/risk/feed.atom").splitlines() if "<id>" in line][1:]


def test_a_renamed_bulletin_keeps_its_entry(site: Site) -> None:
    site.small().bulletin("a").build()
    before = entries(site)
    site.remove("content/risk/a.md").bulletin("b", title="标题 a", feed_id="a", aliases=["/risk/a/"]).build()
    assert entries(site) == before
    assert before[0].endswith(":risk/a</id>")


def test_two_alike_are_a_problem(site: Site) -> None:
    site.small().bulletin("b", feed_id="a").build()
    assert site.bulletin("a").problems() == [PROBLEM]  # noticed when the other one comes, in a build of that alone
    site.remove("content/risk/a.md").bulletin("c", feed_id="a")
    assert site.problems() == [PROBLEM.replace("risk/b.md", "risk/c.md").replace("risk/a.md", "risk/b.md")]
    site.bulletin("c").bulletin("a", feed_id="old").build()
