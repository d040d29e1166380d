"""ROOT/site over HTTP: addresses, types, validators, and nothing that is not a page."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.preview import static_files

MakeApp = Callable[..., Flask]


@pytest.fixture
def client(make_app: MakeApp, root: Path) -> FlaskClient:
    app = make_app()
    app.register_blueprint(static_files.make_static_blueprint(root))
    return app.test_client()


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/risk/", "text/html; charset=utf-8"),
        ("/risk/index.html", "text/html; charset=utf-8"),
        ("/risk/2026/%E8%B6%8A%E5%8D%97%20%E5%85%B3%E7%A8%8E/", "text/html; charset=utf-8"),
        ("/risk/2026/%E8%B6%8A%E5%8D%97%20%E5%85%B3%E7%A8%8E/%E9%99%84%E4%BB%B6.pdf", "application/pdf"),
        ("/risk/feed.atom", "application/atom+xml; charset=utf-8"),
        ("/assets/style.css", "text/css; charset=utf-8"),
        ("/opensearch.xml", "application/opensearchdescription+xml; charset=utf-8"),
        ("/generation.json", "application/json; charset=utf-8"),
    ],
)
def test_files_are_served_with_their_type(client: FlaskClient, path: str, content_type: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (200, content_type)
    head = client.head(path)
    assert (head.status_code, head.content_length, head.data) == (200, len(answer.data), b"")


def test_a_folder_without_its_slash_leads_to_it(client: FlaskClient) -> None:
    assert client.get("/risk").headers["Location"] == "/risk/"
    assert client.get("/risk?a=%E5%85%B3&b").headers["Location"] == "/risk/?a=%E5%85%B3&b"
    answer = client.get("/risk/2026/越南 关税")
    assert answer.status_code == 301
    assert answer.headers["Location"] == "/risk/2026/%E8%B6%8A%E5%8D%97%20%E5%85%B3%E7%A8%8E/"
    assert client.get("/risk/2026").status_code == 404  # a folder without a page


def test_what_is_missing_is_404_html(client: FlaskClient) -> None:
    for path in ("/none", "/none/", "/risk/feed.atom/", "/" + "a" * 300, "/%00", "/%FF", "/a%0Ab"):
        answer = client.get(path)
        assert (answer.status_code, answer.content_type) == (404, "text/html; charset=utf-8")
        assert "没有找到" in answer.text
    assert client.get("/api/none").content_type == "application/problem+json"
    assert client.get("/none.atom").content_type == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/risk/..%2f..%2fsecret.txt",
        "/risk/%2e%2e/%2e%2e/secret.txt",
        "/..\\secret.txt",
        "/%5c..%5csecret.txt",
        "/....//secret.txt",
        "/../site-other/",
        "/%2fetc/passwd",
        "/etc/passwd",
        "/.gitkeep",
        "/.hidden/",
        "/.hidden",
        "/_redirects",
        "/link.txt",
        "/folder/",
        "/folder",
    ],
)
def test_nothing_outside_the_site_and_nothing_hidden_is_served(client: FlaskClient, root: Path, path: str) -> None:
    (root / "site" / "_redirects").write_text("/secret /")
    (root / "site" / "link.txt").symlink_to(root / "secret.txt")
    (root / "site" / "folder").symlink_to(root / "site-other")
    answer = client.get(path, follow_redirects=False)
    if answer.status_code in (301, 308):  # double slashes are tidied first
        assert not answer.headers["Location"].startswith("//")
        answer = client.get(answer.headers["Location"])
    assert answer.status_code == 404
    assert "secret" not in answer.text
    assert "秘密" not in answer.text


def test_a_page_is_sent_again_only_when_its_bytes_changed(client: FlaskClient, root: Path) -> None:
    page = root / "site" / "risk" / "index.html"
    first = client.get("/risk/")
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get("/risk/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    before = page.stat()
    page.write_bytes(page.read_bytes().replace("风".encode(), "冈".encode()))
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))  # same time, same size: still another page
    changed = client.get("/risk/", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_a_part_of_a_file_can_be_asked_for(client: FlaskClient) -> None:
    answer = client.get("/assets/style.css", headers={"Range": "bytes=0-3"})
    assert (answer.status_code, answer.data) == (206, b"body")


def test_pages_are_not_for_posting(client: FlaskClient) -> None:
    assert client.post("/risk/").status_code == 405


def test_guides_to_embed_may_be_framed_and_other_pages_not(client: FlaskClient) -> None:
    embedded = client.get("/embed/guide/a/")
    assert "frame-ancestors 'self'" in embedded.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in embedded.headers
    assert client.get("/risk/").headers["X-Frame-Options"] == "DENY"


def test_what_is_attached_can_do_nothing(client: FlaskClient, root: Path) -> None:
    folder = root / "site" / "risk" / "2026" / "越南 关税"
    for name in ("图.svg", "页.htm", "页.xhtml", "页.xml", "文.txt", "无"):
        (folder / name).write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    for path in [*folder.iterdir()]:
        if path.name != "index.html":
            for headers in ({}, {"Range": "bytes=0-1"}):
                answer = client.get(f"/risk/2026/越南 关税/{path.name}", headers=headers)
                assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox", path.name
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
            again = client.get(f"/risk/2026/越南 关税/{path.name}", headers={"If-None-Match": answer.headers["ETag"]})
            assert (again.status_code, again.headers["Content-Security-Policy"]) == (304, "default-src 'none'; sandbox")
    for page in ("/risk/2026/越南 关税/", "/risk/", "/risk/none.pdf", "/risk/feed.atom"):
        assert "sandbox" not in client.get(page).headers["Content-Security-Policy"]


def test_without_a_404_page_the_endpoint_s_own_stands_in(client: FlaskClient, root: Path) -> None:
    (root / "site" / "404.html").unlink()
    answer = client.get("/none")
    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.text
