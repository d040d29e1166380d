"""The whole journey of a company in a browser: a real provider, a real PostgreSQL, one origin or two."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.account.postgres import Cluster, sample_cluster
from tests.account.provider import CLIENT, SECRET, RealProvider, real_provider
from tests.browser.conftest import MakePage, Watch
from tests.browser.served import Served, Server, served_soundly
from tests.machine import PATIENCE, PROJECT
from tests.processes import free_port, started

SETTINGS = """\
base_url = "{site}"
{more}
[counts]
database_url = "{database}"
[oidc]
issuer = "{issuer}"
client_id = "{client}"
"""
COUNTS = {"待确认保单": 3, "保单生效通知": 5, "索赔申请通知": 2}


@pytest.fixture(scope="module")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL with the sample rows; tests take `cluster`."""
    with sample_cluster() as cluster:
        yield cluster


@pytest.fixture
def cluster(postgres: Cluster) -> Cluster:
    """The PostgreSQL in order, whatever the test before did to it."""
    return postgres.sound()


def write_site(root: Path, **said: str) -> Path:
    """A small site that signs in through a provider."""
    shutil.copytree(PROJECT / "content" / "guide", root / "content" / "guide")
    (root / "site.toml").write_text(SETTINGS.format(client=CLIENT, **said), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def open_portal(tmp_path_factory: pytest.TempPathFactory, postgres: Cluster) -> Iterator[tuple[Server, RealProvider]]:
    """A site and its endpoint on one origin, and the provider; tests take `portal`."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with pytest.MonkeyPatch.context() as patch, real_provider(address) as provider:
        patch.setenv("XINFENG_OIDC_CLIENT_SECRET", SECRET)
        patch.setenv("XINFENG_AUDIT_FILE", "audit.log")
        root = write_site(
            tmp_path_factory.mktemp("portal"),
            site=address,
            database=postgres.url("business"),
            issuer=provider.issuer,
            more="",
        )
        with served_soundly(root, "--no-reload", port=port) as server:
            yield server, provider


@pytest.fixture
def portal(open_portal: tuple[Server, RealProvider], cluster: Cluster) -> tuple[Served, RealProvider]:
    """A site, its endpoint and the provider in order, whatever the test before did to them."""
    server, provider = open_portal
    return server.sound(), provider.sound()


def sign_in(page: Page, enterprise: str) -> None:
    """Fill in the provider's form."""
    page.get_by_label("企业").fill(enterprise)
    page.get_by_role("button", name="登录").click()


def visit(make_page: MakePage, watches: list[Watch], portal: tuple[Served, RealProvider], **options: bool) -> Page:
    """A page that may also go to the provider."""
    page = make_page(portal[0], **options)
    watches[-1].own = (*watches[-1].own, portal[1].issuer)
    return page


def test_home_sign_in_numbers_items_sign_out(
    make_page: MakePage, watches: list[Watch], portal: tuple[Served, RealProvider]
) -> None:
    page = visit(make_page, watches, portal)
    page.goto("/")
    page.get_by_role("link", name="登录", exact=True).click()
    sign_in(page, "demo-a")
    page.wait_for_url(f"{portal[0].address}/")
    expect(page.locator("[data-counts-state]")).to_contain_text("demo-a")
    for label, number in COUNTS.items():
        page.goto("/")
        page.get_by_role("link", name=f"{label}（{number}）").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(label)
        expect(page.locator("main table tbody tr")).to_have_count(number)
    copied = page.context.cookies()
    page.goto("/")
    page.get_by_role("button", name="退出", exact=True).click()
    page.get_by_role("button", name="退出门户").click()
    page.wait_for_url(f"{portal[0].address}/")
    expect(page.locator("[data-counts-state]")).to_have_text("登录后显示待办数量")
    expect(page.locator("[data-counts] li[data-count]")).to_have_text(list(COUNTS))
    page.context.add_cookies([one for one in copied if "session" in one["name"]])  # type: ignore[misc]
    assert page.request.get("/api/counts").status == 401
    page.goto("/account")  # signed out at the provider too: it asks again
    expect(page.get_by_label("企业")).to_be_visible()


def test_another_company_sees_its_own_zeros(
    make_page: MakePage, watches: list[Watch], portal: tuple[Served, RealProvider]
) -> None:
    page = visit(make_page, watches, portal)
    page.goto("/sign-in")
    sign_in(page, "demo-b")
    expect(page.locator("[data-counts] li[data-count]")).to_have_text([f"{label}（0）" for label in COUNTS])
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="企业投保").click()
    expect(page.locator("main .empty")).to_contain_text("当前没有企业投保")


def test_without_javascript_home_leads_to_the_items(
    make_page: MakePage, watches: list[Watch], portal: tuple[Served, RealProvider]
) -> None:
    page = visit(make_page, watches, portal, javascript=False)
    page.goto("/")
    page.get_by_role("link", name="查看我的业务").click()
    sign_in(page, "demo-a")
    page.wait_for_url(f"{portal[0].address}/account")
    for label, number in COUNTS.items():
        page.goto("/account")
        page.get_by_role("link", name=f"{label}（{number}）").click()
        expect(page.locator("main table tbody tr")).to_have_count(number)
    page.get_by_role("button", name="退出", exact=True).click()
    page.get_by_role("button", name="退出门户").click()  # a page of ours led there, without a script
    page.wait_for_url(f"{portal[0].address}/")


def test_with_the_database_gone_the_home_page_says_so_and_keeps_its_links(
    make_page: MakePage, watches: list[Watch], portal: tuple[Served, RealProvider], cluster: Cluster
) -> None:
    page = visit(make_page, watches, portal)
    page.goto("/sign-in")
    sign_in(page, "demo-a")
    state = page.locator("[data-counts-state]")
    expect(state).to_contain_text("demo-a")
    watches[-1].failing = re.compile(r"/api/counts$")
    cluster.stop()
    try:
        page.goto("/")
        expect(state).to_contain_text("暂时无法获取")
        expect(page.get_by_role("navigation", name="主菜单").get_by_role("link")).to_have_count(6)
        expect(page.get_by_role("link", name="查看我的业务")).to_have_attribute("href", "/account")
    finally:
        cluster.start()
    patience = time.monotonic() + PATIENCE
    while page.request.get("/api/counts").status != 200:  # counts.retry_seconds and a little
        assert time.monotonic() < patience
        page.wait_for_timeout(100)
    page.goto("/")
    expect(page.get_by_role("link", name="待确认保单（3）")).to_be_visible()


@contextmanager
def endpoint(root: Path, port: int) -> Iterator[None]:
    """The endpoint alone, as in production."""
    command = [sys.executable, "-m", "gunicorn", "--threads", "4", "--bind", f"127.0.0.1:{port}", "wsgi:application"]
    variables = os.environ | {"XINFENG_ROOT": str(root), "XINFENG_OIDC_CLIENT_SECRET": SECRET}
    with (
        (root / "endpoint.log").open("wb") as log,
        started(command, port, cwd=PROJECT, env=variables, stdout=log, stderr=log),
    ):
        yield


def test_site_and_endpoint_on_two_origins(
    make_page: MakePage, watches: list[Watch], tmp_path: Path, cluster: Cluster
) -> None:
    """Static pages on www, the endpoint on api, both below one domain; the cookie goes along, and nobody else reads."""
    ports = free_port(), free_port()
    site, api = (f"http://{name}.xf.localhost:{port}" for name, port in zip(("www", "api"), ports, strict=True))
    with real_provider(api, home=site) as provider:
        more = f'endpoint_origin = "{api}"\n[sign_in]\nhint_domain = "xf.localhost"\n'
        root = write_site(
            tmp_path / "split", site=site, database=cluster.url("business"), issuer=provider.issuer, more=more
        )
        build = [sys.executable, str(PROJECT / "build.py"), "--root", str(root), "build", "--quiet"]
        subprocess.run(build, check=True)
        static = [sys.executable, "-m", "http.server", str(ports[0]), "--bind", "127.0.0.1", "-d", str(root / "site")]
        with started(static, ports[0], stderr=subprocess.DEVNULL), endpoint(root, ports[1]):
            page = make_page(Served(root, site))
            watches[-1].own = (*watches[-1].own, api, provider.issuer)
            _journey(page, site, api)


def _journey(page: Page, site: str, api: str) -> None:
    page.goto(f"{site}/")
    page.get_by_role("link", name="登录", exact=True).click()
    sign_in(page, "demo-a")
    page.wait_for_url(f"{site}/")
    link = page.get_by_role("link", name="待确认保单（3）")
    expect(link).to_have_attribute("href", f"{api}/account/pending_policies")
    link.click()
    expect(page.locator("main table tbody tr")).to_have_count(3)
    page.goto(f"{site}/")
    _only_the_site_reads(page, site, api)
    page.get_by_role("button", name="退出", exact=True).click()
    page.get_by_role("button", name="退出门户").click()
    page.wait_for_url(f"{site}/")
    expect(page.locator("[data-counts-state]")).to_have_text("登录后显示待办数量")


def _only_the_site_reads(page: Page, site: str, api: str) -> None:
    """A script of the site may read the counts; one of a neighbour, whose requests carry the cookie too, may not."""
    read = """url => fetch(url, {credentials: 'include'}).then(answer => answer.json())
        .then(said => said.enterprise).catch(() => 'refused')"""
    assert page.evaluate(read, f"{api}/api/counts") == "demo-a"
    browser = page.context.browser
    assert browser
    with browser.new_context(storage_state=page.context.storage_state()) as context:  # nobody minds its console
        neighbour = context.new_page()
        neighbour.goto(site.replace("www", "other") + "/404.html")
        assert neighbour.evaluate(read, f"{api}/api/counts") == "refused"
