"""The closed lists: codes, labels, aliases; countries from CLDR with a site's own names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pypinyin import lazy_pinyin

from tests.machine import PROJECT
from tests.site_helper import SMALL_VOCABULARY
from view.near_values import did_you_mean
from view.vocabulary.countries import builtin_countries, builtin_spellings, gathered_countries
from view.vocabulary.vocabulary import Vocabulary, fold_name, load_vocabulary

SHIPPED = load_vocabulary(PROJECT)


def load(tmp_path: Path, text: str) -> Vocabulary:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "vocabulary.toml").write_text(text, encoding="utf-8")
    return load_vocabulary(tmp_path)


def test_the_shipped_channels_and_levels_are_those_of_the_contract() -> None:
    assert [(term.code, term.label) for term in SHIPPED.terms["channel"]] == [
        ("trade-news", "国际贸易与投资要闻"),
        ("country", "国别信息"),
        ("industry", "重点行业信息"),
        ("belt-road", "一带一路专报"),
        ("warning", "风险预警"),
    ]
    assert [(term.code, term.label) for term in SHIPPED.terms["level"]] == [
        ("high", "高"),
        ("medium", "中"),
        ("low", "低"),
    ]


def test_every_shipped_industry_names_divisions_and_no_division_twice() -> None:
    divisions = [one for term in SHIPPED.terms["industry"] for one in term.gbt4754]
    assert all(term.gbt4754 for term in SHIPPED.terms["industry"])
    assert len(divisions) == len(set(divisions))
    assert all(len(one) == 2 and one.isdigit() for one in divisions)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("VN", "VN"), ("vn", "VN"), ("越南", "VN"), ("USA", "US"), ("美利坚合众国", "US"), ("U.S.A.", "US"),
        ("840", "US"), ("Viet Nam", "VN"), ("Ｖｉｅｔｎａｍ", "VN"), ("中国香港", "HK"), ("香港", "HK"), ("澳门", "MO"),
        ("台湾", "TW"), ("中国台湾", "TW"),
        ("大韩民国", "KR"), ("韩国", "KR"), ("阿联酋", "AE"), ("俄罗斯", "RU"), ("英国", "GB"), ("德國", "DE"),
    ],
)  # fmt: skip
def test_countries_go_by_every_name_in_use(name: str, code: str) -> None:
    assert SHIPPED.resolve("country", name) == code


def test_countries_are_those_of_their_sources() -> None:
    """Where they are not, `python -m view.vocabulary.countries` writes them anew."""
    assert list(builtin_countries().items()) == list(gathered_countries().items())


def test_labels_of_countries_are_spelled_as_pypinyin_does() -> None:
    labels = {label for label, _ in builtin_countries().values()}
    labels |= {term.label for term in SHIPPED.terms["country"]}
    assert builtin_spellings() == {label: "".join(lazy_pinyin(label)) for label in labels}


@pytest.mark.parametrize("name", ["", "XX", "越男", "高", "steel"])
def test_what_is_no_country_is_none(name: str) -> None:
    assert SHIPPED.resolve("country", name) is None


def test_hong_kong_macao_and_taiwan_are_labelled_as_the_rules_say() -> None:
    assert [SHIPPED.label("country", code) for code in ("HK", "MO", "TW")] == ["中国香港", "中国澳门", "中国台湾"]


def test_they_are_so_on_a_site_with_a_vocabulary_of_its_own_too(tmp_path: Path) -> None:
    own = load(tmp_path, SMALL_VOCABULARY)
    assert [own.label("country", code) for code in ("HK", "MO", "TW")] == ["中国香港", "中国澳门", "中国台湾"]
    assert own.resolve("country", "中国香港特别行政区") == "HK"


def test_every_iso_country_has_a_chinese_label_of_its_own() -> None:
    labels = [term.label for term in SHIPPED.terms["country"]]
    assert len(labels) == 249
    assert len(set(labels)) == 249
    assert labels == sorted(labels)


def test_no_name_of_a_facet_means_two_things() -> None:
    for facet, terms in SHIPPED.terms.items():
        owners: dict[str, str] = {}
        for term in terms:
            for name in (term.code, term.label):
                assert owners.setdefault(fold_name(name), term.code) == term.code, (facet, name)


def test_a_site_s_own_label_takes_the_place_and_the_old_one_stays_a_name(tmp_path: Path) -> None:
    own = load(tmp_path, SMALL_VOCABULARY + '[country.VN]\nlabel = "越南社会主义共和国"\naliases = ["安南"]\n')
    assert own.label("country", "VN") == "越南社会主义共和国"
    assert {own.resolve("country", name) for name in ("越南", "安南", "越南社会主义共和国")} == {"VN"}


def test_codes_go_before_labels_and_labels_before_aliases(tmp_path: Path) -> None:
    text = (
        '[[channel]]\ncode = "a"\nlabel = "b"\naliases = ["c", "d"]\n'
        '[[channel]]\ncode = "b"\nlabel = "c"\n[[channel]]\ncode = "e"\nlabel = "f"\naliases = ["d"]\n'
    )
    own = load(tmp_path, text)
    assert [own.resolve("channel", name) for name in "abcdef"] == ["a", "b", "b", "a", "e", "e"]


def test_terms_keep_the_order_of_the_file(tmp_path: Path) -> None:
    own = load(tmp_path, SMALL_VOCABULARY)
    assert own.order("industry") == {"steel": 0, "textile": 1}
    assert own.term("industry", "steel") is not None
    assert own.term("industry", "food") is None
    assert own.label("industry", "food") == "food"


def test_a_vocabulary_survives_json() -> None:
    again = Vocabulary.from_json(json.loads(json.dumps(SHIPPED.to_json())))
    assert again.terms == SHIPPED.terms
    assert again.resolve("country", "越南") == "VN"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ｕ.Ｓ.Ａ.", "usa"), ("Viet Nam", "vietnam"), ("阿尔·巴", "阿尔巴"), ("A_b-C", "abc"), ("①", "1")],
)
def test_width_case_spaces_and_points_do_not_matter(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


def test_the_nearest_value_is_told_or_what_there_is() -> None:
    assert did_you_mean("stel", ["steel", "textile"]) == '; did you mean "steel"?'
    assert did_you_mean("红", ["高", "中"]) == "; one of 高, 中"
    assert did_you_mean("红", []) == ""
    assert did_you_mean("红", [str(number) for number in range(13)]) == ""
    assert SHIPPED.nearest("level", "高高") == '; did you mean "高"?'
    assert SHIPPED.nearest("industry", "钢貼") in ('; did you mean "钢铁"?', "")
