"""Jinja's sandbox, which settles when it compiles a template what it would ask again for each page (decision 13).

An attribute's name stands in the template, so whether the sandbox may refuse it is known before there is an object;
what templates call wants no context passed; and what is printed need not be wrapped. Same templates, same bytes.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from keyword import iskeyword
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame, optimizeconst
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

#: Names that the sandbox refuses on some objects (`jinja2.sandbox.is_internal_attribute`), or wraps (formats read
#: attributes by themselves). It refuses all that begin with an underscore.
_WATCHED = frozenset(
    ["mro", "gi_frame", "gi_code", "cr_frame", "cr_code", "ag_frame", "ag_code", "format", "format_map"]
)
_OF_DICTS = frozenset(dir(dict))


class Sandbox(SandboxedEnvironment):
    """A sandbox whose templates are compiled by `_Generator`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.code_generator_class = _Generator

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The environment's own: nobody gives a template others, and Jinja would copy a chain of both for each page."""
        return super().make_globals(d) if d else self.globals

    def field(self, obj: Any, name: str) -> Any:
        """What `getattr` gives for a name that is harmless on every object; a dict's keys are found at once."""
        if type(obj) is dict and name in obj and name not in _OF_DICTS:
            return obj[name]
        try:
            return getattr(obj, name)
        except AttributeError:
            return super().getattr(obj, name)

    @staticmethod
    def printed(value: Any) -> Any:
        """The text of `{{ value }}`: that of `markupsafe.escape`, but one with nothing to escape stays as it is."""
        kind = type(value)
        if kind is Markup:
            return value
        if kind is str and not ("&" in value or "<" in value or ">" in value or '"' in value or "'" in value):
            return value
        return str(value) if kind is int else escape(value)


class _Generator(CodeGenerator):
    """Jinja's generator of code, but for attributes, calls and what is printed."""

    def write_commons(self) -> None:
        super().write_commons()
        self.writeline("field = environment.field")
        self.writeline("printed = environment.printed")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("printed(")

    @optimizeconst
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's names
        if node.attr.startswith("_") or node.attr in _WATCHED:
            super().visit_Getattr(node, frame)
            return
        self.write("field(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r})")

    @optimizeconst
    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        if forward_caller or node.dyn_args or node.dyn_kwargs or any(iskeyword(one.key) for one in node.kwargs):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        between = ""
        for one in (*node.args, *node.kwargs):
            self.write(between)
            self.visit(one, frame)
            between = ", "
        self.write(")")
