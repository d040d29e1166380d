"""What a build says of addresses that it took away."""

from __future__ import annotations

from click.testing import CliRunner, Result

import build
from tests.editing.life.desk import rename
from tests.site_helper import Site


def built(site: Site, at: str = "2026-11-22") -> Result:
    result = CliRunner().invoke(build.cli, ["--root", str(site.root), "build", "--at", at, "--jobs", "1", "--quiet"])
    assert result.exit_code == 0, result.output
    return result


def test_an_address_that_goes_without_a_word_is_told(site: Site) -> None:
    site.small().bulletin("2026/a", countries=["VN"]).bulletin("b").bulletin("c").guide("g").guide("h")
    built(site)
    site.remove("content/risk/2026/a.md").bulletin("b", draft=True).bulletin("c", date="2026-12-01")
    site.remove("content/guide/g.md").remove("content/guide/h.md").guide("i", aliases=["/guide/h/"])
    assert built(site).stderr.splitlines() == [
        'content/guide/g.md:1:1: warning: url: "/guide/g/" leads nowhere now; write it into the `aliases` of the page '
        "that takes its place",
        'content/risk/2026/a.md:1:1: warning: url: "/risk/2026/a/" leads nowhere now: the file is gone; use `rename` '
        "to move one, `withdraw` where it was wrong",
        'content/risk/b.md:1:1: warning: url: "/risk/b/" leads nowhere now: it is a draft again; use `withdraw` where '
        "it was wrong",
        'content/risk/c.md:1:1: warning: url: "/risk/c/" leads nowhere now: its date lies in the future now',
    ]
    assert built(site).stderr == ""


def test_an_address_that_was_meant_to_go_is_not_told(site: Site) -> None:
    site.small().bulletin("a", expires="2026-11-22").bulletin("b")
    built(site)
    rename(site, "b", "d")
    site.bulletin("d", aliases=["/risk/b/"])
    assert built(site, "2026-11-24").stderr == ""
