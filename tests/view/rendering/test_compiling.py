"""Templates compiled by us say what Jinja's own sandbox says, to the byte, and fail where it fails."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from jinja2 import DictLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from view.rendering.compiling import Sandbox

MACROS = (
    "{% macro show(x, y='乙') %}<i>{{ x }}{{ y }}</i>{% endmacro %}{% macro around() %}[{{ caller() }}]{% endmacro %}"
)
BASE = "{% import 'macros' as m %}<b>{% block main %}{% endblock %}</b>{{ m.show(title) }}"


@dataclass
class Thing:
    """What templates are given."""

    name: str
    count: int = 3

    def times(self, by: int, *, plus: int = 0) -> int:
        return self.count * by + plus


def shown(kind: type[SandboxedEnvironment], source: str) -> str:
    """What a template says, or the error that it ends with."""
    environment = kind(
        loader=DictLoader({"macros": MACROS, "base": BASE, "page": source}), autoescape=True, undefined=StrictUndefined
    )
    environment.globals |= {"keywords": lambda **given: sorted(given.items()), "first": lambda *given: given[0]}
    values = {
        "title": "a < b & 'c' \"d\"",
        "safe": Markup("<u>好</u>"),
        "thing": Thing("甲>乙"),
        "table": {"count": 7, "name": "键", "items": "被方法盖住", 5: "五"},
        "numbers": [1, 2.5, True, None],
    }
    try:
        return environment.get_template("page").render(values)
    except (TemplateError, TypeError, AttributeError) as error:
        return f"{type(error).__name__}: {error}"


@pytest.mark.parametrize(
    "source",
    [
        "{{ title }}{{ safe }}{{ title|safe }}{{ safe ~ title }}{{ numbers }}{% for x in numbers %}{{ x }}{% endfor %}",
        "{{ thing.name }} {{ thing.count }} {{ thing.times(2) }} {{ thing.times(2, plus=1) }} {{ thing.name.upper() }}",
        "{{ table.count }} {{ table.name }} {{ table.get('count') }} {{ table[5] }} {{ table['items'] }}",
        "{% for key, value in table.items() %}{{ key }}={{ value }},{% endfor %}",
        "{{ keywords(a=1, b=2) }} {{ keywords(**{'class': 1}) }} {{ keywords(class=1, a=2) }} {{ first(*numbers) }}",
        "{% import 'macros' as m %}{{ m.show(title) }}{{ m.show(x=safe, y='<') }}"
        "{% call m.around() %}<p>{{ title }}{% endcall %}",
        "{% extends 'base' %}{% block main %}{{ super() }}{% for x in [1, 2] %}{{ loop.index }}{% endfor %}"
        "{{ self.other() }}{% endblock %}{% block other %}<{% endblock %}",
        "{% for x in [1, 2] %}{{ loop.cycle('a', 'b') }}{% endfor %}",
        "{% autoescape false %}{{ title }}{{ thing.name }}{% endautoescape %}{{ title }}",
        "{% set n = namespace(x=1) %}{% set n.x = n.x + 1 %}{{ n.x }}{{ range(3)|list }}{{ dict(a=1).a }}",
        "{{ '{0.name}'.format(thing) }}{{ '{}<'.format(title) }}{{ ('<{}>'|safe).format(title) }}",
        "{{ '%s'|format(title) }}{{ '%d'|format(thing.count) }}",
        "{{ table.missing is defined }}{{ thing.missing is defined }}{{ thing.missing|default('-') }}",
        "{{ thing.missing }}", "{{ table.missing }}", "{{ missing }}", "{{ missing() }}", "{{ thing.missing() }}",
        "{{ thing.name.missing.more }}", "{{ thing.__class__ }}", "{{ thing._name }}", "{{ thing.name() }}",
        "{{ keywords.__globals__ }}", "{{ '{0.__class__}'.format(thing) }}", "{{ (numbers|map('string')).gi_frame }}",
        "{{ thing.times() }}", "{{ thing.times(by=2) }}{{ thing.times(2, 3) }}",
    ],
)  # fmt: skip
def test_a_template_says_what_jinja_says(source: str) -> None:
    assert shown(Sandbox, source) == shown(SandboxedEnvironment, source)


@pytest.mark.parametrize("kind", [Sandbox, SandboxedEnvironment])
def test_globals_of_one_template_stand_before_those_of_all(kind: type[SandboxedEnvironment]) -> None:
    environment = kind(loader=DictLoader({"page": "{{ here }}{{ everywhere }}"}))
    environment.globals |= {"here": "全站", "everywhere": "各页"}

    assert environment.from_string("{{ here }}{{ everywhere }}", globals={"here": "本页"}).render() == "本页各页"
    assert environment.get_template("page").render() == "全站各页"
    environment.globals["everywhere"] = "后来"
    assert environment.get_template("page").render(here="此处") == "此处后来"
