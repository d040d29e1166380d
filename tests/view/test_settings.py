"""The settings of a site: defaults, types, ranges; and their way through JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.site_helper import Site
from view.problems import ContentError
from view.settings.endpoint_settings import EndpointSettings, override, variables
from view.settings.site_settings import Settings, load_settings, read_all, settings_from_json
from view.settings.toml_tables import key_position


def load(tmp_path: Path, text: str) -> Settings:
    (tmp_path / "site.toml").write_text(text, encoding="utf-8")
    return load_settings(tmp_path)


def test_without_a_file_every_default_holds(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings == Settings()
    assert (settings.timezone, settings.hotline, settings.per_page) == ("Asia/Shanghai", "029-95198", 20)
    assert (settings.facet_pairs, settings.endpoint_origin) == (True, "")
    assert (settings.menu.apply_url, settings.menu.claim_url) == ("/account/policies", "/account/claims")


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert load(tmp_path, "") == Settings()


def test_every_setting_can_be_set(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        """\
title = "甲"
base_url = "https://risk.example.cn/"
timezone = "Asia/Urumqi"
hotline = "1"
endpoint_origin = "https://search.example.cn"
feed_authority = "example.cn,2026"
per_page = 100
facet_pairs = false
hsts_seconds = 86400
[menu]
apply_url = "https://b.example.cn/apply"
claim_url = "https://b.example.cn/claim"
[footer]
organiser = "乙"
icp = "丙"
police = "丁"
site_id_code = "戊"
[sign_in]
portal_url = "https://portal.example.cn"
hint_domain = "example.cn"
[embed]
frame_ancestors = ["https://portal.example.cn"]
[[notify]]
name = "甲"
to = ["list@example.cn"]
subscribe = "mailto:join@example.cn"
[mail]
sender = "risk@example.cn"
""",
    )
    changed = [key for key, value in _leaves(asdict(settings)) if dict(_leaves(asdict(Settings())))[key] == value]
    assert changed == []
    assert settings.embed.frame_ancestors == ("https://portal.example.cn",)
    assert str(settings.zone) == "Asia/Urumqi"


ENDPOINT = """\
[counts]
database_url = "postgresql://db.example.cn/business"
timeout_seconds = 1
retry_seconds = 5
pool_size = 8
[counts.pending_policies]
items = "SELECT n FROM p WHERE e = :enterprise"
order_by = "n"
columns = { n = "编号", 'm' = "日期" }
[counts.effective_notices]
count = "SELECT n FROM c WHERE e = :enterprise"
href = "https://b.example.cn/notices"
[oidc]
issuer = "https://id.example.cn"
client_id = "xinfeng"
algorithms = ["ES256"]
[session]
idle_minutes = 5
[cors]
origins = ["https://portal.example.cn"]
[rate_limits]
counts = 9
[audit]
file = "audit.log"
"""


def test_what_only_the_endpoint_needs_is_kept_from_pages(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(ENDPOINT, encoding="utf-8")
    loaded = read_all(tmp_path)
    assert loaded.problems == []
    assert loaded.site == Settings()
    endpoint = loaded.endpoint
    assert (endpoint.counts.timeout_seconds, endpoint.session.idle_minutes) == (1.0, 5)
    assert endpoint.counts.pending_policies.columns == (("n", "编号"), ("m", "日期"))
    assert endpoint.counts.effective_notices.href == "https://b.example.cn/notices"
    assert endpoint.oidc.algorithms == ("ES256",)
    assert endpoint.oidc.client_secret == ""


def test_the_environment_overrides_the_endpoints_settings(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(ENDPOINT, encoding="utf-8")
    said = {
        "XINFENG_COUNTS_DATABASE_URL": "postgresql://ro:secret@db/b",
        "XINFENG_COUNTS_TIMEOUT_SECONDS": "0.5",
        "XINFENG_OIDC_CLIENT_SECRET": "geheim",
        "XINFENG_OIDC_ALGORITHMS": "RS256, ES256",
        "XINFENG_SESSION_IDLE_MINUTES": "7",
        "XINFENG_ROOT": "/srv",
        "PATH": "/bin",
    }
    endpoint = read_all(tmp_path, said).endpoint
    assert (endpoint.counts.database_url, endpoint.counts.timeout_seconds) == ("postgresql://ro:secret@db/b", 0.5)
    assert (endpoint.oidc.client_secret, endpoint.oidc.algorithms) == ("geheim", ("RS256", "ES256"))
    assert (endpoint.session.idle_minutes, endpoint.counts.pool_size) == (7, 8)


def test_wrong_variables_are_told_all_at_once() -> None:
    _, problems = override(
        EndpointSettings(), {"XINFENG_COUNTS_POOL_SIZE": "many", "XINFENG_OIDC_CLIENT_SECRTE": "x", "XINFENG_X_Y": "z"}
    )
    assert [str(one) for one in problems] == [
        'environment:1:1: XINFENG_COUNTS_POOL_SIZE: cannot be read as a number: "many"',
        'environment:1:1: XINFENG_OIDC_CLIENT_SECRTE: unknown variable; did you mean "XINFENG_OIDC_CLIENT_SECRET"?',
    ]
    assert "XINFENG_AUDIT_FILE" in variables()
    assert not [name for name in variables() if "PENDING" in name]


def test_mistakes_in_the_endpoints_tables_have_their_lines(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text('[oidc]\nissuer = 1\n[counts]\npolicies = 2\n[counts.claims]\ncount = "x"\n')
    assert [str(one) for one in sorted(read_all(tmp_path).problems)] == [
        "site.toml:2:1: oidc.issuer: must be a text in quotes, not 1",
        "site.toml:4:1: counts.policies: must be a table: write it as [counts.policies]",
        'site.toml:6:1: counts.claims.count: unknown key; did you mean "columns"?',
    ]


def test_a_hint_needs_a_domain_above_both_origins(tmp_path: Path) -> None:
    both = 'base_url = "https://www.a.example"\nendpoint_origin = "https://api.b.example"\n'
    with pytest.raises(ContentError, match=r"5:1: sign_in.hint_domain: must be the domain above www.a.example and api"):
        load(tmp_path, both + '\n[sign_in]\nhint_domain = "a.example"\n')


def _leaves(data: dict[str, object], above: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for key, value in data.items():
        found += _leaves(value, f"{above}{key}.") if isinstance(value, dict) else [(above + key, value)]
    return found


def test_settings_survive_json(tmp_path: Path) -> None:
    settings = load(tmp_path, 'title = "甲"\n[embed]\nframe_ancestors = ["a", "b"]\n')
    assert settings_from_json(json.loads(json.dumps(asdict(settings)))) == settings


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_bytes(b"\xef\xbb\xbf" + 'title = "甲"\n'.encode())
    assert load_settings(tmp_path).title == "甲"


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as refused:
        load(tmp_path, 'per_page = "a"\nx = 1\n[menu]\ny = 2\n')
    assert [(one.line, one.field) for one in refused.value.problems] == [(1, "per_page"), (2, "x"), (4, "menu.y")]


@pytest.mark.parametrize(
    ("text", "table", "key", "place"),
    [
        ('a = 1\n[menu]\n  apply_url = "x"\n', "menu", "apply_url", (3, 3)),
        ("apply_url = 1\n[menu]\n", "menu", "apply_url", (2, 1)),
        ('"title" = 1\n', "", "title", (1, 1)),
        ("menu.apply_url = 1\n", "", "menu", (1, 1)),
        ("a = 1\n\n[ menu ]\n", "", "menu", (3, 1)),
        ("", "", "title", (1, 1)),
    ],
)
def test_keys_are_found_in_the_text(text: str, table: str, key: str, place: tuple[int, int]) -> None:
    assert key_position(text, table, key) == place


def test_settings_of_deploys_and_limits_have_ranges(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as refused:
        load(
            tmp_path,
            '[deploy]\nmax_removed_share = 2\nkeep_releases = 1\ns3_endpoint_url = "s3"\n[limits]\nsearches = 0\n',
        )
    assert [str(one) for one in refused.value.problems] == [
        "site.toml:2:1: deploy.max_removed_share: must be from 0 to 1",
        "site.toml:3:1: deploy.keep_releases: must be 2 or more",
        'site.toml:4:1: deploy.s3_endpoint_url: must be an address such as https://s3.example, not "s3"',
        "site.toml:6:1: limits.searches: must be 1 or more",
    ]


@pytest.mark.parametrize("name", ["site.toml", "content/vocabulary.toml"])
def test_tables_nested_without_end_are_a_problem_at_their_line(site: Site, name: str) -> None:
    site.file(name, "# 一\nx = " + "[" * 50_000 + "\n")
    assert site.problems() == [f"{name}:2:1: toml: not valid TOML: nested too deep"]


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
