"""Countries and regions: each has one label, and no label means two of them."""

from __future__ import annotations

from collections import Counter
from unicodedata import normalize

from view.vocabulary.countries import builtin_countries, builtin_spellings


def test_every_one_has_a_label_that_is_no_alias_of_it() -> None:
    for code, (label, aliases) in builtin_countries().items():
        assert len(code) == 2
        assert label
        assert label not in aliases
        assert len(set(aliases)) == len(aliases)


def test_no_label_is_that_of_two() -> None:
    assert [
        one for one, count in Counter(label for label, _ in builtin_countries().values()).items() if count > 1
    ] == []
    assert builtin_countries()["HK"][0] == "中国香港"


def test_labels_are_spelt_in_small_letters_without_tones() -> None:
    spellings = builtin_spellings()
    assert {label for label, _ in builtin_countries().values()} <= spellings.keys()
    odd = [one for one in spellings.values() if one != one.lower() or " " in one or one != normalize("NFD", one)]
    assert odd == []
