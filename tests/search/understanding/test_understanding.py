"""From what was typed to what is looked up."""

from __future__ import annotations

from search.understanding.understanding import Need, Understood, loosened, parts_of
from tests.search.corpora import vocabulary
from tests.search.understood import read


def test_a_place_is_fixed_under_any_name_but_home_is_named_in_passing() -> None:
    (one,) = read("越南").needs
    (other,) = read("Viet Nam").needs
    assert one.marks == other.marks == ("@country:VN",)
    assert one.fixed
    assert not next(need for need in read("中国").needs).fixed


def test_in_quotation_marks_it_is_what_is_written() -> None:
    (place,) = read('"越南"').needs
    assert (place.marks, place.fixed) == (("=越南",), True)
    (phrase,) = read('"延长账期"').needs
    assert (phrase.texts, phrase.synonyms) == (("延长账期",), ())


def test_a_field_alone_is_asked_in_its_own_notes() -> None:
    (one,) = read("title:越南").needs
    assert (one.field, one.marks) == ("title", ("title:@country:VN",))


def test_what_ties_words_together_is_not_needed_unless_nothing_else_is_there() -> None:
    assert "的" not in [need.text for need in read("越南的关税").needs]
    assert read("的").needs


def test_what_a_question_counts_is_not_needed_unless_nothing_else_is_there() -> None:
    assert [need.text for need in read("账期多少天").needs] == ["账期"]
    assert [need.text for need in read("多少天").needs] == ["多少", "天"]


def test_what_is_left_out_ranks_nothing() -> None:
    understood = read("关税 -汇率 -“越南”")
    assert [[need.text for need in some] for some in understood.excluded] == [["汇率"], ["越南"]]
    assert set(understood.words) == {"关税"}
    assert understood.runs == ("关税",)


def test_one_of_several_is_one_need_of_several_ways() -> None:
    (need,) = read("关税 OR 汇率").needs
    assert [[one.text for one in way] for way in need.ways] == [["关税"], ["汇率"]]
    assert [one.text for one in parts_of([need])] == ["关税", "汇率"]
    assert set(read("关税 OR 汇率").words) == {"关税", "汇率"}


def test_a_long_word_counts_by_its_parts_when_not_all_is_asked_for() -> None:
    (need,) = read("中华人民共和国海关总署").needs[-1:]
    assert next(one.text for one in loosened(need)) == need.text
    assert loosened(need)[1:] == [Need(word, None, (word,)) for word in need.inside]
    beside = Need("钢", beside=("钢价",))
    assert [one.texts for one in loosened(beside)] == [("钢",)]


def test_letters_may_go_on_and_figures_may_not() -> None:
    assert [need.prefix for need in read("nord x 2026").needs] == [True, False, False]


def test_synonyms_of_editors_come_with_the_word() -> None:
    synonym = next(one for one in vocabulary().language.synonyms if one.words == one.means)
    assert read(synonym.words[0]).needs[0].synonyms
    assert read(f"-{synonym.words[0]}").excluded[0][0].synonyms == ()
    assert read("") == Understood((), (), {}, ())
