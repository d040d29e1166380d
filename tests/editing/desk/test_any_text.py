"""Whatever is written, the desk answers: no text makes it fail, and what it opens it gives back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import hostile
from tests.editing.desk.editor import Editor
from tests.editing.front.written import fronts
from tests.site_helper import Site

FRONT = "---\ntitle: 甲\ndate: 2026-11-20\nchannel: 风险预警\n"
keys = st.sampled_from(["title", "date", "countries", "changes", "draft", "expires", "aliases", "lint_off", "summary"])
values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.lists(st.text(max_size=3), max_size=3),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
    st.just([{"date": "2026-11-21", "kind": "correction", "note": "改"}]),
)  # fmt: skip
texts = st.one_of(
    st.text(max_size=60),
    st.text(max_size=60).map(lambda body: f"{FRONT}---\n{body}"),
    st.text(max_size=40).map(lambda front: f"{FRONT}{front}\n---\n正文"),
    fronts(),
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Editor:
    """One desk for all texts: that one of them breaks it is what is looked for."""
    return Editor(Site(tmp_path_factory.mktemp("desk")).small().bulletin("a").bulletin("b", superseded_by="a"))


def answered(editor: Editor, path: str, **members: Any) -> dict[str, Any]:
    answer = editor.raw("POST", path, json=members)
    found: dict[str, Any] = json.loads(answer.get_data())
    assert answer.status_code in (200, 400, 413, 422), found
    return found


@given(text=texts, changes=st.dictionaries(keys, values, max_size=2))
def test_no_text_makes_an_answer_fail(shared: Editor, text: str, changes: dict[str, Any]) -> None:
    for path, more in (("check", {}), ("preview", {}), ("edit", {"changes": changes}), ("paste", {"html": text})):
        answered(shared, f"/api/{path}", id="a", text=text, **more)


@given(text=texts)
def test_what_is_saved_is_what_is_opened(shared: Editor, text: str) -> None:
    opened = shared.open()
    answer = shared.raw("POST", "/api/save", json={"id": "a", "text": text, "base": opened["digest"]})
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        shown = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
        assert shared.open()["text"] == shown
    shared.get("/api/bulletins")
    shared.get("/api/calendar")


def test_hostile_strings_are_texts_like_others(shared: Editor) -> None:
    for text in hostile.OWN:
        for written in (f"{FRONT}---\n{text}", FRONT.replace("甲", json.dumps(text)) + "---\n"):
            for path in ("check", "preview"):
                answered(shared, f"/api/{path}", id="a", text=written)
