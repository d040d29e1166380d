"""Words of Chinese text, with their places."""

from __future__ import annotations

from search.text.segmenter import FUNCTION_WORDS, PARTICLES, Segmenter


def test_words_stand_where_they_say() -> None:
    text = "越南对进口光伏组件加征关税, 2026"
    for words in (Segmenter().words(text), Segmenter().all_words(text)):
        assert [text[start:end] for _, start, end in words] == [word for word, _, _ in words]
        assert not any(word.isspace() or word == "," for word, _, _ in words)


def test_shorter_words_stand_before_the_long_one_that_holds_them() -> None:
    found = [word for word, _, _ in Segmenter().all_words("中华人民共和国")]
    assert found[-1] == "中华人民共和国"
    assert "人民" in found


def test_a_name_is_kept_whole_by_who_knows_it() -> None:
    name = "甲乙丙丁戊己"
    assert name not in [word for word, _, _ in Segmenter().words(f"去{name}吧")]
    knowing = Segmenter([name])
    assert name in [word for word, _, _ in knowing.words(f"去{name}吧")]
    assert (knowing.knows(name), Segmenter().knows(name)) == (True, False)


def test_particles_are_function_words() -> None:
    assert "的" in PARTICLES < FUNCTION_WORDS
