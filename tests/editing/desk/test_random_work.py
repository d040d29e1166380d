"""Random sequences of work at the desk and outside of it: files are what the commands alone would give."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editing import terminal
from editing.life.bulletins import EditingError
from tests.editing.desk.editor import Editor, content
from tests.site_helper import NOW, Site

AT = datetime.fromisoformat(NOW)
IDS = ("a", "b", "2026/11/c")
#: How many sequences; XINFENG_STEPS asks for more.
TIMES = int(os.environ.get("XINFENG_STEPS", "25"))
ids = st.sampled_from(IDS)
words = st.sampled_from(["甲。", "", "  ", "- 乙", "｜|", "“引”", "\u2028"])
steps = st.one_of(
    st.tuples(st.just("publish"), ids),
    st.tuples(st.just("schedule"), ids, st.sampled_from(["2026-12-01 09:00", "2020-01-01"])),
    st.tuples(st.sampled_from(["correct", "withdraw"]), ids, st.sampled_from(["改了", "一: 二 # 三"])),
    st.tuples(st.just("supersede"), ids, ids),
    st.tuples(st.just("restore"), ids),
    st.tuples(st.just("rename"), ids, st.sampled_from([*IDS, "2026/12/d"])),
)
work = st.one_of(
    st.tuples(st.just("save"), ids, words),
    st.tuples(st.just("outside"), ids, words),
    st.tuples(st.just("both"), ids, words),
    st.tuples(st.just("undo"), ids),
    steps,
    steps,
)


def made(root: Path) -> Site:
    """Three bulletins in different hands: with comments, with the line ends of Windows, a draft."""
    site = Site(root).small()
    site.file(
        "content/risk/a.md", "---\ntitle: 甲   # 注\n\ndate: 2026-11-20\nchannel: '风险预警'\n---\n\n见 [乙](b.md)。\n"
    )
    site.file(
        "content/risk/b.md", "\ufeff---\r\ntitle: 乙\r\ndate: 2026-11-19\r\nchannel: 预警\r\n---\r\n\r\n正文。\r\n"
    )
    return site.bulletin("2026/11/c", draft=True)


def by_command(site: Site, step: str, arguments: tuple[Any, ...]) -> bool:
    """Whether a command did what was asked for."""
    try:
        if step == "rename":
            terminal.rename(site.root, AT, lambda line: None, *arguments)
        else:
            terminal.take_step(site.root, AT, lambda line: None, lambda steps: getattr(steps, step)(*arguments))
    except EditingError:
        return False
    return True


def by_hand(site: Site, identifier: str, word: str) -> None:
    """Add a line as a text editor does."""
    path = site.root / f"content/risk/{identifier}.md"
    raw = path.read_bytes()
    path.write_bytes(raw + (word + ("\r\n" if b"\r\n" in raw else "\n")).encode())


def told(step: str, arguments: tuple[Any, ...]) -> dict[str, str]:
    name = {"schedule": "when", "correct": "note", "withdraw": "note", "supersede": "by", "rename": "new_id"}.get(step)
    return {name: arguments[1]} if name else {}


@pytest.mark.thorough
@settings(max_examples=TIMES)
@given(st.lists(work, min_size=1, max_size=10))
def test_work_at_the_desk_gives_what_the_commands_give(sequence: list[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        at_desk, alone = made(Path(one)), made(Path(other))
        editor = Editor(at_desk)
        for what, *rest in sequence:
            arguments = tuple(rest)
            identifier = arguments[0]
            there = (at_desk.root / f"content/risk/{identifier}.md").exists()
            before = content(at_desk.root)
            if what == "undo":
                undo(editor, alone, identifier, before)
            elif what in ("save", "outside", "both"):
                if there:
                    text_work(editor, alone, what, identifier, arguments[1])
            elif not there:
                assert not by_command(alone, what, arguments)
            else:
                base = editor.open(identifier)["digest"]
                asked = {"id": identifier, "step": what, "base": base, **told(what, arguments)}
                status = editor.raw("POST", "/api/step", json=asked).status_code
                assert (status == 200) == by_command(alone, what, arguments), (what, arguments)
                assert status in (200, 422)
            assert content(at_desk.root) == content(alone.root), (what, arguments)


def text_work(editor: Editor, alone: Site, what: str, identifier: str, word: str) -> None:
    """A line is added at the desk, outside of it, or outside while somebody at the desk adds one too."""
    opened = editor.open(identifier)
    if what in ("outside", "both"):
        by_hand(editor.site, identifier, word)
        by_hand(alone, identifier, word)
    if what == "both":
        refused = editor.save(opened["text"] + "我的。\n", opened["digest"], identifier, 409)
        assert refused["theirs"] == editor.open(identifier)["text"]
    elif what == "save":
        editor.save(f"{opened['text']}{word}\n", opened["digest"], identifier)
        by_hand(alone, identifier, word)


def undo(editor: Editor, alone: Site, identifier: str, before: dict[str, bytes]) -> None:
    """What is taken back was so before, or nothing is; whoever works without a desk puts the same file back."""
    answer = editor.raw("POST", "/api/undo", json={"id": identifier})
    assert answer.status_code in (200, 404, 422)
    after = content(editor.site.root)
    if answer.status_code != 200:
        assert after == before
        return
    for name in before.keys() - after.keys():
        (alone.root / "content" / name).unlink()
    for name, data in after.items():
        path = alone.root / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
