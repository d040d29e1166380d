"""Requests and answers: what is no JSON is refused in words, and every answer keeps pages in bounds."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request, Response

from editing.desk.answers import Ask, answer, file_answer, finished, problem, shell, stranger_page, text_of
from editing.desk.desk import DeskError


def asked(**members: Any) -> Ask:
    builder = EnvironBuilder(method="POST", **members)
    try:
        return Ask(Request(builder.get_environ()), "甲")
    finally:
        builder.close()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{}", "text/plain", 415),
        ("{}", "", 415),
        ("", "application/json", 400),
        ("{", "application/json", 400),
        ("[]", "application/json", 400),
        ("null", "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        (b"\xff", "application/json", 400),
    ],
)
def test_what_is_no_json_object_is_refused(body: str | bytes, kind: str, status: int) -> None:
    with pytest.raises(DeskError) as refused:
        asked(data=body, content_type=kind).json()
    assert refused.value.status == status


def test_a_request_tells_what_it_is_about_as_far_as_it_was_read() -> None:
    ask = asked(json={"id": "x" * 400}, query_string={"n": "1"})
    assert (ask.about, ask.argument("n"), ask.argument("none")) == ("", "1", "")
    assert ask.json() is ask.json()
    assert ask.about == "x" * 300
    assert asked(data={"id": "a", "file": (BytesIO(b"1"), "x.png")}).about == "a"


def test_a_file_is_there_or_is_missed() -> None:
    assert asked(data={"file": (BytesIO(b"1"), "x.png")}).file().filename == "x.png"
    with pytest.raises(DeskError, match="文件"):
        asked(data={"id": "a"}).file()


@pytest.mark.parametrize("value", [None, 1, [], {}, True, "\ud800"])
def test_what_is_no_text_is_refused_by_its_name(value: object) -> None:
    with pytest.raises(DeskError, match="note") as refused:
        text_of({"note": value}, "note")
    assert refused.value.status == 400
    if value is not None:
        with pytest.raises(DeskError):
            text_of({"note": value}, "note", needed=False)


def test_a_text_may_be_empty_or_missing_where_it_is_not_needed() -> None:
    assert text_of({"note": ""}, "note") == ""
    assert text_of({}, "note", needed=False) == ""
    assert text_of({"note": "甲\U0001f600"}, "note") == "甲\U0001f600"


def test_a_problem_has_its_status_and_what_the_page_needs() -> None:
    response = problem(DeskError("不行", 409, theirs="甲"))
    assert (response.status_code, response.mimetype) == (409, "application/problem+json")
    assert json.loads(response.get_data()) == {
        "type": "about:blank", "title": "Conflict", "status": 409, "detail": "不行", "theirs": "甲"
    }  # fmt: skip


def test_the_page_itself_has_another_nonce_each_time(tmp_path: Path) -> None:
    file = tmp_path / "shell.html"
    file.write_text('<meta content="{{nonce}}">', encoding="utf-8")
    found = [shell(file) for _ in range(2)]
    nonces = [one.get_data(as_text=True).split('"')[1] for one in found]
    assert nonces[0] != nonces[1]
    for nonce, one in zip(nonces, found, strict=True):
        assert f"'nonce-{nonce}'" in one.headers["Content-Security-Policy"]


def test_every_answer_has_a_policy_and_is_kept_by_nobody_who_was_not_told_to(tmp_path: Path) -> None:
    (tmp_path / "x.css").write_bytes(b"p{}")
    named = file_answer(tmp_path / "x.css")
    named.headers["Cache-Control"] = "no-cache"
    for response in (answer({"甲": 1}), stranger_page("请登录", 401), named):
        assert "default-src 'none'" in finished(response).headers["Content-Security-Policy"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert named.headers["Cache-Control"] == "no-cache"
    assert named.mimetype == "text/css"
    assert finished(Response("")).headers["Cache-Control"] == "no-store"
    with pytest.raises(FileNotFoundError):
        file_answer(tmp_path / "none.css")
