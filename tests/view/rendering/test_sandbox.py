"""A template is no program: it reads and calls what it is given, and nothing leads from there to anything else."""

from __future__ import annotations

import builtins
import io
import types
from pathlib import Path, PurePath

import pytest
from jinja2 import TemplateError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

from tests.machine import PROJECT
from tests.site_helper import Site
from view.page_meta import Link, PageMeta
from view.rendering.bundle import read_bundle, write_bundle
from view.rendering.environment import make_environment
from view.settings.site_settings import Settings
from view.vocabulary.vocabulary import load_vocabulary

PAGE = PageMeta("/x/", "甲", "account", trail=(Link("首页", "/"), Link("甲", None)))
#: What strangers write to get out, each leading to a command that makes the file `ran`.
RUN = "get('__import__')('os').system('touch MARKER')"
ATTACKS = [
    # ways to the builtins, by functions of ours, of Jinja, by classes and by what frames hold
    "{{ label.__globals__ }}",
    f"{{{{ list_url.__globals__.get('__builtins__').{RUN} }}}}",
    f"{{{{ list_url.__globals__['__builtins__'].{RUN} }}}}",
    f"{{{{ bulletin_url['__globals__']['__builtins__'].{RUN} }}}}",
    "{{ (bulletin_url|attr('__globals__'))['__builtins__'] }}",
    "{{ [bulletin_url]|map(attribute='__globals__')|list }}",
    "{{ [bulletin_url]|map('attr', '__globals__')|list }}",
    "{{ ([bulletin_url]|groupby('__globals__'))[0][0] }}",
    "{{ [bulletin_url]|sort(attribute='__globals__.x') }}",
    "{{ [bulletin_url]|sum(attribute='__globals__') }}",
    "{{ [bulletin_url, bulletin_url]|unique(attribute='__code__')|list }}",
    "{{ [bulletin_url]|selectattr('__globals__')|map(attribute='__globals__')|list }}",
    "{{ lipsum.__globals__.os.popen('touch MARKER') }}",
    "{{ cycler.__init__.__globals__.os.system('touch MARKER') }}",
    "{{ joiner.__init__ }}{{ namespace.__init__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ ''|attr('__class__') }}",
    "{{ ''|attr('\\x5f\\x5fclass\\x5f\\x5f') }}",
    "{{ ().__class__.__base__ }}",
    "{{ page.__class__ }}",
    "{{ page._replace(title='x').__class__ }}",
    "{{ site.__class__.__init__.__globals__ }}",
    "{{ site.zone.__reduce__() }}",
    "{{ vocabulary.label.__func__.__globals__ }}",
    "{{ vocabulary.label.__self__.__dict__ }}",
    "{{ once.__wrapped__.__globals__ }}",
    "{{ once(once.__wrapped__, 1) }}",
    "{{ self.__init__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ loop }}{% for x in [1] %}{{ loop.__init__.__globals__ }}{% endfor %}",
    "{% macro m() %}{% endmacro %}{{ m._environment }}",
    "{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}",
    "{% macro m() %}{{ caller._func }}{% endmacro %}{% call m() %}{% endcall %}",
    "{% import 'other.html' as other %}{{ other.__dict__ }}",
    "{% import 'other.html' as other %}{{ other._body_stream }}",
    "{{ ([1]|map('string')).gi_frame.f_globals }}",
    "{{ ([1]|map('string')).gi_code }}",
    "{{ (dict).mro() }}",
    "{{ namespace.mro() }}",
    # a format reads attributes by itself
    "{{ '{0.__class__}'.format(page) }}",
    "{{ '{0.__globals__}'.format(label) }}",
    "{{ '{x.__class__}'.format_map({'x': page}) }}",
    "{{ ('{0.__class__}'|safe).format(page) }}",
    "{{ ('{0.__class__}'|attr('format'))(page) }}",
    "{{ '{0.__class__}'['format'](page) }}",
    "{% set f = '{0.__class__}'.format %}{{ f(page) }}",
    "{{ (['{0.__class__}']|map(attribute='format')|first)(page) }}",
    "{{ '{0[__class__]}'.format(page) }}",
]


@pytest.fixture
def environment(tmp_path: Path) -> SandboxedEnvironment:
    """What the endpoint renders with, from a bundle."""
    Site(tmp_path).file("own/other.html", "{% macro m() %}{% endmacro %}")
    write_bundle(
        tmp_path / "g", Settings(), load_vocabulary(PROJECT), {}, {"other.html": tmp_path / "own" / "other.html"}
    )
    made = read_bundle(tmp_path / "g").environment
    assert isinstance(made, SandboxedEnvironment)
    return made


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_leads_out_of_a_template(tmp_path: Path, environment: SandboxedEnvironment, attack: str) -> None:
    marker = tmp_path / "ran"
    source = attack.replace("MARKER", str(marker))
    try:
        shown = environment.from_string(source).render(page=PAGE)
    except (TemplateError, TypeError, KeyError):
        shown = ""
    assert not marker.exists()
    for told in ("__builtins__", "&lt;class", "<class", "&lt;function", "&lt;code", "frame at"):
        assert told not in shown
    assert "SECRET_KEY" not in shown


def test_what_is_refused_says_so(environment: SandboxedEnvironment) -> None:
    with pytest.raises(SecurityError, match="access to attribute '__class__'"):
        environment.from_string("{{ page.__class__ }}").render(page=PAGE)


def test_a_template_that_is_no_attack_is_not_hindered(environment: SandboxedEnvironment) -> None:
    source = (
        "{{ '%s-%02d'|format('a', 7) }} {{ '{}-{:>3}'.format('a', page.title) }} {{ page.trail[0].text }} "
        "{% set list = [] %}{% set _ = list.append(3) %}{{ list[0] }} {{ {'_a': 1}._a }} {{ {'format': 2}['format'] }} "
        "{% set ns = namespace(x=1) %}{% set ns.x = 2 %}{{ ns.x }} {{ range(3)|join }} {{ label('level', 'high') }}"
    )
    shown = environment.from_string(source).render(page=PAGE)
    assert shown == "a-07 a-  甲 首页 3 1 2 2 012 高"


def _of(value: object, attribute: str) -> object:
    """An attribute, None where asking for it is an error: `__weakref__` of slotted dataclasses before Python 3.11.4."""
    try:
        return getattr(value, attribute, None)
    except TypeError:
        return None


def test_what_templates_are_given_leads_to_nothing_that_acts(tmp_path: Path) -> None:
    """Every attribute that a template may read, and every one of that, as far as they go."""
    environment = make_environment([PROJECT / "templates"], Settings(), load_vocabulary(PROJECT), {})
    assert isinstance(environment, SandboxedEnvironment)
    kinds = (types.ModuleType, types.CodeType, types.FrameType, types.TracebackType, io.IOBase, PurePath)
    acting = {
        id(getattr(builtins, name)) for name in ("open", "eval", "exec", "compile", "__import__", "getattr", "type")
    }
    seen: set[int] = set()
    kept: list[object] = []
    todo: list[tuple[str, object, int]] = [
        ("page", PAGE, 0),
        *((name, one, 0) for name, one in environment.globals.items()),
    ]
    while todo:
        name, value, depth = todo.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        kept.append(value)  # or another object may get the same id
        assert not isinstance(value, kinds), name
        assert id(value) not in acting, name
        if depth == 5:
            continue
        if isinstance(value, dict):
            todo += [(f"{name}[{key!r}]", one, depth + 1) for key, one in list(value.items())[:30]]
        elif isinstance(value, (list, tuple, set, frozenset)):
            todo += [(f"{name}[{at}]", one, depth + 1) for at, one in enumerate(list(value)[:10])]
        for attribute in dir(value):
            if environment.is_safe_attribute(value, attribute, _of(value, attribute)):
                todo.append((f"{name}.{attribute}", _of(value, attribute), depth + 1))
    assert len(seen) > 500
