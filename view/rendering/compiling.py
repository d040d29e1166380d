"""Compiles templates to leaner Python than Jinja does by itself: same templates, same bytes, half the work.

Jinja's generated code is general: it calls everything through its context, wraps each printed text in Markup, and asks
for the site's title on every page. This site's templates call plain functions and macros only, so calls can be direct;
what is printed need not be wrapped; and what is the same for the whole site is known when a template is compiled.
`Environment.code_generator_class` is Jinja's own place for such changes. See docs/decisions/0013.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, cast

from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame, optimizeconst
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from view.items import PLAIN

_search = re.compile("[&<>\"']").search
_UNKNOWN = object()
#: The list in which a compiled template or block gathers its pieces.
_OUT = "out"
_OF_DICTS = frozenset(dir(dict))


#: Field → the plain classes that have it: named tuples and data classes of what pages show.
FIELDS: Mapping[str, frozenset[type]] = {
    field: frozenset(one for one in PLAIN if field in one.__annotations__)
    for field in {field for one in PLAIN for field in one.__annotations__}
}


def printed(value: object) -> str:
    """What `{{ value }}` prints: as `markupsafe.escape`, but most texts hold nothing to escape and stay as they are."""
    if type(value) is str:  # not Markup, which is one
        return escape(value) if _search(value) else value
    if type(value) is Markup:
        return value
    return str(value) if type(value) is int else escape(value)


class Mark(str):
    """Stands, without a character of its own, before the text of a block among the pieces of a page."""

    __slots__ = ("block",)
    block: str


class Marks(dict[str, Mark]):
    """The marks of blocks by their name, made when they are first asked for."""

    def __missing__(self, block: str) -> Mark:
        mark = self[block] = Mark()
        mark.block = block
        return mark


#: Where the text of each block stands in a page, in bytes: from, to.
Spans = dict[str, tuple[int, int]]


class FixedTemplate(Template):
    """A template whose globals are those of its environment, so that what others import of it is the same for all."""

    def render_spans(
        self, values: dict[str, Any], kept: Mapping[str, bytes] = MappingProxyType({})
    ) -> tuple[bytes, Spans]:
        """As `render`, in UTF-8, and where the blocks lie that stand in the outermost template itself.

        The texts of `kept` blocks are known already; what this template and those that it extends say is passed over.
        """
        context = self.new_context(values)
        context.blocks.update({block: [_nothing] for block in kept})
        parts: list[bytes] = []
        pieces: list[str] = []
        spans: Spans = {}
        length = 0
        block = None
        try:
            for piece in self.root_render_func(context):
                if type(piece) is Mark:
                    block = piece.block
                    parts.append("".join(pieces).encode())
                    length += len(parts[-1])
                    pieces.clear()
                elif block is None:
                    pieces.append(piece)
                else:
                    parts.append(kept[block] if block in kept else piece.encode())
                    spans[block] = length, length + len(parts[-1])
                    length += len(parts[-1])
                    block = None
        except Exception:
            self.environment.handle_exception()
        parts.append("".join(pieces).encode())
        return b"".join(parts), spans

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        """What an import without context gives; Jinja looks at the globals of both sides for every page."""
        return self._module or super()._get_default_module(ctx)


def _nothing(_: Context) -> Iterator[str]:
    yield ""


class FixedEnvironment(Environment):
    """An environment whose `fixed` globals are the same in every template: no template may give them another value.

    Functions among them are called while compiling where all their arguments are constants.
    """

    printed = staticmethod(printed)
    fields = FIELDS
    template_class = FixedTemplate

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._found: dict[str, FixedTemplate] = {}
        self.marks = Marks()
        self.code_generator_class = DirectGenerator
        self.fixed: Mapping[str, Any] = {}

    def overlay(self, *args: Any, **options: Any) -> FixedEnvironment:
        """As Jinja's: an environment like this one, whose templates are its own."""
        made: FixedEnvironment = super().overlay(*args, **options)
        made._found = {}
        return made

    def get_template(self, name: str | Template, parent: str | None = None, globals: Any = None) -> FixedTemplate:
        """As Jinja's, without asking a cache that looks after the age of templates: every page needs three."""
        found = self._found.get(name) if isinstance(name, str) else None
        if found is None or globals:
            found = cast(FixedTemplate, super().get_template(name, parent, globals))
            if isinstance(name, str) and not globals and not self.auto_reload:
                self._found[name] = found
        return found

    def getattr(self, obj: Any, attribute: str) -> Any:
        """As Jinja's, which looks for an attribute and then for a key, but a dict's keys are found at once."""
        if type(obj) is dict and attribute in obj and attribute not in _OF_DICTS:
            return obj[attribute]
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return super().getattr(obj, attribute)

    def make_globals(self, d: Any) -> Any:
        """A plain dict: Jinja's chain of dicts is copied key by key for every page."""
        return {**self.globals, **d} if d else self.globals


class DirectGenerator(CodeGenerator):
    """Jinja's code generator with direct calls, unwrapped output and what is fixed put in as constants."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 - Jinja's name
        """Compile a template after its fixed parts have become constants."""
        fixed = getattr(self.environment, "fixed", {})
        given = {name.name for name in node.find_all(nodes.Name) if name.ctx != "load"}
        imported = {one.target for one in node.find_all(nodes.Import)}
        _Fixer(self.environment, {name: fixed[name] for name in fixed.keys() - given - imported}).visit(node)
        for field in sorted({one.attr for one in node.find_all(nodes.Getattr)} & FIELDS.keys()):
            self.writeline(f"having_{field} = environment.fields[{field!r}]")
        super().visit_Template(node, frame)

    def write_commons(self) -> None:
        """The names that every function of a compiled template begins with."""
        super().write_commons()
        self.writeline("printed = environment.printed")
        self.writeline("marks = environment.marks")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("printed(")

    def enter_frame(self, frame: Frame) -> None:
        """Templates and blocks gather their pieces, as macros do: a generator would hand on each by itself."""
        if frame.parent is None and frame.buffer is None:
            frame.buffer = _OUT
            self.writeline(f"{_OUT} = []")
        super().enter_frame(frame)

    def leave_frame(self, frame: Frame, with_python_scope: bool = False) -> None:
        """The pieces as one text, where a template or block ends."""
        super().leave_frame(frame, with_python_scope)
        if frame.parent is None and frame.buffer == _OUT:
            self._hand_on()

    def _hand_on(self) -> None:
        self.writeline(f"yield concat({_OUT})")
        self.writeline(f"{_OUT}.clear()")

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:  # noqa: N802
        """A block as one text, with its mark."""
        if frame.buffer != _OUT or node.required or (frame.toplevel and self.extends_so_far):
            super().visit_Block(node, frame)
            return
        context = self.derive_context(frame) if node.scoped else self.get_context_ref()
        self._hand_on()
        self.writeline(f"yield marks[{node.name!r}]", node)
        self.writeline(f"yield concat(context.blocks[{node.name!r}][0]({context}))", node)

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802
        """As Jinja's, which hands on by itself what is included without context."""
        if frame.buffer == _OUT:
            self._hand_on()
        super().visit_Include(node, frame)

    @optimizeconst
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """An attribute, which is a field of what is plain more often than not: that needs no call."""
        if node.attr not in FIELDS:
            super().visit_Getattr(node, frame)
            return
        self.write(f"(v.{node.attr} if (v := ")
        self.visit(node.node, frame)
        self.write(f").__class__ in having_{node.attr} else environment.getattr(v, {node.attr!r}))")

    @optimizeconst
    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """A call without a way through the context: nothing here asks for the context to be passed."""
        if forward_caller:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        between = ""
        for one in [*node.args, *node.kwargs]:
            self.write(between)
            self.visit(one, frame)
            between = ", "
        for stars, rest in (("*", node.dyn_args), ("**", node.dyn_kwargs)):
            if rest is not None:
                self.write(f"{between}{stars}")
                self.visit(rest, frame)
                between = ", "
        self.write(")")


class _Fixer(NodeTransformer):
    """Replaces names, attributes and calls of what is fixed by their values."""

    def __init__(self, environment: Environment, fixed: Mapping[str, Any]) -> None:
        self._environment, self._fixed = environment, fixed

    def visit_Name(self, node: nodes.Name) -> nodes.Node:  # noqa: N802 - Jinja's names
        return self._constant(node)

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:  # noqa: N802
        found = self._constant(node)
        return found if found is not node else self.generic_visit(node)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802
        found = self._constant(node)
        return found if found is not node else self.generic_visit(node)

    def _constant(self, node: nodes.Expr) -> nodes.Node:
        value = self._value(node)
        if isinstance(value, (str, int, bool)) and not isinstance(value, Markup):
            return nodes.Const(value, lineno=node.lineno)
        return node

    def _value(self, node: nodes.Node) -> Any:
        """What an expression is for every page, or _UNKNOWN."""
        if isinstance(node, nodes.Const):
            return node.value
        if isinstance(node, nodes.Name):
            return self._fixed.get(node.name, _UNKNOWN)
        if isinstance(node, nodes.Getattr):
            of = self._value(node.node)
            return _UNKNOWN if of is _UNKNOWN else getattr(of, node.attr, _UNKNOWN)
        if isinstance(node, nodes.Call) and not (node.kwargs or node.dyn_args or node.dyn_kwargs):
            return self._called(node)
        return _UNKNOWN

    def _called(self, node: nodes.Call) -> Any:
        function, arguments = self._value(node.node), [self._value(one) for one in node.args]
        if function is _UNKNOWN or any(one is _UNKNOWN for one in arguments):
            return _UNKNOWN
        try:
            return function(*arguments)
        except Exception:  # said with its place when the page is rendered
            return _UNKNOWN
