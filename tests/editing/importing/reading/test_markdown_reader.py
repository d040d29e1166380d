"""Markdown of other dialects: its front matter as facts, its body as blocks."""

from __future__ import annotations

import pytest

from editing.importing.model import ItemList, Lost, RefusedError, block_texts
from editing.importing.reading import markdown_reader
from editing.importing.reading.markdown_reader import read_body, read_markdown


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: 甲\ntags: [x, y]\nmood: 好\n---\n",
        "+++\ntitle = '甲'\ntags = ['x', 'y']\nmood = '好'\n+++\n",
        '{\n"title": "甲",\n"tags": ["x", "y"],\n"mood": "好"\n}\n',
    ],
)
def test_front_matter_of_three_kinds(front: str) -> None:
    source = read_markdown(f"{front}\n正文。\n".replace("\n", "\r\n"))
    assert source.facts == {"title": "甲", "keywords": ["x", "y"]}
    assert [one.what for one in source.lost] == ["mood: 好"]
    assert list(block_texts(source.blocks)) == ["正文。"]


def test_values_are_the_texts_that_they_are() -> None:
    source = read_markdown("---\ntitle: 2026\ndate: 2026-11-20\nsource: yes\n---\n")
    assert source.facts == {"title": "2026", "date": "2026-11-20", "source": "yes"}


def test_of_a_doubled_key_the_last_value_is_taken_and_the_others_told() -> None:
    source = read_markdown("---\ntitle: 先\ntags: [x]\ntitle: 中\ntitle: 后\ntags:\n- y\n- z\n---\n")
    assert source.facts == {"title": "后", "keywords": ["y", "z"]}
    assert [one.what for one in source.lost] == ["title (1): 先", "tags (2): x", "title (3): 中"]


def test_a_footnote_without_a_mark_is_told() -> None:
    lost: list[Lost] = []
    read_body("文[^1]。\n\n[^1]: 有\n[^二]: 没有\n    标记\n\n```\n[^3]: 代码\n```\n", lost)
    assert [one.what for one in lost] == ['a footnote without a mark: "没有 标记"']


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("---\na: &a [x]\ntitle: *a\n---\n", "aliases"),
        ("---\na: [\n---\n", "not valid YAML"),
        ("+++\na = \n+++\n", "not valid TOML"),
    ],
)
def test_front_matter_that_cannot_be_read_is_refused(text: str, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        read_markdown(text)


def test_lines_across_are_no_front_matter() -> None:
    source = read_markdown("---\n\n甲\n\n---\n\n乙\n")
    assert source.facts == {}
    assert [one for one in block_texts(source.blocks) if one] == ["甲", "乙"]


def test_tasks_notes_and_line_ends() -> None:
    (tasks,) = read_body("- [x] 甲\n- [ ] 乙\n", [])
    assert isinstance(tasks, ItemList)
    assert [" ".join(block_texts(item)).split() for item in tasks.items] == [["☑", "甲"], ["☐", "乙"]]
    broken, running = (read_body("一\n二", [], breaks=breaks) for breaks in (True, False))
    assert broken != running


def test_what_is_longer_than_a_bulletin_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown_reader, "LONGEST_BULLETIN", 3)
    assert read_markdown("甲乙丙")
    with pytest.raises(RefusedError, match="divide it"):
        read_markdown("甲乙丙丁")
