"""Headers in the words of hosts: every file has exactly one rule, and the same headers everywhere."""

import fnmatch
import re
from collections.abc import Mapping
from pathlib import Path

from builder.pages.outputs import url_of
from tests.site_helper import PNG, Site
from view.hosting.media import ALWAYS_ASK, IMMUTABLE, SHORT
from view.urls import is_attached, is_endpoint


def rules(text: str) -> dict[str, dict[str, str]]:
    """Pattern → headers of a `_headers` file."""
    found: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        if not line.startswith(" "):
            found[line] = {}
        else:
            name, _, value = line.strip().partition(": ")
            found[list(found)[-1]][name] = value
    return found


def matching(found: Mapping[str, dict[str, str]], url: str) -> list[str]:
    return [pattern for pattern in found if fnmatch.fnmatchcase(url, pattern)]


def test_every_file_of_a_site_has_one_rule(tmp_path: Path) -> None:
    site = Site(tmp_path).small().bulletin("2026/11/a", aliases=["/旧/一/"]).guide("g")
    site.build()
    found = rules(site.text("/_headers"))
    for path in site.tree():
        if not path.startswith("_"):
            assert len(matching(found, url_of(path))) == 1, path
    assert found["/embed/*"]["Content-Security-Policy"].endswith("frame-ancestors 'self'")
    assert "X-Frame-Options" not in found["/embed/*"]
    assert found["/assets/*"]["Cache-Control"] == IMMUTABLE
    assert found["/risk/*"]["Cache-Control"] == found["/"]["Cache-Control"] == SHORT
    assert found["/generation.json"]["Cache-Control"] == ALWAYS_ASK


def test_attachments_keep_the_rule_of_their_folder_and_add_a_policy(tmp_path: Path) -> None:
    """Hosts join the values of all rules that match; a browser keeps every policy of the list."""
    site = Site(tmp_path).small().bulletin("2026/11/a", "[表](a.pdf) [二](b.PDF) [三](LICENSE) ![图](图/p.png)")
    site.file("content/risk/2026/11/a.pdf", "%PDF").file("content/risk/2026/11/b.PDF", "%PDF").file(
        "content/risk/2026/11/LICENSE", "x"
    )
    site.file("content/risk/2026/11/图/p.png", PNG).guide("g", "[文](x.b*c)").file("content/guide/x.b*c", "x").build()
    found = rules(site.text("/_headers"))
    attached = {path for path in site.tree() if is_attached(f"/{path}")}
    assert len(attached) == 5
    for path in site.tree():
        matched = matching(found, url_of(path))
        policies = [found[one]["Content-Security-Policy"] for one in matched]
        if path in attached:
            assert "default-src 'none'; sandbox" in policies, path
            assert [one for one in matched if "X-Content-Type-Options" in found[one]] in (["/risk/*"], ["/guide/*"])
        elif not path.startswith("_"):
            assert (len(matched), "sandbox" in policies[0]) == (1, False), path
    assert {"/risk/*.pdf", "/risk/*.PDF", "/risk/*.png", "/risk/2026/11/a/LICENSE", "/guide/g/x.b*c"} <= found.keys()


def leading_on(markup: str) -> list[str]:
    """Where a page leads and what it loads."""
    return re.findall(r'(?:href|src|action|data-suggest)="([^"#]+)', markup)


def test_the_page_instead_of_search_is_right_on_the_endpoints_host(tmp_path: Path) -> None:
    two = 'base_url = "https://www.example.cn"\nendpoint_origin = "https://query.example.cn"\n'
    site = Site(tmp_path).small().bulletin("2026/11/a", countries=["VN"]).settings(two)
    site.build()
    found = leading_on(site.text("/503.html"))
    assert {"https://www.example.cn/risk/country/", "https://www.example.cn/risk/industry/"} <= set(found)
    ours = ("https://www.example.cn/", "https://query.example.cn/", "tel:")
    assert [one for one in found if not one.startswith(ours)] == []
    asked = {one.partition(".example.cn")[2].partition("?")[0] for one in found if one.startswith(ours[1])}
    assert asked
    assert all(map(is_endpoint, asked))
    before = site.tree()["503.html"]
    assert "https://www.example.cn/risk/country/" not in site.text("/")
    site.settings(two.replace("www", "w3")).build()
    assert site.tree()["503.html"] == before.replace(b"www.example.cn", b"w3.example.cn")
    site.settings('base_url = "https://www.example.cn"\n').build()
    assert 'href="/risk/country/"' in site.text("/503.html")
