"""Where front matter, its keys and values stand, to the character."""

from __future__ import annotations

import pytest

from editing.front.spans import EditError, Spans, line_end, line_start

TEXT = "---\ntitle: 甲   # 注\ncountries:\n  - 越南\n  - 泰国\nnote: |\n  一\n  二\nend: x\n---\n\n正文\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_values_stand_where_the_spans_say(newline: str, mark: str) -> None:
    text = mark + TEXT.replace("\n", newline)
    spans = Spans(text)
    assert spans.newline == newline
    assert list(spans.keys) == ["title", "countries", "note", "end"]
    for name, value in (("title", "甲"), ("end", "x")):
        key = spans.keys[name]
        assert text[key.start :].startswith(f"{name}:")
        assert text[spans.from_(key.node) : spans.to(key.node)] == value
    countries = spans.keys["countries"].node
    assert text[spans.from_(countries) : spans.to(countries)].endswith("泰国")
    assert text[spans.end :].startswith(f"---{newline}")


def test_a_full_width_colon_shifts_nothing() -> None:
    text = "---\ntitle：甲\nsource：乙\n---\n"
    spans = Spans(text)
    node = spans.keys["source"].node
    assert text[spans.from_(node) : spans.to(node)] == "乙"


def test_plain_values_and_keys_that_are_given_twice() -> None:
    found = Spans("---\na: [x, ~]\nb: {c: 1}\na: y\nn: null\nq: 'null'\n---\n").plain()
    assert found == {"a": ["x", None], "b": {"c": "1"}, "2 a": "y", "n": None, "q": "null"}
    assert not Spans(TEXT).is_flow()
    assert Spans("---\n{a: b}\n---\n").is_flow()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: 甲\n", "does not begin with front matter"),
        ("---\ntitle: 甲\n", "never closed"),
        ("---\ntitle: [甲\n---\n", "not valid YAML"),
        ("---\n- 甲\n---\n", "not lines of `key: value`"),
        ("---\n---\n", "not lines of `key: value`"),
    ],
)
def test_what_cannot_be_taken_apart_is_said(text: str, said: str) -> None:
    with pytest.raises(EditError, match=said):
        Spans(text)


def test_names_that_unfold_without_end_are_refused() -> None:
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 6)]
    with pytest.raises(EditError, match="too many values"):
        Spans("---\n" + "\n".join(lines) + "\n---\n").plain()


def test_lines_end_in_three_ways() -> None:
    text = "a\r\nb\rc\nd"
    assert [line_start(text, text.index(one)) for one in "abcd"] == [0, 3, 5, 7]
    assert [line_end(text, text.index(one)) for one in "abcd"] == [3, 5, 7, 8]
