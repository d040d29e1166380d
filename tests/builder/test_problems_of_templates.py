"""Templates that cannot be read, compiled or rendered: the exact line, and the last site stays."""

from __future__ import annotations

import pytest

from tests.site_helper import Site

TEMPLATES = {
    "a syntax error": ("<p>\n{% if %}\n", "2:1: template: Expected an expression, got 'end of statement block'"),
    "a template that is not there": (
        "<p>\n{% include 'nothing.html' %}\n",
        '1:1: template: refers to "nothing.html", which does not exist',
    ),
}


def test_a_template_that_is_not_utf_8_is_named(site: Site) -> None:
    assert site.file("templates/404.html", "<p>\n没有".encode("gbk")).problems() == [
        "templates/404.html:2:1: encoding: not UTF-8; save the file with the encoding UTF-8"
    ]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_mistake_in_a_template_is_named_at_its_place(site: Site, name: str) -> None:
    text, problem = TEMPLATES[name]
    assert site.file("templates/404.html", text).problems() == [f"templates/404.html:{problem}"]


RENDERING = {
    "a name nobody gave": (
        "<p>\n{{ nothing }}\n",
        "2:1: template: UndefinedError while rendering /404.html: 'nothing' is undefined",
    ),
    "an asset nobody has": (
        "<p>{{ asset('nothing.css') }}",
        "1:1: template: KeyError while rendering /404.html: ",
    ),
    "a filter of the wrong thing": (
        "<p>\n\n{{ 'a'|date }}",
        "3:1: template: AttributeError while rendering /404.html: 'str' object has no attribute 'date'",
    ),
    "a division by nothing": (
        "<p>{{ 1 // 0 }}",
        "1:1: template: ZeroDivisionError while rendering /404.html: integer division or modulo by zero",
    ),
}


@pytest.mark.parametrize("name", RENDERING)
def test_a_template_that_cannot_be_rendered_is_named_and_the_last_site_stays(site: Site, name: str) -> None:
    text, problem = RENDERING[name]
    site.build()
    before = site.tree()
    site.file("templates/404.html", text)
    with pytest.raises(Exception, match="while rendering") as refused:
        site.build()
    assert type(refused.value).__name__ == "ContentError"
    assert str(refused.value).startswith(f"templates/404.html:{problem}")
    assert site.tree() == before
    site.remove("templates/404.html").build()
    assert site.tree() == before
