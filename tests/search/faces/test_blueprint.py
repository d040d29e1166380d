"""The endpoint over HTTP: the three faces of a search, suggestions, health, and the headers of each answer."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from search.faces.blueprint import MAX_QUERY_STRING, PATHS
from search.faces.parameters import MAX_Q
from tests.search.http_site import PER_PAGE, SETTINGS, client, documents, publish
from view.hosting.headers import security_headers
from view.settings.site_settings import Settings

ATOM = "{http://www.w3.org/2005/Atom}"
FACES = ("/search", "/api/search", "/search.atom")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    root = tmp_path_factory.mktemp("site")
    publish(root)
    return client(root)


def urls(site: FlaskClient, query_string: str) -> dict[str, list[str]]:
    """The results of a search in each face."""
    page = site.get(f"/search?{query_string}").text
    data = site.get(f"/api/search?{query_string}").json
    feed = ElementTree.fromstring(site.get(f"/search.atom?{query_string}").data)  # noqa: S314 - our own
    assert data is not None
    return {
        "page": [unescape(url) for url in re.findall(r'class="row-title" href="([^"]*)"', page)],
        "data": [result["url"] for result in data["results"]],
        "feed": [urlsplit(link.attrib["href"]).path for link in feed.findall(f"{ATOM}entry/{ATOM}link")],
    }


@pytest.mark.parametrize(
    "query_string",
    [
        "",
        "q=关税&sort=newest",
        "country=VN&level=high",
        "page=2&sort=newest",
        "status=withdrawn",
        "q=zzqqxx&sort=newest",
    ],
)
def test_the_faces_agree(site: FlaskClient, query_string: str) -> None:
    found = urls(site, query_string)
    assert found["page"] == found["data"] == found["feed"]
    assert bool(found["data"]) == ("zzqqxx" not in query_string)


def test_data_says_what_was_understood(site: FlaskClient) -> None:
    data = site.get("/api/search?country=越南&level=高&since=2026-11-01&sort=relevance").json
    assert data is not None
    assert data["query"] == {
        "q": "",
        "country": ["VN"],
        "industry": [],
        "channel": [],
        "level": ["high"],
        "keyword": [],
        "status": None,
        "since": "2026-11-01",
        "until": None,
        "sort": "newest",
        "page": 1,
        "match": "all",
    }
    assert data["generation"] == "g1"
    assert list(data["facets"]) == ["country", "industry", "channel", "level", "keyword"]


def test_a_result_has_the_shape_of_the_contract(site: FlaskClient) -> None:
    data = site.get("/api/search?q=第4号").json
    assert data is not None
    assert data["results"][0] == {
        "id": "2026/11/n4",
        "url": "/risk/2026/11/n4/",
        "title": "示例：越南调整关税第4号",
        "date": "2026-11-05T09:30:00+08:00",
        "channel": "trade-news",
        "countries": ["VN"],
        "industries": [],
        "level": "high",
        "status": "active",
        "summary": "第4条摘要，讲关税。",
        "highlights": data["results"][0]["highlights"],
        "via": [],
    }
    assert "<mark>" in data["results"][0]["highlights"]["title"]


def test_every_facet_number_is_the_total_behind_its_link(site: FlaskClient) -> None:
    data = site.get("/api/search?country=VN&level=high&level=low").json
    assert data is not None
    chosen = {"country": ["VN"], "level": ["high", "low"]}
    for facet, options in data["facets"].items():
        for option in options:
            alone = site.get("/api/search", query_string={**chosen, facet: [option["code"]]}).json
            assert alone is not None
            assert alone["total"] == option["count"], (facet, option)


def test_a_page_past_the_last_is_not_found(site: FlaskClient) -> None:
    listed = sum(one.status in ("active", "corrected") for one in documents())
    last = -(-listed // PER_PAGE)
    for face in FACES:
        assert site.get(f"{face}?page={last}").status_code == 200
        answer = site.get(f"{face}?page={last + 1}")
        assert answer.status_code == 404
        assert f"页码超出范围；这次查询共 {last} 页。" in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert site.get(f"{face}?page={'9' * 300}").status_code == 404


def test_the_first_page_of_nothing_is_an_answer(site: FlaskClient) -> None:
    for face in FACES:
        assert site.get(f"{face}?q=zzqqxx").status_code == 200
        assert site.get(f"{face}?q=zzqqxx&page=2").status_code == 404
    data = site.get("/api/search?q=zzqqxx").json
    assert data is not None
    assert (data["total"], data["pages"], data["page"], data["results"]) == (0, 0, 1, [])


def test_nothing_found_offers_a_way_on(site: FlaskClient) -> None:
    data = site.get("/api/search?country=VN&keyword=没有这个词").json
    assert data is not None
    offered = {tuple(one["drop"].items()): one for one in data["relax"]}
    one = offered[("keyword", "没有这个词"),]
    assert one["url"] == "/search?country=VN"
    behind = site.get(one["url"].replace("/search", "/api/search")).json
    assert behind is not None
    assert behind["total"] == one["total"] > 0
    page = site.get("/search?country=VN&keyword=没有这个词").text
    assert 'href="/search?country=VN"' in page


def test_a_period_that_ends_before_it_begins_is_told_and_turned_round(site: FlaskClient) -> None:
    told = "开始日期（2026-11-09）晚于结束日期（2026-11-03），这段时间里没有一天，所以没有结果。"
    query_string = "country=VN&since=2026-11-09&until=2026-11-03"
    data, page = site.get(f"/api/search?{query_string}").json, site.get(f"/search?{query_string}")
    assert data is not None
    assert (page.status_code, data["total"]) == (200, 0)
    url = "/search?country=VN&since=2026-11-03&until=2026-11-09"
    assert data["notes"] == [{"message": told, "url": url}]
    assert told in page.text
    assert url in unescape(page.text)
    meant = site.get(url.replace("/search", "/api/search")).json
    assert meant is not None
    assert meant["total"] > 0
    assert meant["notes"] == []


@pytest.mark.parametrize("face", ["/api/search", "/search.atom"])
def test_programs_are_told_every_problem(site: FlaskClient, face: str) -> None:
    answer = site.get(f"{face}?utm_source=x&country=越喃&page=0&q=关税")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json is not None
    assert answer.json["errors"] == [
        {
            "name": "utm_source",
            "message": "参数 utm_source 不存在；可用的参数有："
            "q、country、industry、channel、level、keyword、status、since、until、sort、page。",
        },
        {"name": "country", "message": "国别（地区）没有“越喃”这个值；是不是“越南”？"},
        {"name": "page", "message": "页码应是从 1 开始的整数，而不是“0”。"},
    ]
    assert answer.json["status"] == 400
    assert answer.json["title"] == "Bad Request"


def test_readers_are_told_the_same_on_a_page_with_the_form(site: FlaskClient) -> None:
    answer = site.get("/search?utm_source=x&country=越喃&level=high&page=0&q=关税")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "国别（地区）没有“越喃”这个值；是不是“越南”？" in answer.text
    assert "页码应是从 1 开始的整数，而不是“0”。" in answer.text
    assert "utm_source" not in answer.text
    assert 'value="关税"' in answer.text
    assert re.search(r'name="level" value="high" checked', answer.text)


def test_a_link_with_a_tracker_still_works(site: FlaskClient) -> None:
    assert site.get("/search?utm_source=x&q=关税").status_code == 200


def test_a_reader_who_pastes_too_much_is_told_what_was_read(site: FlaskClient) -> None:
    page = site.get("/search?q=" + "税" * (MAX_Q + 1))
    assert page.status_code == 200
    assert f"所查文字超过 {MAX_Q} 个字符，只查了前 {MAX_Q} 个。" in page.text
    assert f'value="{"税" * MAX_Q}"' in page.text
    assert "所查文字超过" not in site.get("/search?q=" + "税" * MAX_Q).text
    for face in ("/api/search", "/search.atom"):
        assert site.get(f"{face}?q=" + "税" * (MAX_Q + 1)).status_code == 400


@pytest.mark.parametrize("face", FACES)
def test_an_endless_address_is_refused(site: FlaskClient, face: str) -> None:
    assert site.get(face + "?q=" + "a" * (MAX_QUERY_STRING - 2)).status_code == 400  # it is read: `q` is too long
    answer = site.get(face + "?q=" + "a" * (MAX_QUERY_STRING - 1))
    assert answer.status_code == 414
    assert "网址太长" in answer.text


def test_suggestions(site: FlaskClient) -> None:
    answer = site.get("/api/suggest?q=越南")
    assert answer.json is not None
    assert answer.json["suggestions"]
    assert set(answer.json["suggestions"][0]) == {"text", "kind", "url"}
    for empty in ("/api/suggest", "/api/suggest?q=", "/api/suggest?q=%20"):
        assert site.get(empty).json == {"suggestions": []}
    assert site.get("/api/suggest?q=a&q=b&country=VN").status_code == 400


def test_health(site: FlaskClient) -> None:
    answer = site.get("/healthz")
    assert answer.json == {"status": "ok", "generation": "g1", "engine": "arrays"}
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", PATHS)
def test_only_get_and_head(site: FlaskClient, path: str) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"):
        answer = site.open(path, method=method)
        assert answer.status_code == 405
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD"}
        assert answer.headers["Cache-Control"] == "no-store"
    got, headed = site.get(path), site.head(path)
    assert headed.data == b""
    assert (headed.status_code, headed.headers) == (got.status_code, got.headers)


@pytest.mark.parametrize("path", [*FACES, "/api/suggest?q=关", "/api/openapi.json"])
def test_answers_can_be_cached_and_revalidated(site: FlaskClient, path: str) -> None:
    first = site.get(path)
    assert re.fullmatch(r"public, max-age=(\d|[1-5]\d|60), stale-while-revalidate=\d+", first.headers["Cache-Control"])
    tag = first.headers["ETag"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', tag)
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = site.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tag
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    for unknown in ('"other"', "*", "no tag at all"):
        assert site.get(path, headers={"If-None-Match": unknown}).data == first.data


def test_each_search_has_its_own_entity_tag(site: FlaskClient) -> None:
    paths = [f"{face}?{rest}" for face in FACES for rest in ("", "q=a", "q=b", "q=c&page=1&sort=newest", "country=VN")]
    tags = [site.get(path).headers["ETag"] for path in paths]
    assert len(set(tags)) == len(tags)
    assert site.get("/search?country=vn&utm=1").headers["ETag"] == site.get("/search?country=越南&q=").headers["ETag"]


def test_another_program_has_other_entity_tags(site: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """An upgrade may say the same answer in other words; whoever has the old words must not keep them."""
    old = {path: site.get(path).headers["ETag"] for path in FACES}
    monkeypatch.setattr(
        "search.faces.responding.code_version", lambda *rooms: b"another program of " + repr(rooms).encode()
    )
    assert all(site.get(path, headers={"If-None-Match": tag}).status_code == 200 for path, tag in old.items())


def test_a_new_generation_has_new_entity_tags(tmp_path: Path) -> None:
    publish(tmp_path, "g1")
    site = client(tmp_path)
    old = site.get("/api/search").headers["ETag"]
    publish(tmp_path, "g2", documents()[:3])
    answer = site.get("/api/search", headers={"If-None-Match": old})
    assert answer.json is not None
    assert (answer.status_code, answer.json["generation"], answer.json["total"]) == (200, "g2", 3)


def test_every_answer_carries_the_security_headers(site: FlaskClient) -> None:
    for path in ("/search", "/search?page=0", "/search?page=99", "/compare/", "/compare/?country=zz"):
        assert security_headers(SETTINGS, "page").items() <= dict(site.get(path).headers).items()
    for path in (
        *(one for one in PATHS if one not in ("/search", "/compare/")),
        "/api/search?x=1",
        "/search.atom?page=99",
    ):
        assert security_headers(SETTINGS, "data").items() <= dict(site.get(path).headers).items()


def test_an_endpoint_of_its_own_origin_lets_the_site_ask(tmp_path: Path) -> None:
    settings = Settings(base_url="https://risk.example.cn", endpoint_origin="https://search.example.cn", per_page=5)
    publish(tmp_path, settings=settings)
    site = client(tmp_path)
    answer = site.get("/api/suggest?q=越南")
    assert answer.headers["Access-Control-Allow-Origin"] == "https://risk.example.cn"
    assert "https://risk.example.cn/assets/style.css" in site.get("/search").text
    feed = ElementTree.fromstring(site.get("/search.atom").data)  # noqa: S314 - our own
    assert [link.attrib["href"] for link in feed.findall(f"{ATOM}link")][:2] == [
        "https://search.example.cn/search.atom",
        "https://search.example.cn/search",
    ]


def test_without_an_index_the_endpoint_says_to_come_back(tmp_path: Path) -> None:
    site = client(tmp_path)
    for path in PATHS:
        answer = site.get(path)
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.headers["Cache-Control"] == "no-store"
        assert "查询服务暂时不可用" in answer.text
    publish(tmp_path)
    assert all(site.get(path).status_code == 200 for path in PATHS)


@pytest.mark.parametrize(
    "asked",
    [
        "q=0", "q=%E5%85%B3%E7%A8%8E", "q=%22vn+2026%22", "q=-a", "q=2026-11-20", "q=%E2%80%94", "q=a1b2+%E8%B6%8A",
        "country=VN", "keyword=x", "sort=newest", "since=2026-01-01", "status=withdrawn", "",
    ],
)  # fmt: skip
def test_a_site_without_bulletins_finds_nothing_and_says_so(tmp_path: Path, asked: str) -> None:
    publish(tmp_path, published=[])
    empty = client(tmp_path)
    for face in ("/search", "/api/search", "/search.atom"):
        assert empty.get(f"{face}?{asked}").status_code == 200
    found = empty.get(f"/api/search?{asked}").get_json()
    assert (found["total"], found["pages"], found["results"]) == (0, 0, [])
    assert empty.get("/api/suggest?q=0").json == {"suggestions": []}
