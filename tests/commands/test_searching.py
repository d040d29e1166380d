"""`search`: the live index on a terminal."""

from __future__ import annotations

import json

from tests.commands.running import built, run
from tests.site_helper import Site


def test_the_terminal_search_asks_the_live_index(site: Site) -> None:
    assert run(site, "search", "关税").exit_code == 1
    built(site.bulletin("a", title="越南上调钢铁关税", countries=["VN"]).bulletin("b", title="巴西港口罢工"))
    found = json.loads(run(site, "search", "关税", "--country", "越南", "--json").stdout)
    assert [one["id"] for one in found["results"]] == ["a"]
    assert "越南上调钢铁关税" in run(site, "search", "关税").stdout
