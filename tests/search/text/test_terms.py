"""Canonical text as terms, each in its place."""

from __future__ import annotations

from search.text.terms import GAP, LONGEST_TERM, is_open, term_of_code, terms_of


def test_characters_and_tokens_each_have_a_term_and_a_gap_parts_them() -> None:
    assert terms_of("越南 steel 钢") == ["越", "南", GAP, "steel", GAP, "钢"]
    assert terms_of("") == []


def test_a_token_without_end_is_cut_once() -> None:
    assert list(map(len, terms_of("a" * 1000 + "甲"))) == [LONGEST_TERM, 1]


def test_a_rare_character_is_one_term_that_is_text() -> None:
    (term,) = terms_of("𠮷")
    assert term.encode()
    assert term == term_of_code(0xD800 + ord("𠮷") % 2048)
    assert term_of_code(ord("越")) == "越"


def test_only_letters_and_digits_may_go_on() -> None:
    assert [is_open(one) for one in ("steel", "5", "钢", GAP)] == [True, True, False, False]
