"""What the first lines of a text say of it, its title, and what it may be filed under."""

from __future__ import annotations

import pytest

from editing.importing.facts import suggestions, take_facts
from editing.importing.model import BOLD, Block, Cell, Paragraph, Source, Table, Text, block_texts
from tests.machine import PROJECT
from view.settings.site_settings import Settings
from view.vocabulary.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary(PROJECT)


def line(text: str, *marks: str, **more: object) -> Paragraph:
    return Paragraph([Text(text, frozenset(marks))], **more)  # type: ignore[arg-type]


def taken(*blocks: Block, name: str = "来稿", **facts: str) -> Source:
    source = Source(name=name, blocks=list(blocks))
    source.facts |= facts
    take_facts(source, VOCABULARY, Settings())
    return source


def texts(source: Source) -> list[str]:
    return [" ".join(block_texts([one])) for one in source.blocks]


def test_lines_that_say_nothing_else_go_to_the_front_matter_and_that_is_told() -> None:
    source = taken(line("来源：示例海关"), line("日期：2026年11月20日  等级：高"), line("正文。"))
    assert {key: source.facts[key] for key in ("source", "date", "level")} == {
        "source": "示例海关", "date": "2026年11月20日", "level": "高",
    }  # fmt: skip
    assert texts(source) == ["正文。"]
    assert len(source.changed) == 2


@pytest.mark.parametrize("text", ["另据来源：示例海关", "日期：昨天", "来源：", "甲：乙"])
def test_what_says_more_or_is_of_no_use_stays(text: str) -> None:
    source = taken(line(text))
    assert texts(source) == [text]
    assert source.changed == []


def test_a_table_of_two_columns_may_say_it_too() -> None:
    rows = [[Cell([line(one)]) for one in row] for row in (("来源", "海关"), ("等级：", "高"))]
    assert taken(Table(rows)).facts["source"] == "海关"
    rows[1] = [Cell([line("税号")]), Cell([line("7208")])]
    assert "source" not in taken(Table(rows)).facts


def test_what_comes_late_or_was_said_before_stays() -> None:
    late = taken(*[line(f"第{at}段。") for at in range(15)], line("来源：海关"))
    assert "source" not in late.facts
    told = taken(line("来源：海关"), source="先说的")
    assert (told.facts["source"], texts(told)) == ("先说的", ["来源：海关"])


@pytest.mark.parametrize(
    ("first", "title"),
    [
        (line("越南复审", level=1), "越南复审"),
        (line("越南复审", centred=True), "越南复审"),
        (line("越南复审", BOLD), "越南复审"),
        (line("越南复审"), "来稿"),
        (line("越南宣布复审。", BOLD), "来稿"),
    ],
)
def test_a_headline_is_the_title(first: Paragraph, title: str) -> None:
    source = taken(first, line("正文。"))
    assert source.facts["title"] == title
    assert len(source.blocks) == (1 if title != "来稿" else 2)


def test_a_name_that_says_nothing_gives_way_to_what_the_file_says_of_itself() -> None:
    assert taken(name="新建文档1", **{"about title": "复审"}).facts["title"] == "复审"
    assert taken(name="来稿", **{"about title": "复审"}).facts["title"] == "来稿"


def test_without_any_title_the_text_gives_its_first_words() -> None:
    source = taken(line("没有标题的正文。" * 9), name="")
    assert source.facts["title"] == ("没有标题的正文。" * 9)[:39] + "…"
    assert [f"{one.where}: {one.what}" for one in source.changed] == [
        f'title: there was none: "{source.facts["title"]}"'
    ]
    assert taken(name="").facts["title"] == "无标题"


def test_a_title_has_an_end_and_headings_begin_below_it() -> None:
    source = taken(line("长" * 300, level=1), line("节", level=1), line("文。"))
    assert len(str(source.facts["title"])) == 200
    assert source.lost[0].where == "title"
    assert [one.level for one in source.blocks if isinstance(one, Paragraph)] == [2, 0]


def test_suggestions_come_with_why_and_without_home() -> None:
    source = taken(line("越南与泰国，越南。中国企业。钢铁。"), title="风险")
    found = suggestions(source, VOCABULARY)
    assert found["country"] == [{"value": "VN", "because": "越南 ×2"}, {"value": "TH", "because": "泰国 ×1"}]
    assert found["industry"] == [{"value": "steel", "because": "钢铁 ×1"}]
    assert "channel" not in suggestions(taken(line("文。"), title="无"), VOCABULARY)
