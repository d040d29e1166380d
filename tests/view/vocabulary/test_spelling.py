"""Labels in the order of their pinyin, under the letters that readers look for."""

from __future__ import annotations

from typing import NamedTuple

from view.vocabulary.spelling import by_initial, spelling


class Labelled(NamedTuple):
    label: str


def test_a_label_that_is_shipped_and_one_of_a_site_s_own() -> None:
    assert spelling("越南") == "yuenan"
    assert spelling("某某行业名") == "moumouhangyeming"


def test_labels_stand_under_their_initials_in_order() -> None:
    some = [Labelled(one) for one in ("越南", "巴西", "意大利", "安哥拉", "阿曼")]
    groups = [(letter, [one.label for one in found]) for letter, found in by_initial(some)]
    assert groups == [("A", ["阿曼", "安哥拉"]), ("B", ["巴西"]), ("Y", ["意大利", "越南"])]


def test_nothing_has_no_letters() -> None:
    assert by_initial([]) == []
