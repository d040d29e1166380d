"""What is wrong with the settings of the search is told at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from view.settings.site_settings import read_all


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[search]\nengine = "lucene"', 'search.engine: must be one of arrays, whoosh, opensearch, not "lucene"'),
        ('[opensearch]\nurls = ["node:9200"]', 'opensearch.urls: must be addresses such as https://search.example'),
        ('[opensearch]\nurls = ["https://a:b@node"]', "opensearch.urls: must not hold a user"),
        ('[opensearch]\nurls = ["https://node:x"]', "opensearch.urls: must be addresses such as"),
        ('[opensearch]\nuser = "a"\npassword = "b"\napi_key = "c"', "opensearch.api_key: is instead of user"),
        ('[opensearch]\nca = "/nowhere.pem"', 'opensearch.ca: the file "/nowhere.pem" does not exist'),
        ('[opensearch]\nprefix = "Xin_Feng"', 'opensearch.prefix: must be small letters, digits and hyphens'),
        ("[opensearch]\nshards = 0", "opensearch.shards: must be from 1 to 1024"),
        ("[opensearch]\nreplicas = -1", "opensearch.replicas: must be from 0 to 20"),
        ("[opensearch]\nkeep_generations = 1", "opensearch.keep_generations: must be from 2 to 100"),
        ("[opensearch]\ntimeout_seconds = 0", "opensearch.timeout_seconds: must be from 0.1 to 60"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_search_is_told_at_its_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "site.toml").write_text(text, encoding="utf-8")
    (problem,) = read_all(tmp_path, {}).problems
    assert said in str(problem)
    assert str(problem).startswith("site.toml:")


def test_a_cluster_needs_an_address_from_somewhere(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text('[search]\nengine = "opensearch"\n', encoding="utf-8")
    assert read_all(tmp_path).problems == []  # the environment may say it
    (problem,) = read_all(tmp_path, {}).problems
    assert "opensearch.urls: is needed where search.engine is opensearch" in str(problem)
    found = read_all(tmp_path, {"XINFENG_OPENSEARCH": "http://a:9200,http://b:9200"})
    assert (found.problems, found.endpoint.opensearch.urls) == ([], ("http://a:9200", "http://b:9200"))
