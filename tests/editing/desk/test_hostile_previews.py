"""Previews do nothing but show: hostile texts do no harm, and strangers see none."""

from __future__ import annotations

import pytest

from tests.editing.desk.editor import Editor
from tests.editing.desk.shown import HOSTILE, assert_harmless, text
from tests.site_helper import PNG


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_content_does_nothing_in_the_preview(editor: Editor, body: str) -> None:
    """Also where the front matter is hostile: the same text stands in title, source and summary."""
    quoted = body.replace('"', '\\"')
    front = "".join(f'{key}: "{quoted}"\n' for key in ("title", "summary", "source"))
    written = f"---\n{front}date: 2026-11-20\nchannel: 风险预警\n---\n\n{body}\n"
    url = editor.post("/api/preview", id="a", text=written)["url"]
    answer = editor.raw("GET", url)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-same-origin" in policy
    assert "allow-scripts" not in policy
    assert "script-src" not in policy
    assert_harmless(answer.get_data(as_text=True))


def test_previews_need_the_cookie_and_show_only_their_own_files(editor: Editor) -> None:
    editor.site.file("content/risk/p.png", PNG)
    url = editor.post("/api/preview", id="a", text=text(body="![图](p.png)"))["url"]
    assert editor.raw("GET", f"{url}risk/a/p.png").get_data() == PNG
    assert editor.raw("GET", f"{url}site.toml").status_code == 204
    assert editor.raw("GET", f"{url}../../../../site.toml").status_code in (204, 404)
    assert editor.raw("GET", "/preview/none/").status_code == 404
    editor.client.delete_cookie(editor.desk.gate.cookie, domain="127.0.0.1")
    assert editor.raw("GET", url).status_code == 401
