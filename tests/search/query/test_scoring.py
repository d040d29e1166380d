"""What a query is ranked by, and what words that stand close together add."""

from __future__ import annotations

from search.query.scoring import (
    ALIAS,
    HALF_GAP,
    PAIR,
    PLACE,
    SYNONYM,
    WORD,
    close_words,
    closeness,
    ranked_parts,
)
from search.text.canonical import canonical
from search.text.normalise import fold
from tests.search.corpora import vocabulary
from tests.search.understood import read


def weights(q: str) -> dict[str, float]:
    return {"".join((*one.texts, *one.marks)): one.weight for one in ranked_parts(read(q))}


def streams(*texts: str) -> list[bytes]:
    return [canonical(fold(text)).encode("utf-16-le") for text in texts]


def test_a_place_counts_more_than_a_word_and_an_industry_less() -> None:
    found = weights("越南 钢铁 关税")
    assert (found["@country:VN"], found["@industry:steel"], found["关税"]) == (PLACE, ALIAS, WORD)


def test_pairs_of_characters_count_and_grammar_hardly() -> None:
    found = weights("关税什么")
    assert found["税什"] == PAIR
    assert found["什么"] < PAIR
    assert "么" not in found


def test_a_token_in_letters_is_required_and_may_go_on() -> None:
    part = next(one for one in ranked_parts(read("nord-stream")) if one.texts)
    assert (part.required, part.prefix, part.weight) == (True, True, WORD + PAIR)


def test_one_character_is_required_only_where_nothing_else_is_asked() -> None:
    assert [one.required for one in ranked_parts(read("钢")) if one.texts == ("钢",)] == [True]
    assert [one.required for one in ranked_parts(read("钢 铝")) if one.texts == ("钢",)] == [False]


def test_a_synonym_counts_half() -> None:
    word = next(iter(vocabulary().language.synonyms)).words[0]
    synonyms = read(word).needs[0].synonyms
    assert synonyms
    assert weights(word)[synonyms[0]] == SYNONYM * (WORD + PAIR)


def test_closeness_halves_with_the_gap_and_touching_words_are_one() -> None:
    wanted = close_words(read("关税 steel"))
    assert closeness(wanted, streams("关税steel")) > 0.9
    assert closeness(wanted, streams("steel 关税")) > 0.9
    far = closeness(wanted, streams("关税" + "字" * int(HALF_GAP * 4) + "steel"))
    assert 0.04 < far < 0.07
    assert closeness(wanted, streams("关税", "steel")) == 0.0  # in one stream, or not at all
    assert closeness(wanted, streams("关税" + "字" * 90 + "steel", "关税 steel")) > 0.9


def test_one_word_has_no_distance() -> None:
    assert len(close_words(read("关税"))) == 1
    assert len(close_words(read("关税 什么"))) == 1
    assert len(close_words(read(" ".join(f"w{at}x" for at in range(30))))) == 8
