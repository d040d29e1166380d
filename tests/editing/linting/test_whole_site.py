"""What could be better among all bulletins."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from editing.linting.whole_site import channel_findings, likeness_findings
from tests.builder.catalogue.listing import AT, PARSER, record
from view.vocabulary.vocabulary import Vocabulary

SERIES = "".join(f"越南第{number}号公告把税率调整为百分之{number * 3}。" for number in range(40))
OTHER = "".join(f"巴西港口第{number}天罢工，船期顺延{number * 7}小时。" for number in range(40))


def test_a_text_like_an_earlier_one_is_told_with_its_file_and_likeness() -> None:
    texts = [
        (record("a"), SERIES),
        (record("b"), OTHER),
        (record("c"), f"{SERIES}另加一句。"),
        (record("d"), SERIES[::2]),
    ]
    found = list(likeness_findings(texts, 0.6))
    assert [(one.file, one.code) for one in found] == [("content/risk/c.md", "duplicate")]
    assert "like content/risk/a.md" in found[0].message
    assert list(likeness_findings(texts[:2], 0.6)) == []


def test_signs_and_spaces_make_no_difference_and_short_texts_say_nothing() -> None:
    spaced = "，".join(SERIES)
    assert len(list(likeness_findings([(record("a"), SERIES), (record("b"), spaced)], 0.99))) == 1
    assert list(likeness_findings([(record("a"), "短文。"), (record("b"), "短文。")], 0.1)) == []


def test_channels_are_empty_or_overdue() -> None:
    term = replace(PARSER.vocabulary.terms["channel"][0], overdue_days=30)
    only = Vocabulary({"channel": [term]})
    newest = AT - timedelta(days=term.overdue_days)

    def told(**front: Any) -> list[str]:
        one = record("a", channel=term.code, **front)
        return [found.code for found in channel_findings([one], only, AT)]

    assert told(date=newest.isoformat()) == []
    assert told(date=(newest - timedelta(days=1)).isoformat()) == ["channel-overdue"]
    assert told(draft=True) == ["channel-empty"]
    assert told(date="2027-01-01") == ["channel-empty"]
