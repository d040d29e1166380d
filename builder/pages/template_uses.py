"""Which templates a template uses: what it extends, includes and imports, and what those do."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, meta, nodes

#: The names in a template's includes, imports and extends: those that must exist, and those that may.
_Used = tuple[frozenset[str | None], frozenset[str]]


def closure(environment: Environment, template: str) -> set[str]:
    """A template and all it refers to; a reference that is only known while rendering stands for every template."""
    found: set[str] = set()
    waiting = [template]
    while waiting:
        name = waiting.pop()
        if name in found or environment.loader is None:
            continue
        found.add(name)
        source, _, _ = environment.loader.get_source(environment, name)
        needed, wanted = _references(name, source)
        there = environment.list_templates() if wanted or None in needed else []
        waiting += [one for one in needed if one is not None] + [
            one for one in there if None in needed or one in wanted
        ]
    return found


@cache
def _references(name: str, source: str) -> _Used:
    """The names in a template; None for one that is only known while rendering."""
    tree = Environment().parse(source, name)  # noqa: S701 - renders nothing
    needed = set(meta.find_referenced_templates(tree))
    wanted: set[str] = set()
    for one in tree.find_all(nodes.Include):
        if one.ignore_missing or isinstance(one.template, (nodes.List, nodes.Tuple)):
            wanted |= {
                str(found.value)
                for found in [one.template, *one.template.iter_child_nodes()]
                if isinstance(found, nodes.Const)
            }
    return frozenset(needed - wanted), frozenset(wanted)
