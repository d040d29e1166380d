"""The frame of a page apart from its content: where a base template changed, what its blocks hold stays as it is.

A page is the template that it extends (`base.html`, its frame) around blocks that its own template fills. When only
the frame changed, the blocks are cut out of the live file and the frame alone is rendered around them, from the one
thing that frames know of a page (`view.items.PageMeta`). `find_fillings` says where that gives what rendering all of
it would: nothing but the blocks may lead from one template to the other.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from jinja2 import Environment, meta, nodes

from builder.pages.template_uses import closure
from view.items import Link, PageMeta
from view.rendering.compiling import Spans

#: Template name → its source.
Sources = Mapping[str, bytes]

#: What a frame may ask for beside the globals.
_PAGE = "page"
#: What prints nothing.
_SILENT = (nodes.Import, nodes.FromImport, nodes.Assign, nodes.AssignBlock, nodes.Macro)
_REFERENCES = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


def pack_frame(page: PageMeta, spans: Spans) -> bytes:
    """What making the frame of a page again needs, as bytes: the page, and where the blocks lie in its file."""
    url, title, kind, description, trail, feeds, noindex = page
    plain = url, title, kind, description, tuple(map(tuple, trail)), tuple(map(tuple, feeds)), noindex
    return marshal.dumps((plain, spans), 2)


def unpack_frame(data: bytes) -> tuple[PageMeta, Spans]:
    """What `pack_frame` took."""
    (url, title, kind, description, trail, feeds, noindex), spans = marshal.loads(data)  # noqa: S302 - our own bytes
    links = tuple(Link(*one) for one in trail), tuple(Link(*one) for one in feeds)
    return PageMeta(url, title, kind, description, *links, noindex), spans


class Filling(NamedTuple):
    """The template that another extends, and those of its blocks that the other fills."""

    base: str
    blocks: frozenset[str]


def find_fillings(
    templates: Iterable[str], before: Sources, now: Sources, environment: Environment
) -> dict[str, Filling] | None:
    """How pages of these templates are made anew after a change of what they extend, by template.

    None when one of them has to be rendered as a whole. `environment` has the templates as they are `now`.
    """
    if before.keys() != now.keys():
        return None
    changed = {name for name in now if before[name] != now[name]}
    try:
        found = {template: _filling(template, changed, before, now, environment) for template in templates}
    except (_UnclearError, LookupError, UnicodeDecodeError):
        return None
    return found


class _UnclearError(Exception):
    """Blocks and frame may have to do with each other in a way that this module does not follow."""


def _filling(template: str, changed: set[str], before: Sources, now: Sources, environment: Environment) -> Filling:
    tree = _tree(now[template])
    bases = [one for one in tree.body if isinstance(one, nodes.Extends)]
    if template in changed or len(bases) != 1 or len(list(tree.find_all(nodes.Extends))) != 1:
        raise _UnclearError
    if not all(isinstance(one, _SILENT) for one in tree.body[: tree.body.index(bases[0])]):
        raise _UnclearError  # what stands before it is printed before the frame
    base = _name(bases[0])
    content = {_name(one) for one in tree.find_all(_REFERENCES)} - {base}
    if not changed.isdisjoint(one for name in content for one in closure(environment, name)):
        raise _UnclearError
    then, today = _Base(base, before), _Base(base, now)
    filled = {one.name for one in tree.find_all(nodes.Block)} & today.blocks
    used = {name for one in _seeing(template, now) for name in _loaded(_tree(now[one]))}
    if used & {"self", "super"} or not filled <= then.fixed & today.fixed:
        raise _UnclearError
    mine = _given(tree)
    same = {name for name, target in mine.items() if target and target == then.given.get(name) == today.given.get(name)}
    if (used & (then.given.keys() | today.given.keys())) - same or (mine.keys() & today.asked) - same:
        raise _UnclearError
    if today.asked - environment.globals.keys() - today.given.keys() - {_PAGE}:
        raise _UnclearError
    return Filling(base, frozenset(filled))


class _Base:
    """What a template that others extend is to them.

    `blocks` are all it has, `fixed` those that it prints once, whatever the page is. `given` are the names that blocks
    see of it (`_given`), `asked` those that it takes from outside.
    """

    def __init__(self, name: str, sources: Sources) -> None:
        tree = _tree(sources[name])
        trees = [_tree(sources[one]) for one in _seeing(name, sources)]
        inner = [one for one in trees if one is not tree]
        if tree.find(nodes.Extends) or any(next(one.find_all((nodes.Extends, nodes.Block)), None) for one in inner):
            raise _UnclearError
        if any("self" in _loaded(one) for one in trees):
            raise _UnclearError
        self.blocks = {one.name for one in tree.find_all(nodes.Block)}
        self.fixed = {
            one.name for one in tree.body if isinstance(one, nodes.Block) and not (one.scoped or one.required)
        }
        self.given = _given(tree)
        self.asked = {name for one in trees for name in meta.find_undeclared_variables(one)}


@lru_cache(maxsize=100)
def _tree(source: bytes) -> nodes.Template:
    return Environment(trim_blocks=True, lstrip_blocks=True).parse(source.decode())  # noqa: S701 - renders nothing


def _name(reference: nodes.Node) -> str:
    """The one template that an extends, include or import names."""
    named: nodes.Node = reference.template  # type: ignore[attr-defined]
    if not isinstance(named, nodes.Const) or not isinstance(named.value, str):
        raise _UnclearError
    if isinstance(reference, nodes.Include) and reference.ignore_missing:
        raise _UnclearError
    return named.value


def _seeing(template: str, sources: Sources) -> set[str]:
    """A template and all that see its names: what it includes, or imports with context, and so on."""
    found: set[str] = set()
    waiting = [template]
    while waiting:
        name = waiting.pop()
        if name not in sources:
            raise _UnclearError
        if name not in found:
            found.add(name)
            inner: Iterator[Any] = _tree(sources[name]).find_all((nodes.Include, nodes.Import, nodes.FromImport))
            waiting += [_name(one) for one in inner if one.with_context]
    return found


def _loaded(tree: nodes.Template) -> set[str]:
    """The names that a template looks at; an attribute of a namespace is set on what its name stands for."""
    names = {one.name for one in tree.find_all(nodes.Name) if one.ctx == "load"}
    return names | {one.name for one in tree.find_all(nodes.NSRef)}


def _given(tree: nodes.Template) -> dict[str, str | None]:
    """The names that a template gives to those beside it: with the template that it imports under that name, or None.

    The import has to stand before everything else, so that the name never stands for anything else.
    """
    found: dict[str, str | None] = {}
    at_top = True
    for one in tree.body:
        if isinstance(one, nodes.Import) and at_top and not one.with_context and one.target not in found:
            found[one.target] = _name(one)
        else:
            at_top = at_top and (isinstance(one, nodes.Extends) or _is_blank(one))
            found |= dict.fromkeys(_assigned([one]))
    return found


def _is_blank(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(
        isinstance(one, nodes.TemplateData) and not one.data.strip() for one in node.nodes
    )


def _assigned(body: Iterable[nodes.Node]) -> Iterator[str]:
    """The names that statements at the top of a template set: those in loops and blocks stay there."""
    for one in body:
        if isinstance(one, (nodes.Import, nodes.Macro)):
            yield one.target if isinstance(one, nodes.Import) else one.name
        elif isinstance(one, nodes.FromImport):
            yield from (name[1] if isinstance(name, tuple) else name for name in one.names)
        elif isinstance(one, (nodes.Assign, nodes.AssignBlock)):
            yield from (name.name for name in one.target.find_all(nodes.Name))
            if isinstance(one.target, nodes.Name):
                yield one.target.name
        elif isinstance(one, nodes.If):
            yield from _assigned([*one.body, *one.elif_, *one.else_])
        elif isinstance(one, nodes.ScopedEvalContextModifier):
            yield from _assigned(one.body)
