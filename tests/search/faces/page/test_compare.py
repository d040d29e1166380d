"""`/compare/`: two or three countries side by side, each number the total of its search."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.search.http_site import client as make_client
from tests.search.http_site import publish
from tests.site_helper import Page


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    root = tmp_path_factory.mktemp("site")
    publish(root)
    return make_client(root)


def test_two_countries_stand_side_by_side(client: FlaskClient) -> None:
    answer = client.get("/compare/?country=VN&country=BR")
    assert answer.status_code == 200
    page = Page(answer.text)
    assert page.title.startswith("国别比较：越南、巴西")
    totals = {code: client.get(f"/api/search?country={code}").json["total"] for code in ("VN", "BR")}  # type: ignore[index]
    assert f"全部信息 {totals['VN']} 条 {totals['BR']} 条" in page.text
    for url in [url for _, url in page.links if url.startswith("/search?")]:
        shown = next(text for text, link in page.links if link == url)
        total = client.get(url.replace("/search", "/api/search")).json["total"]  # type: ignore[index]
        if shown.split()[-1].isdigit():
            assert int(shown.split()[-1]) == total, url
    assert "不是国别评级" in page.text


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("", 200, "选两个或三个国家（地区）"),
        ("?country=越南", 200, "再选一个国家（地区）"),
        ("?country=VN&country=", 200, "再选一个国家（地区）"),
        ("?country=VN&country=TH&country=US&country=BR", 400, "最多比较 3 个国家（地区），现在选了 4 个。"),
        ("?country=越喃&country=VN", 400, "是不是“越南”？"),
        ("?country=vn&country=TH&utm_source=mail", 200, "泰国"),
    ],
)
def test_what_is_missing_or_wrong_is_said(client: FlaskClient, query: str, status: int, said: str) -> None:
    answer = client.get(f"/compare/{query}")
    assert answer.status_code == status
    page = Page(answer.text)
    assert said in page.text
    assert [level for level, _ in page.headings].count(1) == 1


def test_a_country_without_bulletins_is_none_all_the_same(client: FlaskClient) -> None:
    page = Page(client.get("/compare/?country=VN&country=TV").text)
    assert "图瓦卢" in page.text
    assert page.link("图瓦卢") is None


def test_without_an_index_it_says_so(tmp_path: Path) -> None:
    assert make_client(tmp_path).get("/compare/?country=VN&country=TH").status_code == 503
