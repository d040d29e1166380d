"""The nearest known value: as good as comparing with all of them, in a time that does not grow with them."""

from __future__ import annotations

import difflib

import pytest

from view.near_values import NearValues

PATHS = [f"/risk/20{year}/{month:02}/{word}-{number}/" for year in range(10, 30) for month in range(1, 13)
         for word in ("steel", "textile", "fx-rules") for number in range(5)]  # fmt: skip
NAMES = [f"{one}{other}{end}" for one in "甲乙丙丁戊己庚辛" for other in "东西南北中" for end in ("国", "共和国", "")]


@pytest.mark.parametrize(
    ("known", "value", "nearest"),
    [
        (PATHS, "/risk/2017/03/steal-2/", "/risk/2017/03/steel-2/"),
        (PATHS, "/risk/2017/3/steel-2", "/risk/2017/03/steel-2/"),
        (PATHS, "/risk/2029/12/fxrules-4/", "/risk/2029/12/fx-rules-4/"),
        (NAMES, "甲东囯", "甲东"),
        (NAMES, "辛中共和", "辛中共和国"),
        (NAMES, "甲东供和国", "甲东共和国"),
        (["a", "b"], "c", None),
    ],
)
def test_the_nearest_is_offered(known: list[str], value: str, nearest: str | None) -> None:
    assert NearValues(known).hint(value) == (f'; did you mean "{nearest}"?' if nearest else "; one of a, b")


@pytest.mark.parametrize("at", [6, 9, 12, 15, 18, 20])
def test_one_slip_in_an_address_is_heard_like_comparing_with_all(at: int) -> None:
    known = NearValues(PATHS)
    for right in PATHS[::1_300]:
        wrong = right[:at] + right[at + 1 :]
        (best,) = difflib.get_close_matches(wrong, PATHS, n=1)
        offered = known.hint(wrong).split('"')[1]
        ratios = [difflib.SequenceMatcher(None, one, wrong).ratio() for one in (offered, best)]
        assert ratios[0] == ratios[1], (wrong, offered, best)


def test_the_work_does_not_grow_with_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []

    def close(word: str, possibilities: list[str], n: int, cutoff: float) -> list[str]:
        compared.append(len(possibilities))
        return difflib.get_close_matches(word, possibilities, n, cutoff)

    monkeypatch.setattr("view.near_values.get_close_matches", close)
    known = NearValues([*PATHS, *(f"/guide/{number}/" for number in range(5_000))])
    for value in ("/risk/2017/03/steal-2/", "/guide/12345/", "/", "x" * 150):
        known.hint(value)
    assert max(compared) <= 30


def test_what_cannot_be_meant_is_not_offered() -> None:
    assert NearValues(["b.md", "a1.md"]).hint("a.md", but="a1.md") == '; did you mean "b.md"?'
    assert NearValues(["content/risk/a.md"]).hint("../a.md", "content/a.md", lambda one: "risk/a.md") == (
        '; did you mean "risk/a.md"?'
    )
    assert NearValues(["甲"]).hint("甲" * 300) == ""
