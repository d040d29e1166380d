"""Settings that cannot work stop the start, all of them named at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from account.checking import check_endpoint
from server.app import create_app
from tests.account.postgres import Cluster
from tests.machine import PROJECT
from view.problems import ContentError
from view.settings.endpoint_settings import Counts, EndpointSettings, Oidc, SessionSettings
from view.settings.site_settings import Settings, read_all

WRONG = """\
base_url = "http://risk.example.cn"
[counts]
database_url = "mysql://db/business"
timeout_seconds = 0
[counts.pending_policies]
items = "SELECT number FROM policies; DROP TABLE policies"
columns = { number = "编号" }
order_by = "number"
[oidc]
client_auth = "none"
client_secret = "x"
scopes = ["email"]
enterprise_claim = ""
algorithms = ["RS256", "HS256", "none"]
leeway_seconds = 3600
[session]
database_url = "no url"
idle_minutes = 600
[cors]
origins = ["https://portal.example.cn/", "*", "http://portal.example.cn"]
[rate_limits]
counts = -1
"""
TOLD = """\
site.toml:1:1: base_url: must be https where companies sign in, not "http://risk.example.cn"
site.toml:3:1: counts.database_url: must begin with postgresql:// or sqlite:///, not mysql
site.toml:4:1: counts.timeout_seconds: must be from 0.05 to 30
site.toml:6:1: counts.pending_policies.items: may only read, but says DROP
site.toml:6:1: counts.pending_policies.items: must be one statement, without a semicolon
site.toml:6:1: counts.pending_policies.items: must bind :enterprise, or every company would see the same rows
site.toml:9:1: oidc.client_id: is needed: the provider knows us by it
site.toml:9:1: oidc.issuer: is needed where anything else of oidc is set
site.toml:11:1: oidc.client_secret: is needed (XINFENG_OIDC_CLIENT_SECRET), unless client_auth is none
site.toml:12:1: oidc.scopes: must contain openid
site.toml:13:1: oidc.enterprise_claim: must name the claim that carries the company's id
site.toml:14:1: oidc.algorithms: must be some of ES256, ES384, ES512, Ed25519, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512
site.toml:15:1: oidc.leeway_seconds: must be from 0 to 300
site.toml:17:1: session.database_url: must be a URL such as postgresql://user@host/database or sqlite:////path
site.toml:18:1: session.idle_minutes: must not be more than session.absolute_minutes
site.toml:20:1: cors.origins: must be https origins such as https://portal.example.cn, not "*"
site.toml:20:1: cors.origins: must be https origins such as https://portal.example.cn, not "http://portal.example.cn"
site.toml:20:1: cors.origins: must be https origins such as https://portal.example.cn, not "https://portal.example.cn/"
site.toml:22:1: rate_limits.counts: must be from 0 to 1000000
"""  # noqa: E501 - told word by word


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(WRONG, encoding="utf-8")
    with pytest.raises(ContentError) as refused:
        create_app(tmp_path, demo=True)
    assert str(refused.value).splitlines() == TOLD.splitlines()
    assert not (tmp_path / "var").exists()


def test_the_environment_is_checked_with_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XINFENG_OIDC_ISSUER", "https://id.example.cn")
    with pytest.raises(ContentError, match=r"oidc\.client_id: is needed") as refused:
        create_app(tmp_path, demo=False)
    assert "counts.database_url: is needed where companies sign in" in str(refused.value)


GOOD = Oidc(issuer="https://id.example.cn", client_id="x", client_secret="y")  # noqa: S106
SITE = Settings(base_url="https://risk.example.cn")


@pytest.mark.parametrize(
    ("business", "session"),
    [
        ("postgresql://ro@db/business", "postgresql+psycopg://rw@db:5432/business"),
        ("postgresql://ro@localhost/b", "postgresql://rw@127.0.0.1/b"),
        ("sqlite:////srv/a.sqlite", "sqlite:////srv/../srv/a.sqlite"),
    ],
)
def test_sessions_never_live_in_the_business_database(business: str, session: str) -> None:
    endpoint = EndpointSettings(Counts(database_url=business), GOOD, SessionSettings(database_url=session))
    assert list(check_endpoint(SITE, endpoint)) == [
        ("session.database_url", "must not be the business database: sessions live in one of their own")
    ]


def test_settings_that_can_work_are_left_in_peace() -> None:
    endpoint = EndpointSettings(
        Counts(database_url="postgresql://ro@db/business"),
        GOOD,
        SessionSettings(database_url="postgresql://rw@db/sessions"),
    )
    assert list(check_endpoint(SITE, endpoint)) == []
    assert list(check_endpoint(Settings(), EndpointSettings())) == []


def test_the_worked_example_of_the_documents_is_right(tmp_path: Path) -> None:
    document = (PROJECT / "docs" / "operations.md").read_text(encoding="utf-8")
    example = next(text for text in re.findall(r"```toml\n(.*?)```", document, re.DOTALL) if "[oidc]" in text)
    secrets = re.findall(r"^(XINFENG_\w+)=(.*)$", document, re.MULTILINE)
    (tmp_path / "site.toml").write_text(example, encoding="utf-8")
    loaded = read_all(tmp_path, dict(secrets))
    assert loaded.problems == []
    assert list(check_endpoint(loaded.site, loaded.endpoint)) == []
    assert len(secrets) == 3


def test_statements_are_tried_on_the_database_itself(tmp_path: Path, cluster: Cluster) -> None:
    claims = 'items = "SELECT n FROM nowhere WHERE e = :enterprise"\norder_by = "n"\ncolumns = { n = "n" }\n'
    (tmp_path / "site.toml").write_text(
        "\n".join(["[counts]", f'database_url = "{cluster.url("business")}"', "[counts.claims]", claims])
    )
    with pytest.raises(ContentError, match=r'site\.toml:4:1: .*the database refuses it: relation "nowhere"'):
        create_app(tmp_path, demo=False)


def test_a_database_that_is_down_does_not_keep_the_endpoint_from_starting(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "site.toml").write_text('[counts]\ndatabase_url = "postgresql://ro@127.0.0.1:1/b"\n')
    assert create_app(tmp_path, demo=False).test_client().get("/api/counts").status_code == 401
    assert "its statements are not checked" in caplog.text
