"""What a build reads beside the content files, and their mistakes told together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from builder.planning.build_inputs import fingerprints, read_inputs, site_environment, stamp_of
from tests.site_helper import Site
from view.problems import ContentError


def test_own_templates_come_before_shipped_ones(site: Site) -> None:
    inputs = read_inputs(site.small().file("templates/404.html", "own").root, "2026-11-20", 1)
    assert inputs.sources["404.html"] == b"own"
    assert "base.html" in inputs.sources
    assert f"{inputs.at:%Y-%m-%dT%H:%M%z}" == "2026-11-20T00:00+0800"
    assert site_environment(site.root, inputs).get_template("404.html").render() == "own"


def test_mistakes_of_settings_and_content_are_told_together(site: Site) -> None:
    site.small().settings('titel = "x"\n').bulletin("a", level="红").bulletin("b", draft=True, level="红")
    with pytest.raises(ContentError) as raised:
        read_inputs(site.root, None, 1)
    assert [(one.file, one.field, one.warning) for one in raised.value.problems] == [
        ("content/risk/a.md", "level", False), ("content/risk/b.md", "level", True), ("site.toml", "titel", False),
    ]  # fmt: skip


def test_without_a_vocabulary_unknown_values_are_no_mistakes(site: Site) -> None:
    site.file("content/vocabulary.toml", "[[channel").bulletin("a", level="红", titel="x")
    with pytest.raises(ContentError) as raised:
        read_inputs(site.root, None, 1)
    assert {one.field for one in raised.value.problems if one.file.endswith("a.md")} == {"titel"}


def test_the_stamp_changes_with_all_but_the_time(site: Site) -> None:
    inputs = read_inputs(site.small().root, "2026-11-20", 1)
    assert stamp_of(inputs) == stamp_of(replace(inputs, at=inputs.at.replace(year=2030)))
    others = (
        replace(inputs, sources={**inputs.sources, "404.html": b"x"}),
        replace(inputs, settings=replace(inputs.settings, title="x")),
        replace(inputs, assets=inputs.assets[1:]),
        replace(inputs, index_place="x"),
    )
    assert len({stamp_of(inputs), *map(stamp_of, others)}) == 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{% if %}", "templates/404.html:1:1: template: Expected"),
        ("{% include 'none.html' %}", 'templates/404.html:1:1: template: refers to "none.html", which does not exist'),
        (b"a\n\xff", "templates/404.html:2:1: encoding: not UTF-8"),
    ],
)
def test_what_is_wrong_with_a_template_is_told_at_its_place(site: Site, text: str | bytes, said: str) -> None:
    inputs = read_inputs(site.small().file("templates/404.html", text).root, None, 1)
    with pytest.raises(ContentError) as raised:
        fingerprints(site_environment(site.root, inputs), inputs, ["404.html"], [])
    assert any(str(one).startswith(said) for one in raised.value.problems)
