"""What HTML may be in a body, and the text that is in it."""

from __future__ import annotations

import pytest

from builder.reading.bodies import html_rules
from builder.reading.bodies.html_rules import first_paragraph, plain_text, raw_problems, sanitise, visible_blocks
from tests.builder.reading.bodies.rendered import rendered


@pytest.mark.parametrize(
    ("written", "summary"),
    [
        ("## 题\n\n第一段。\n\n第二段。", "第一段。"),
        ("> 引文。\n\n第一段。", "第一段。"),
        ("- 一\n- 二", "一"),
        ("> 引文。", "引文。"),
        ("", ""),
        ("![图](图.png)\n\n文字。", "文字。"),
        ("短句。" + "长" * 80 + "。" + "长" * 80, "短句。" + "长" * 80 + "。"),
        ("长" * 200, "长" * 139 + "…"),
    ],
)
def test_a_summary_is_the_first_paragraph_or_whole_sentences_of_it(written: str, summary: str) -> None:
    assert first_paragraph(rendered(written)[0].body.html) == summary


def test_plain_text_folds_space_and_unescapes() -> None:
    assert plain_text("甲<br>乙  <b>&lt;丙&gt;</b>\n丁") == "甲 乙 <丙> 丁"


def test_visible_blocks_of_nothing_are_none() -> None:
    assert visible_blocks("<p> </p><ul></ul>") == ()


@pytest.mark.parametrize("raw", ["<!DOCTYPE html>", "<?php x ?>", "<![CDATA[x]]>"])
def test_declarations_are_problems(raw: str) -> None:
    assert raw_problems(raw)


def test_the_sanitiser_is_a_second_net() -> None:
    assert (
        sanitise('<p onclick="x">甲<script>alert(1)</script><a href="javascript:x">乙</a></p>') == "<p>甲<a>乙</a></p>"
    )


#: Attributes that act, load, hide or move; none may stand on any element, typed or smuggled past the first look.
_ACTING = ("style", "onclick", "onerror", "srcset", "background", "formaction", "hidden", "tabindex", "data-x")


@pytest.mark.parametrize("tag", sorted(html_rules.RAW_TAGS))
def test_no_element_has_an_attribute_that_acts(tag: str) -> None:
    """Both nets: what an editor types is told, and what came past it is taken out."""
    for name in _ACTING:
        raw = f'<{tag} {name}="x" title="t">甲</{tag}>'
        assert f'attribute "{name}" of <{tag}> is not allowed' in html_rules.raw_problems(raw)
        assert name not in html_rules.sanitise(f"<table><tr><td>{raw}</td></tr></table>")


def test_what_elements_may_have_is_this_and_no_more() -> None:
    assert {
        "td": {"colspan", "rowspan"},
        "th": {"colspan", "rowspan", "scope"},
        "ol": {"start"},
        "abbr": {"title"},
    } == html_rules.RAW_ATTRIBUTES
    assert html_rules.raw_problems('<abbr title="甲" style="x">乙</abbr>') == [
        'attribute "style" of <abbr> is not allowed'
    ]
    assert html_rules.sanitise('<abbr title="甲" style="x">乙</abbr>') == '<abbr title="甲">乙</abbr>'
