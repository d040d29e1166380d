"""What a site says of `lint` itself."""

from __future__ import annotations

import pytest

from editing.linting.rules import FILE, Rules, load_rules
from tests.site_helper import Site
from view.problems import ContentError


def test_without_a_file_the_defaults_hold(site: Site) -> None:
    site.small()
    assert load_rules(site.root) == Rules()


def test_all_of_it_can_be_set(site: Site) -> None:
    site.file(FILE, '\ufefftitle_characters = 30\nlikeness = 0.5\n[forbidden]\n"甲" = "乙"\n[off]\nword = "不用"\n')
    rules = load_rules(site.root)
    assert (rules.title_characters, rules.likeness, rules.forbidden, rules.off) == (
        30,
        0.5,
        {"甲": "乙"},
        {"word": "不用"},
    )
    assert rules.picture_kilobytes == Rules().picture_kilobytes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("titel_characters = 1", 'titel_characters: unknown key; did you mean "title_characters"?'),
        ('title_characters = "x"', "title_characters: must be a number"),
        ("title_characters = true", "title_characters: must be a number"),
        ("likeness = 0", "likeness: must be a number"),
        ("forbidden = 5", "forbidden: must be a table of texts"),
        ("[off]\nword = 5", "off: must be a table of texts"),
        ("x = ", "not valid TOML"),
        ("x = '\ud800'", "not valid TOML"),
    ],
)
def test_what_is_none_is_a_problem(site: Site, text: str, said: str) -> None:
    site.file(FILE, text.encode("utf-8", "surrogatepass"))
    with pytest.raises(ContentError) as raised:
        load_rules(site.root)
    assert said in str(raised.value.problems[0])


def test_all_mistakes_are_told_at_once(site: Site) -> None:
    site.file(FILE, "a = 1\nb = 2\n")
    with pytest.raises(ContentError) as raised:
        load_rules(site.root)
    assert [one.field for one in raised.value.problems] == ["a", "b"]
