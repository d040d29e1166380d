"""`build` fills a cluster, the endpoint answers from it, and an index that was lost is filled again."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

import build
from search.engines.opensearch.client import Cluster
from server.app import create_app
from tests.site_helper import Site
from view.settings.search_settings import OpenSearchSettings


def test_a_build_fills_the_cluster_and_fills_it_again(
    site: Site, cluster_settings: OpenSearchSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.small().bulletin("2026/11/a", "加征关税").bulletin("2026/11/b", "别的").guide("one", "怎样报损")
    monkeypatch.setenv("XINFENG_SEARCH_ENGINE", "opensearch")
    monkeypatch.setenv("XINFENG_OPENSEARCH", ",".join(cluster_settings.urls))
    monkeypatch.setenv("XINFENG_OPENSEARCH_PREFIX", cluster_settings.prefix)
    monkeypatch.setenv("XINFENG_OPENSEARCH_REPLICAS", "0")
    monkeypatch.setenv("XINFENG_OPENSEARCH_TIMEOUT_SECONDS", "60")
    cluster = Cluster(cluster_settings, 60)

    def run() -> None:
        done = CliRunner().invoke(build.cli, ["--root", str(site.root), "build", "--jobs", "1", "--quiet"])
        assert done.exit_code == 0, done.output

    def total(q: str) -> int:
        answer = create_app(site.root, demo=False).test_client().get(f"/api/search?q={q}")
        assert answer.status_code == 200
        assert answer.json
        return int(answer.json["total"])

    run()
    assert (total("关税"), total("别的"), total("")) == (1, 1, 2)
    site.bulletin("2026/11/c", "又加征关税")
    run()
    assert total("关税") == 2
    (index,) = cluster.find(f"/_alias/{cluster_settings.prefix}")
    cluster.ask("DELETE", f"/{index}")
    assert create_app(site.root, demo=False).test_client().get("/api/search?q=x").status_code == 503
    run()
    assert total("关税") == 2
    cluster.close()
    monkeypatch.setenv("XINFENG_SEARCH_ENGINE", "arrays")
    run()
    assert total("关税") == 2
