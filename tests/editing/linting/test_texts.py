"""What could be better in one bulletin, by its facts and its text."""

from __future__ import annotations

from typing import Any

import pytest

from editing.linting.rules import Rules
from editing.linting.texts import text_findings
from tests.builder.catalogue.listing import PARSER
from tests.site_helper import Site, source

GOOD = (
    "2026 年 11 月起，越南海关要求提交原产地文件，部分买方推迟提货，"
    "请核对在途订单的付款条件，并及时报损，关注后续公告。"
)


def codes(site: Site, body: str = GOOD, rules: Rules | None = None, **front: Any) -> list[str]:
    values = {"title": "越南海关新规", "date": "2026-11-20", "channel": "风险预警", "countries": ["VN"], **front}
    raw = source(values, body).encode()
    parsed = PARSER.parse("risk", "a", "content/risk/a.md", raw)
    return [one.code for one in text_findings(site.root, parsed, raw, PARSER.vocabulary, rules or Rules())]


def test_what_is_well_written_is_left_alone(site: Site) -> None:
    assert codes(site) == []


@pytest.mark.parametrize(
    ("front", "body", "code"),
    [
        ({"title": "越南" * 30}, GOOD, "title-long"),
        ({"level": "高"}, "2026 年，越南。", "level-reason"),
        ({"countries": ["VN", "BR"]}, GOOD, "place-unnamed"),
        ({"title": "越南与泰国"}, GOOD, "place-untagged"),
        ({}, GOOD + "请核对,再发运。", "punctuation"),
        ({}, "11 月 20 日，越南。" + GOOD, "year-missing"),
        ({}, GOOD * 20, "summary-missing"),
    ],
)
def test_each_thing_is_found_alone(site: Site, front: dict[str, Any], body: str, code: str) -> None:
    assert set(codes(site, body, **front)) == {code}


def test_reasons_may_stand_in_what_to_do(site: Site) -> None:
    assert codes(site, "2026 年，越南。", level="高", actions=["核对账期"]) == []


def test_a_site_s_own_words_and_sizes(site: Site) -> None:
    assert codes(site, rules=Rules(forbidden={"推迟": "延后"})) == ["forbidden"]
    assert codes(site, rules=Rules(title_characters=3)) == ["title-long"]


def test_code_and_comments_are_not_prose(site: Site) -> None:
    assert codes(site, f"{GOOD}\n\n`甲,乙`<!-- 丙,丁 -->\n") == []


def test_what_cannot_be_read_has_none(site: Site) -> None:
    parsed = PARSER.parse("risk", "a", "content/risk/a.md", b"x")
    assert list(text_findings(site.root, parsed, b"x", PARSER.vocabulary, Rules())) == []
