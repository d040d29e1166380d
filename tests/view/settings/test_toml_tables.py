"""Tables of TOML: keys are found in the text, and depth has an end."""

from __future__ import annotations

import pytest

from tests.site_helper import Site
from view.settings.toml_tables import key_position


@pytest.mark.parametrize(
    ("text", "table", "key", "place"),
    [
        ('a = 1\n[menu]\n  apply_url = "x"\n', "menu", "apply_url", (3, 3)),
        ("apply_url = 1\n[menu]\n", "menu", "apply_url", (2, 1)),
        ('"title" = 1\n', "", "title", (1, 1)),
        ("menu.apply_url = 1\n", "", "menu", (1, 1)),
        ("a = 1\n\n[ menu ]\n", "", "menu", (3, 1)),
        ("", "", "title", (1, 1)),
    ],
)
def test_keys_are_found_in_the_text(text: str, table: str, key: str, place: tuple[int, int]) -> None:
    assert key_position(text, table, key) == place


@pytest.mark.parametrize("name", ["site.toml", "content/vocabulary.toml"])
def test_tables_nested_without_end_are_a_problem_at_their_line(site: Site, name: str) -> None:
    site.file(name, "# 一\nx = " + "[" * 50_000 + "\n")
    assert site.problems() == [f"{name}:2:1: toml: not valid TOML: nested too deep"]
