"""Who may ask the desk: the token works once, cookies are its own, and no page of another site comes through."""

from __future__ import annotations

import pytest
from werkzeug.test import Client

from builder.reading.keys import BULLETIN_KEYS
from editing.desk.api.routes import ROUTES
from tests.editing.desk.editor import ORIGIN, Editor, content
from tests.machine import PROJECT

WRITES = ("check", "edit", "preview", "save", "merge", "new", "step", "undo", "publish", "review", "paste", "picture",
          "import", "import/accept")  # fmt: skip
READS = ("definition", "bulletins", "bulletin?id=a", "calendar", "history?id=a", "version?id=a&version=1", "run?n=1",
         "proposed?id=a")  # fmt: skip


def test_the_token_works_once_and_sets_a_cookie_that_only_we_get(editor: Editor) -> None:
    gate, stranger = editor.desk.gate, Client(editor.app)
    token = gate.token
    answer = stranger.get(f"/?token={token}", base_url=ORIGIN)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("xinfeng-desk")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert stranger.get("/api/definition", base_url=ORIGIN).status_code == 200
    assert Client(editor.app).get(f"/?token={token}", base_url=ORIGIN).status_code == 403
    assert stranger.get(f"/?token={token}", base_url=ORIGIN).status_code == 303  # the page is loaded again


@pytest.mark.parametrize("token", ["", "x", "é", "\0"])
def test_another_token_is_none(editor: Editor, token: str) -> None:
    assert Client(editor.app).get("/", query_string={"token": token}, base_url=ORIGIN).status_code == 403


def test_nothing_is_read_without_the_cookie(editor: Editor) -> None:
    for path in READS:
        assert Client(editor.app).get(f"/api/{path}", base_url=ORIGIN).status_code == 401, path
    assert Client(editor.app).get("/", base_url=ORIGIN).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-site"},
        {"Origin": "https://127.0.0.1:8020"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Host": "evil.example:8020"},
        {"Host": "127.0.0.1:8000"},
        {"Host": ""},
        {"Host": "localhost:8020"},
    ],
    ids=str,
)
def test_no_other_page_may_write(editor: Editor, headers: dict[str, str]) -> None:
    before = content(editor.site.root)
    for path in WRITES:
        answer = editor.raw("POST", f"/api/{path}", json={"id": "a"}, headers=headers)
        assert answer.status_code in (403, 421), path
        assert answer.mimetype == "application/problem+json"
    assert content(editor.site.root) == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
    ],
    ids=str,
)
def test_no_other_page_may_read(editor: Editor, headers: dict[str, str]) -> None:
    for path in READS:
        assert editor.raw("GET", f"/api/{path}", headers=headers).status_code in (403, 421), path


def test_a_form_of_another_page_is_no_request_of_ours(editor: Editor) -> None:
    assert editor.raw("POST", "/api/new", data='{"title":"x"}', content_type="text/plain").status_code == 415


def test_answers_forbid_what_they_do_not_need(editor: Editor) -> None:
    shell = editor.raw("GET", "/")
    policy = shell.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert nonce in shell.get_data(as_text=True)
    assert nonce not in editor.raw("GET", "/").headers["Content-Security-Policy"]
    for path in ("/", "/api/definition", "/api/none", "/static/shell.html"):
        answer = editor.raw("GET", path)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "Content-Security-Policy" in answer.headers
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    "path",
    ["../application.py", "%2e%2e/application.py", "..%2fapplication.py", ".hidden", "js//main.js", "js", "", "a\\b"],
)
def test_static_files_are_those_of_their_folder(editor: Editor, path: str) -> None:
    assert editor.raw("GET", f"/static/{path}").status_code in (403, 404)


@pytest.mark.parametrize(
    "identifier",
    ["../../site", "..", "/etc/passwd", "a/../a", "./a", "a\0", "a.md", "", "content/risk/a", "../guide/g", "A"],
)
def test_an_id_is_that_of_a_bulletin_or_none(editor: Editor, identifier: str) -> None:
    editor.site.guide("g")
    base = editor.open()["digest"]
    before = content(editor.site.root)
    editor.get("/api/bulletin", 404, id=identifier)
    editor.post("/api/save", 404, id=identifier, text="x", base=base)
    editor.post("/api/step", 404, id=identifier, step="withdraw", note="n", base=base)
    editor.post("/api/preview", 404, id=identifier, text="x")
    editor.upload("/api/picture", "x.png", b"x", 404, id=identifier, alt="甲")
    assert content(editor.site.root) == before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_none(editor: Editor, method: str) -> None:
    assert editor.raw(method, "/api/save", json={}).status_code in (404, 405)


@pytest.mark.parametrize("body", ["", "[]", "{", '"x"', "[" * 100_000, '{"id": 1, "text": [], "base": {}}'])
def test_what_is_no_request_is_refused_in_words(editor: Editor, body: str) -> None:
    for path in WRITES[:10]:
        answer = editor.raw("POST", f"/api/{path}", data=body, content_type="application/json")
        assert 400 <= answer.status_code < 500, path
        assert answer.mimetype == "application/problem+json"


def test_what_is_too_large_is_not_taken(editor: Editor) -> None:
    opened = editor.open()
    editor.save("x" * 4_000_001, opened["digest"], status=413)
    assert editor.raw("POST", "/api/check", data=b"x" * 40_000_001, content_type="application/json").status_code == 413


def test_what_is_asked_for_stands_in_the_log(editor: Editor) -> None:
    opened = editor.open()
    editor.save(opened["text"] + "又一段。\n", opened["digest"])
    editor.save("", "0" * 32, status=409)
    editor.step("publish", status=422)
    lines = (editor.site.root / "state/desk/audit.jsonl").read_text(encoding="utf-8").splitlines()
    assert [('"what": "save"' in one, '"who": "甲"' in one, '"id": "a"' in one) for one in lines[:2]] == [
        (True,) * 3
    ] * 2
    assert len(lines) == 3


def test_the_document_tells_of_every_address_and_the_form_of_every_key(editor: Editor) -> None:
    document = (PROJECT / "docs" / "desk.md").read_text(encoding="utf-8")
    assert [path for method, path in ROUTES if f"`{method} {path}" not in document] == []
    assert [one["key"] for one in editor.get("/api/definition")["fields"]] == [key.name for key in BULLETIN_KEYS]
