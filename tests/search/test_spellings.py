"""One thing in many spellings: what is typed finds and marks what is written, and nothing that looks like it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from search.query.engine import Engine
from search.query_types import Hit, Query
from tests.search.corpora import document, index

TEXTS = {
    "numerals": "账期三个月，六十天内付清；《保险法》第十六条；百分之五；一亿五千万美元；第三季度",
    "longer": "十三个月，一百六十天，第二十六条，百分之十五，五千万吨",
    "ranges": "账期60-90天，费率10-15％；3000-5000万美元；11月20-25日；2019年10-12月",
    "figures": "今天共几天，60 天；USD 12,000,000；3千万元；2026年11月份的市场份额",
    "joined": "D/P30天，L/C90天，T/T30%，Wi-Fi6，GDP增长3.2%",
    "synonyms": "按L/C结算，尾款T/T，另用D/A",
    "wide": "加征5％附加税，按L／C结算，货值￥100万，税号8541．43，14．6%",
    "codes": "8542.31/8542.39；税号8541，8542，8543；72071100，72081000",
    "abbreviations": "更新SDN清单，CMR运单，ATA单证册，EG价格",
    "place": "2026年11月20日本公司收到货款，当日本外币兑换",
    "panels": "太阳能板和电动车",
    "units": "20呎貨櫃，100平米，25bps",
    "together": "统一年度安排，唯一天然，一次性付款",
    "named": "保额RMB 700万元，赔付US$80万美元，其中800万元人民币",
    "rest": "港口罢工影响出货，企业注意。",
}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with index([document(at, name, [text]) for at, (name, text) in enumerate(TEXTS.items())]) as made:
        yield made


def asked(engine: Engine, q: str) -> dict[str, Hit]:
    answer = engine.answer(Query(q=q), len(TEXTS))
    return {hit.bulletin.title: hit for hit in answer.hits if answer.match == "all"}


@pytest.mark.parametrize(
    ("q", "marked"),
    [
        ("3个月", {"numerals": ["三个月"]}),
        ("三个月", {"numerals": ["三个月"]}),
        ("六十天", {"numerals": ["六十天"], "figures": ["60 天"], "ranges": ["60"]}),
        ("60天", {"numerals": ["六十天"], "figures": ["60 天"], "ranges": ["60"]}),
        ("保险法第16条", {"numerals": ["保险法", "第十六条"]}),
        ("百分之5", {"numerals": ["百分之五"], "wide": ["5％"]}),
        ("1.5亿美元", {"numerals": ["一亿五千万美元"]}),
        ("五千万美元", {"ranges": ["5000万美元"]}),
        ("第3季度", {"numerals": ["三季度"]}),
        ("10%", {"ranges": ["10"]}),
        ("3000万美元", {"ranges": ["3000"]}),
        ("11月20日", {"ranges": ["11月20-25日"], "place": ["11月20日"]}),
        ("11月25日", {"ranges": ["11月20-25日"]}),
        ("2019年12月", {"ranges": ["2019年10-12月"]}),
        ("60至90天", {"ranges": ["60", "90天"]}),
        ("1200万美元", {"figures": ["USD 12,000,000"]}),
        ("3000万元", {"figures": ["3千万元"]}),
        ("份额", {"figures": ["份额"]}),
        ("DP30天", {"joined": ["D/P", "30天"]}),
        ("LC90天", {"joined": ["L/C", "90天"]}),
        ("TT30%", {"joined": ["T/T", "30%"]}),
        ("WiFi", {"joined": ["Wi-Fi"]}),
        ("GDP3.2%", {"joined": ["GDP", "3.2%"]}),
        ("电汇", {"synonyms": ["T/T"], "joined": ["T/T"]}),
        ("承兑交单", {"synonyms": ["D/A"]}),
        ("100万元", {"wide": ["￥100万"]}),
        ("700万元", {"named": ["RMB 700万元"]}),
        ("RMB800万元", {"named": ["800万元"]}),
        ("80万美元", {"named": ["US$80万美元"]}),
        ("854143", {"wide": ["8541．43"]}),
        ("14.6%", {"wide": ["14．6%"]}),
        ("854239", {"codes": ["8542.39"]}),
        ("8543", {"codes": ["8543"]}),
        ("720810", {"codes": ["720810"]}),
        ("SDN", {"abbreviations": ["SDN"]}),
        ("苏丹", {}),
        ("清单 -苏丹", {"abbreviations": ["清单"]}),
        ("货款 -日本", {"place": ["货款"]}),
        ("光伏组件", {"panels": ["太阳能板"]}),
        ("新能源车", {"panels": ["电动车"]}),
        ("20英尺", {"units": ["20呎"]}),
        ("100平方米", {"units": ["100平米"]}),
        ("25基点", {"units": ["25bps"]}),
        ("统一", {"together": ["统一"]}),
        ("一次性", {"together": ["一次性"]}),
        ("付清 -60天", {}),
    ],
)
def test_what_is_typed_finds_and_marks_what_is_written(engine: Engine, q: str, marked: dict[str, list[str]]) -> None:
    found = {name: [one.partition("</mark>")[0] for one in hit.text_html.split("<mark>")[1:]]
             for name, hit in asked(engine, q).items()}  # fmt: skip
    assert found == marked


def test_the_snippet_shows_the_amount_and_not_its_unit() -> None:
    body = "买方累计欠款200万美元，另有300万美元、500万美元。" + "说" * 130 + "最终核定损失1900万美元。"
    with index([document(1, "标题", [body])]) as engine:
        (hit,) = asked(engine, "1900万美元").values()
    assert hit.text_html.count("<mark>") == 1
    assert "<mark>1900万美元</mark>" in hit.text_html


def test_the_keyword_that_has_it_in_another_spelling_is_named() -> None:
    with index([document(1, "标题", keywords=("L/C", "8541.43.00", "纪录"))]) as engine:
        for q, keyword in (("LC", "L/C"), ("854143", "8541.43.00"), ("记录", "纪录")):
            (hit,) = asked(engine, q).values()
            assert [(via.kind, via.text) for via in hit.via] == [("keyword", keyword)]
