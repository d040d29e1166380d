"""Editors' synonyms as queries ask for them."""

from __future__ import annotations

from search.text.normalise import SEPARATOR
from search.text.synonyms import SynonymBook
from view.vocabulary.language import Synonym

BOTH = Synonym(("账期", "信用期"), ("账期", "信用期"))
ONE_WAY = Synonym(("老美",), ("美国",))


def test_words_of_a_group_find_each_other_and_never_themselves() -> None:
    book = SynonymBook([BOTH, ONE_WAY])
    assert (book.of("账期"), book.of("信用期")) == (("信用期",), ("账期",))
    assert (book.of("老美"), book.of("美国"), book.of("没有")) == (("美国",), (), ())


def test_groups_that_share_a_word_add_up_in_order() -> None:
    book = SynonymBook([BOTH, Synonym(("账期", "赊销期"), ("账期", "赊销期"))])
    assert book.of("账期") == ("信用期", "赊销期")


def test_they_are_asked_in_one_spelling_and_shown_as_they_were_written() -> None:
    book = SynonymBook([Synonym(("L/C 付款", "信用證"), ("L/C 付款", "信用證"))])
    assert book.of("信用证") == (f"l{SEPARATOR}c付款",)
    assert (book.shown(f"l{SEPARATOR}c付款"), book.shown("信用证"), book.shown("甲")) == ("L/C 付款", "信用證", "甲")


def test_how_many_words_one_entry_may_be_has_an_end() -> None:
    assert SynonymBook([]).longest == 1
    assert SynonymBook([Synonym(("甲乙丙丁戊己庚辛壬癸", "子"), ("甲乙丙丁戊己庚辛壬癸", "子"))]).longest == 8
