"""A body as text."""

from __future__ import annotations

import pytest

from builder.pages.data.body_text import body_text
from builder.reading.bodies.markdown import render

#: Markdown → its text.
BODIES = {
    "一\n二\n\n三": "一二\n\n三",
    "## 标题\n\n文": "标题\n\n文",
    "- 一\n- 二\n    1. 三\n    2. 四\n- 五\n\n后": "- 一\n- 二\n  1. 三\n  2. 四\n- 五\n\n后",
    "3. 三\n4. 四": "3. 三\n4. 四",
    "- 一\n\n    续\n\n- 二": "- 一\n\n续\n\n- 二",
    "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n后": "甲\t乙\n1\t2\n\n后",
    "见[公告](https://example.org/a?b=1&c=2)。": "见公告（https://example.org/a?b=1&c=2）。",
    "<https://example.org/a>": "https://example.org/a",
    "**重**<br>`a<b` &amp; c": "重\na<b & c",
    "```\na  b\n\n  c\n```": "a  b\n\n  c",
    "> 引\n\n* * *\n\n后": "引\n\n后",
}


@pytest.mark.parametrize("body", BODIES)
def test_a_body_as_text(body: str) -> None:
    assert body_text(render(body, 1, lambda *_: None).body.html) == BODIES[body]
