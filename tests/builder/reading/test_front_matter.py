"""Front matter: every value with the line and column an editor sees."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.reading.front_matter import FrontMatter, SourceText, decode, split
from builder.reading.parsing import Parser
from builder.reading.records import BulletinRecord, GuideRecord, ParsedFile
from tests.machine import PROJECT
from tests.site_helper import source
from view.settings.site_settings import Settings
from view.vocabulary.vocabulary import Term, Vocabulary, load_vocabulary

PARSER = Parser(load_vocabulary(PROJECT), Settings().zone)
HEAD = "title: 标题\ndate: 2026-11-20\nchannel: 风险预警\n"


def parse(front: str, body: str = "正文。\n") -> ParsedFile:
    return PARSER.parse("risk", "2026/a", "content/risk/2026/a.md", f"---\n{front}---\n{body}".encode())


def read(front: str) -> BulletinRecord:
    found = parse(front)
    assert found.problems == ()
    assert isinstance(found.record, BulletinRecord)
    return found.record


def front_matter(text: str) -> FrontMatter:
    return FrontMatter(SourceText("a.md", text), text)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("summary: !note 请注意", '5:10: summary: "!note"'),
        ("summary: &c 请注意", '5:10: summary: "&c"'),
        ("keywords: [甲, !b 丙]", '5:15: keywords: "!b"'),
        ("source: 𠮷甲&乙\nsummary: !note 乙", '6:10: summary: "!note"'),
        ("changes:\n- {date: 2026-11-20, kind: 更新, note: &b 丙}", '6:38: changes.note: "&b"'),
    ],
)
def test_a_word_that_yaml_would_swallow_is_a_problem(line: str, told: str) -> None:
    found = [str(one).removeprefix("content/risk/2026/a.md:") for one in parse(f"{HEAD}{line}\n").problems]
    assert found == [f"{told} would not be shown; put the value into quotes"]


def test_signs_that_yaml_leaves_alone_stand() -> None:
    assert read(f"{HEAD}summary: '!甲 & 乙'\nkeywords: [甲&乙!, \"&丙\"]\n").facts.keywords == ("甲&乙!", "&丙")


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_marks_do_not_matter(ends: str, mark: bytes) -> None:
    raw = mark + f"---\n{HEAD}---\n\n甲\n\n[乙](b.md)\n".replace("\n", ends).encode()
    found = PARSER.parse("risk", "a", "content/risk/a.md", raw)
    assert found.problems == ()
    assert found.body.blocks == ("甲", "乙")
    assert isinstance(found.record, BulletinRecord)
    assert (found.record.references[0].line, found.record.references[0].column) == (9, 5)


def test_the_body_begins_after_the_second_fence() -> None:
    found = SourceText("a.md", "---\na: b\n---\n甲\n---\n乙\n")
    assert split(found) == ("a: b\n", "甲\n---\n乙\n", 4)


def test_fences_may_end_in_spaces_and_a_file_may_end_with_the_fence() -> None:
    assert split(SourceText("a.md", "--- \na: b\n---\t")) == ("a: b\n", "", 3)


def test_codes_labels_and_aliases_all_give_the_code() -> None:
    one = read(HEAD + "countries: [VN, 越南, USA, 美利坚合众国, viet nam]\nindustries: [钢铁, steel]\nlevel: HIGH\n")
    assert one.facts.countries == ("VN", "US")
    assert one.facts.industries == ("steel",)
    assert (one.facts.level, one.facts.channel) == ("high", "warning")


def test_yaml_s_ideas_of_numbers_and_switches_do_not_matter() -> None:
    one = read("title: no\ndate: 20261120\nchannel: warning\nkeywords: [7208, 0755, yes, 1e3, ~x]\ncountries: [NO]\n")
    assert one.facts.title == "no"
    assert one.facts.keywords == ("7208", "0755", "yes", "1e3", "~x")
    assert one.facts.countries == ("NO",)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-20", "2026-11-20T00:00:00+08:00"),
        ("2026-11-20 09:30", "2026-11-20T09:30:00+08:00"),
        ("2026-11-20T09:30", "2026-11-20T09:30:00+08:00"),
        ("2026-11-20T09:30:15", "2026-11-20T09:30:15+08:00"),
        ("2026-11-20T01:30:00Z", "2026-11-20T09:30:00+08:00"),
        ("'2026-11-20T09:30+09:00'", "2026-11-20T08:30:00+08:00"),
        ("20261120T0930", "2026-11-20T09:30:00+08:00"),
    ],
)
def test_dates_and_times_as_people_write_them(written: str, moment: str) -> None:
    assert read(f"title: 标题\ndate: {written}\nchannel: warning\n").date == datetime.fromisoformat(moment)


def test_lists_may_be_absent_empty_or_without_a_value() -> None:
    for value in ("", "countries: []\n", "countries:\n", "countries: ~\n"):
        assert read(HEAD + value).facts.countries == ()


@pytest.mark.parametrize("value", ["", " ~", " null", ' ""'])
def test_a_text_that_says_nothing_is_a_problem(value: str) -> None:
    found = parse(f"{HEAD}source:{value}\n")
    assert [problem.message for problem in found.problems] == [
        "must not be empty; delete the line if there is nothing to say"
    ]


def test_repetitions_in_a_list_are_dropped() -> None:
    assert read(HEAD + "keywords: [关税, 钢铁, 关税]\n").facts.keywords == ("关税", "钢铁")


def test_white_space_in_a_title_is_folded() -> None:
    assert read(HEAD.replace("title: 标题", "title: >\n  标题\n  两行")).facts.title == "标题 两行"


def test_a_title_of_200_characters_is_let_through() -> None:
    assert len(read(HEAD.replace("标题", "长" * 200)).facts.title) == 200


def test_change_notes_come_oldest_first() -> None:
    notes = "changes:\n  - {date: 2026-11-22, kind: update, note: 二}\n  - {date: 2026-11-21, kind: update, note: 一}\n"
    assert [note.note for note in read(HEAD + notes).changes] == ["一", "二"]


def test_a_successor_may_be_written_with_slashes_around_it() -> None:
    one = read(HEAD + "status: superseded\nsuperseded_by: /2026/b/\n")
    assert (one.superseded_by, one.superseded_at) == ("2026/b", (6, 16))


def test_a_guide_without_an_order_comes_last() -> None:
    found = PARSER.parse("guide", "g", "content/guide/g.md", "---\ntitle: 指南\n---\n".encode())
    assert isinstance(found.record, GuideRecord)
    assert found.record.order == 1_000_000


def test_integers_and_switches() -> None:
    front = front_matter("a: 12\nb: -3\nc: true\nd: FALSE\n")
    assert (front.integer("a"), front.integer("b"), front.integer("z")) == (12, -3, None)
    assert (front.boolean("c"), front.boolean("d"), front.boolean("z")) == (True, False, False)


def test_positions_count_columns_in_characters() -> None:
    front = front_matter("a: [甲, 乙丙, 丁]\n")
    nodes = front.items("a")
    front.problem_at(nodes[2], "a", "here")
    assert (front.source.problems[0].line, front.source.problems[0].column) == (2, 12)


def test_a_deeply_nested_value_is_a_problem_and_no_crash() -> None:
    found = parse(HEAD + "summary: " + "[" * 5000 + "]" * 5000 + "\n")
    assert len(found.problems) == 1


LISTS = {
    "full-width commas": ("countries: [越南，泰国；美国]", "countries", ("VN", "TH", "US")),
    "a name with its own comma": ("industries: [钢铁、纺织]", "industries", ("steel", "textiles")),
    "words": ("keywords: [应收账款、账期，汇率]", "keywords", ("应收账款", "账期", "汇率")),
    "a word in quotation marks": ('keywords: ["价格，数量"]', "keywords", ("价格，数量",)),
    "a word in its own line": ("keywords:\n  - 价格，数量", "keywords", ("价格，数量",)),
    "spaces beside them": ("keywords: [ 甲 ， 乙 ，]", "keywords", ("甲", "乙")),
}


@pytest.mark.parametrize("name", LISTS)
def test_the_values_of_a_list_may_be_separated_as_in_chinese(name: str) -> None:
    line, key, values = LISTS[name]
    assert getattr(read(HEAD + line + "\n").facts, key) == values


def test_a_key_may_have_a_full_width_colon_and_columns_stay_right() -> None:
    one = read(
        "title：标题\ndate： 2026-11-20\nchannel：预警\n"
        "changes：\n  - date：2026-11-21\n    kind：更新\n    note：甲：乙\n"
    )
    assert (one.facts.title, one.changes[0].note) == ("标题", "甲：乙")
    assert [str(problem) for problem in parse(HEAD + "level：红\n").problems] == [
        'content/risk/2026/a.md:5:7: level: unknown value "红"; one of 高, 中, 低'
    ]


def test_a_whole_value_that_the_vocabulary_knows_is_taken_first() -> None:
    vocabulary = Vocabulary({"industry": [Term("a", "甲、乙"), Term("b", "甲"), Term("c", "乙")]})
    parser = Parser(vocabulary, Settings().zone)
    raw = "---\ntitle: t\ndate: 2026-11-20\nchannel: x\nindustries: [甲、乙]\n---\n".encode()
    found = parser.parse("risk", "a", "a.md", raw).record
    assert isinstance(found, BulletinRecord)
    assert found.facts.industries == ("a",)


@pytest.mark.parametrize("word", ["更正", "已更正", "corrected"])
def test_statuses_and_kinds_may_be_chinese(word: str) -> None:
    found = read(HEAD + f"status: {word}\nchanges:\n  - {{date: 2026年11月21日, kind: 更正, note: 甲}}\n")
    assert (found.status, found.changes[0].kind, found.changes[0].date.day) == ("corrected", "correction", 21)


def test_the_digest_tells_any_change_of_the_file() -> None:
    assert read(HEAD).digest != read(HEAD + "# 注\n").digest


@given(st.text(max_size=60))
def test_any_front_matter_is_read_or_refused_without_a_crash(text: str) -> None:
    raw = f"---\n{text}\n---\n正文".encode("utf-8", "surrogatepass")
    found = PARSER.parse("risk", "a", "content/risk/a.md", raw)
    assert found.problems or found.record
    assert all(problem.line >= 1 and problem.column >= 1 for problem in found.problems)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_without_a_crash(raw: bytes) -> None:
    found = PARSER.parse("risk", "a", "content/risk/a.md", raw)
    assert found.problems or found.record


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Cn"]), min_size=1, max_size=30).filter(str.strip))
def test_any_title_in_quotes_is_kept(title: str) -> None:
    found = PARSER.parse(
        "risk", "a", "a.md", source({"title": title, "date": "2026-11-20", "channel": "warning"}, "").encode()
    )
    assert found.problems == ()
    assert isinstance(found.record, BulletinRecord)
    assert found.record.facts.title == " ".join(title.split())


def test_decode_says_what_a_file_looks_like() -> None:
    assert decode("a.md", "中文内容".encode("gb18030")).problems[0].message.startswith("not UTF-8 (it looks like GBK")
    assert decode("a.md", "中文".encode()).text == "中文"
