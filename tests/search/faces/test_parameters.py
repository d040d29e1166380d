"""Request arguments: what is understood, what is wrong, and the way back to a URL."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest

from search.faces.parameters import (
    MAX_KEYWORDS,
    MAX_PAGE,
    MAX_Q,
    MAX_VALUES,
    ParsedRequest,
    parse_request,
    query_arguments,
    read_query_string,
)
from search.query_types import Query
from view.urls import search_url
from view.vocabulary.vocabulary import Vocabulary, load_vocabulary


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary(Path("no-site"))


def asked(vocabulary: Vocabulary, query_string: str | bytes, **how: bool | str) -> ParsedRequest:
    raw = query_string if isinstance(query_string, bytes) else query_string.encode()
    return parse_request(read_query_string(raw), vocabulary, **how)  # type: ignore[arg-type]


def understood(vocabulary: Vocabulary, query_string: str | bytes) -> Query:
    parsed = asked(vocabulary, query_string)
    assert parsed.problems == ()
    return parsed.query


def told(vocabulary: Vocabulary, query_string: str | bytes) -> list[str]:
    return [problem.message for problem in asked(vocabulary, query_string).problems]


def test_every_parameter_is_understood(vocabulary: Vocabulary) -> None:
    arguments = [
        ("q", " 关税 "),
        ("country", "vn"),
        ("country", "美利坚合众国"),
        ("industry", "纺织"),
        ("channel", "风险预警"),
        ("level", "高"),
        ("keyword", "反倾销"),
        ("keyword", "没有人写过"),
        ("status", "withdrawn"),
        ("since", "2026-01-01"),
        ("until", "2026-01-01"),
        ("sort", "newest"),
        ("page", "2"),
    ]
    assert understood(vocabulary, urlencode(arguments)) == Query(
        q="关税",
        country=("VN", "US"),
        industry=("textiles",),
        channel=("warning",),
        level=("high",),
        keyword=("反倾销", "没有人写过"),
        status="withdrawn",
        since=date(2026, 1, 1),
        until=date(2026, 1, 1),
        sort="newest",
        page=2,
    )


def test_nothing_asked_is_everything_newest_first(vocabulary: Vocabulary) -> None:
    assert understood(vocabulary, "") == Query()


def test_empty_values_count_as_absent(vocabulary: Vocabulary) -> None:
    empty = "q=&country=&industry=&channel=&level=&keyword=&status=&since=&until=&sort=&page="
    assert understood(vocabulary, empty) == Query()
    assert understood(vocabulary, "page=&page=3&q").page == 3


def test_sorting_defaults_to_relevance_only_where_there_are_words(vocabulary: Vocabulary) -> None:
    assert understood(vocabulary, "q=a").sort == "relevance"
    assert understood(vocabulary, "q=a&sort=newest").sort == "newest"
    assert understood(vocabulary, "sort=relevance").sort == "newest"
    assert asked(vocabulary, "q=a", default_sort="newest").query.sort == "newest"
    assert asked(vocabulary, "q=a&sort=relevance", default_sort="newest").query.sort == "relevance"


def test_repeated_values_are_kept_once_in_the_order_given(vocabulary: Vocabulary) -> None:
    assert understood(vocabulary, "country=US&country=VN&country=usa&country=us").country == ("US", "VN")


@pytest.mark.parametrize(
    ("query_string", "message"),
    [
        ("country=越喃", "国别（地区）没有“越喃”这个值；是不是“越南”？"),
        ("level=高高", "风险等级没有“高高”这个值；是不是“高”？"),
        ("level=x", "风险等级没有“x”这个值；可用的值有：高、中、低。"),
        ("industry=zzzzzz", "行业没有“zzzzzz”这个值；请写行业的名称或代码，例如“农林牧渔”或“agriculture”。"),
        (
            "status=gone",
            "状态没有“gone”这个值；"
            "可用的值有：active（有效）、corrected（已更正）、withdrawn（已撤回）、superseded（已被取代）。",
        ),
        ("sort=date", "排序没有“date”这个值；可用的值有：relevance（按相关度）、newest（按时间）。"),
        ("since=2026-13-01", "开始日期应是 2026-11-20 这样的日期，而不是“2026-13-01”。"),
        ("until=20261101", "结束日期应是 2026-11-20 这样的日期，而不是“20261101”。"),
        ("since=２０２６-01-01", "开始日期应是 2026-11-20 这样的日期，而不是“２０２６-01-01”。"),
        ("page=0", "页码应是从 1 开始的整数，而不是“0”。"),
        ("page=-1", "页码应是从 1 开始的整数，而不是“-1”。"),
        ("page=1.0", "页码应是从 1 开始的整数，而不是“1.0”。"),
        ("page=١", "页码应是从 1 开始的整数，而不是“١”。"),
        ("page=1&page=2", "页码只能有一个值，现在有 2 个。"),
        ("q=a&q=b&q=c", "关键字只能有一个值，现在有 3 个。"),
        ("contry=VN", "参数 contry 不存在；是不是“country”？"),
        (
            "utm_medium=mail",
            "参数 utm_medium 不存在；可用的参数有："
            "q、country、industry、channel、level、keyword、status、since、until、sort、page。",
        ),
        ("q=" + "税" * (MAX_Q + 1), "关键字最多 200 个字符，现在有 201 个。"),
        ("keyword=" + "税" * 101, "关键字筛选的每个值最多 100 个字符。"),
        ("&".join(f"keyword={n}" for n in range(MAX_KEYWORDS + 1)), "关键字筛选最多 50 个值，现在有 51 个。"),
        ("&".join(["country=VN"] * (MAX_VALUES + 1)), "国别（地区）最多 300 个值，现在有 301 个。"),
        (b"q=%B9%D8%CB%B0", "关键字的值不是 UTF-8 编码的文字；请改用 UTF-8 编码。"),
        (b"country=\xb9\xd8", "国别（地区）的值不是 UTF-8 编码的文字；请改用 UTF-8 编码。"),
        ("q=%ED%A0%80", "关键字的值不是 UTF-8 编码的文字；请改用 UTF-8 编码。"),
    ],
)
def test_a_wrong_value_is_named_with_what_would_be_right(
    vocabulary: Vocabulary, query_string: str | bytes, message: str
) -> None:
    assert told(vocabulary, query_string) == [message]


def test_all_problems_come_at_once(vocabulary: Vocabulary) -> None:
    parsed = asked(vocabulary, "a=1&b=2&country=VN&country=??&level=x&since=x&until=y&sort=z&page=0&q=关税")
    assert [problem.name for problem in parsed.problems] == [
        "a",
        "b",
        "since",
        "until",
        "sort",
        "country",
        "level",
        "page",
    ]
    assert parsed.query == Query(q="关税", country=("VN",), sort="relevance")


def test_a_reader_s_link_may_carry_trackers(vocabulary: Vocabulary) -> None:
    parsed = asked(vocabulary, b"q=a&utm_source=x&\xff=1&page=0", strict=False)
    assert [problem.name for problem in parsed.problems] == ["page"]


def test_an_unreadable_name_is_a_problem_that_can_be_written(vocabulary: Vocabulary) -> None:
    (problem,) = asked(vocabulary, b"%ff%00" + b"n" * 100 + b"=1").problems
    assert len(problem.message.encode()) < 300
    assert problem.name.startswith("?\ufffd")


def test_control_characters_are_read_as_spaces(vocabulary: Vocabulary) -> None:
    assert understood(vocabulary, "q=%00a%0Bb%7F&keyword=%01k&keyword=%02").q == "a b"
    assert understood(vocabulary, "keyword=%01k&keyword=%02").keyword == ("k",)


def test_arguments_of_the_command_line_may_not_be_text(vocabulary: Vocabulary) -> None:
    assert [one.name for one in parse_request([("q", "\udcff")], vocabulary).problems] == ["q"]


def test_a_page_number_of_any_length_is_a_number(vocabulary: Vocabulary) -> None:
    assert understood(vocabulary, "page=0007").page == 7
    assert understood(vocabulary, "page=" + "9" * 5000).page == MAX_PAGE


def test_many_wrong_values_are_answered_quickly(vocabulary: Vocabulary) -> None:
    messages = told(vocabulary, "&".join(f"country=Viet{n}" for n in range(300)))
    assert len(messages) == 300
    assert sum("是不是" in message for message in messages) <= 5


def test_a_site_without_industries_says_so() -> None:
    assert told(Vocabulary({}), "industry=x") == ["行业没有“x”这个值；本站不分行业。"]


@pytest.mark.parametrize(
    "query",
    [
        Query(),
        Query(q="关税 & <b>", sort="relevance"),
        Query(q="a", sort="newest", page=3),
        Query(country=("VN", "US"), keyword=("a b", "c+d"), status="withdrawn"),
        Query(since=date(2026, 1, 2), until=date(9999, 12, 31), level=("high",)),
    ],
)
def test_a_query_and_its_url_are_the_same(vocabulary: Vocabulary, query: Query) -> None:
    url = search_url(query_arguments(query))
    assert understood(vocabulary, url.partition("?")[2]) == query


def test_the_default_url_is_bare() -> None:
    assert search_url(query_arguments(Query())) == "/search"


def test_a_period_that_ends_before_it_begins_is_a_search_without_results(vocabulary: Vocabulary) -> None:
    parsed = asked(vocabulary, "since=2026-02-01&until=2026-01-31")
    assert not parsed.problems
    assert (parsed.query.since, parsed.query.until) == (date(2026, 2, 1), date(2026, 1, 31))
