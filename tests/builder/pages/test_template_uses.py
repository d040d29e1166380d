"""Which templates a template uses, however it names them."""

from __future__ import annotations

import pytest
from jinja2 import DictLoader, Environment

from builder.pages.template_uses import closure

TEMPLATES = {
    "base.html": "{% import 'macros.html' as m %}",
    "macros.html": "x",
    "page.html": "{% extends 'base.html' %}{% block b %}{% include 'part.html' %}{% endblock %}",
    "part.html": "{% from 'macros.html' import a %}",
    "optional.html": "{% include 'missing.html' ignore missing %}{% include ['none.html', 'part.html'] %}",
    "dynamic.html": "{% include name %}",
    "alone.html": "{# {% include 'part.html' %} #}",
    "round.html": "{% include 'round.html' %}",
}
ENVIRONMENT = Environment(loader=DictLoader(TEMPLATES), autoescape=True)


@pytest.mark.parametrize(
    ("template", "used"),
    [
        ("page.html", {"page.html", "base.html", "macros.html", "part.html"}),
        ("optional.html", {"optional.html", "part.html", "macros.html"}),
        ("dynamic.html", set(TEMPLATES)),
        ("alone.html", {"alone.html"}),
        ("round.html", {"round.html"}),
    ],
)
def test_all_it_refers_to(template: str, used: set[str]) -> None:
    assert closure(ENVIRONMENT, template) == used
