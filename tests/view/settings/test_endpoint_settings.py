"""What only the endpoint needs: kept from pages, overridden by the environment, checked at its lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.view.settings.loading import load
from view.problems import ContentError
from view.settings.endpoint_settings import EndpointSettings, override, variables
from view.settings.site_settings import Settings, read_all

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
