"""Where in a file's text the front matter, its keys, values and list items stand, to the character."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

import yaml

from builder.reading.front_matter import half_width_colons

#: As builder.frontmatter splits files, but in text whose line ends are as they are on the disk.
_FENCE = re.compile(r"---[ \t]*(?=\r|\n|\Z)")
_LINE_END = re.compile(r"\r\n|\r|\n")
#: Names within names unfold without end.
_MOST_VALUES = 10_000
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))

#: A value without its place: text, nothing, a list or a mapping of such.
Plain = str | None | list[Any] | dict[str, Any]


class EditError(Exception):
    """The front matter cannot be edited as asked; one sentence that says why and what to do."""


class _Loader(yaml.SafeLoader):
    """Composes nodes without guesses at numbers, dates and booleans, as the builder does; in Python, with offsets."""

    def resolve(self, kind: type, value: Any, implicit: Any) -> str:
        """The tag of a node that has none."""
        return "tag:yaml.org,2002:null" if kind is yaml.ScalarNode and implicit[0] and value in _NULLS else ""

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        """Tags by place in the document: there are none."""

    def ascend_resolver(self) -> None:
        """The way back."""


@dataclass(frozen=True, slots=True)
class KeySpan:
    """A key of the front matter with its value; offsets are those of the file's text."""

    name: str
    start: int
    node: yaml.Node


class Spans:
    """The front matter of a file's text, taken apart. EditError where it cannot be."""

    def __init__(self, text: str) -> None:
        self.text = text
        opening = _FENCE.match(text, text.startswith("\ufeff"))
        if opening is None:
            raise EditError("the file does not begin with front matter between two lines of ---")
        self.start = line_end(text, opening.end())
        closing = _fence(text, self.start)
        if closing is None:
            raise EditError("the front matter is never closed; end it with a line of ---")
        self.end = closing.start()
        found = _LINE_END.search(text)
        self.newline = found[0] if found else "\n"
        front, self._added = half_width_colons(text[self.start : self.end])
        try:
            root = yaml.compose(front, Loader=_Loader)
        except (yaml.YAMLError, RecursionError) as error:
            raise EditError("the front matter is not valid YAML; `build.py check` tells where") from error
        if not isinstance(root, yaml.MappingNode):
            raise EditError("the front matter is not lines of `key: value`; `build.py check` tells where")
        self.root = root
        self.keys: dict[str, KeySpan] = {}
        for key, value in root.value:
            if isinstance(key, yaml.ScalarNode):
                self.keys.setdefault(key.value, KeySpan(key.value, self.offset(key.start_mark), value))

    def offset(self, mark: yaml.Mark) -> int:
        """A mark's place in the file's text."""
        return self.start + mark.index - bisect_right(self._added, mark.index - 1)

    def from_(self, node: yaml.Node) -> int:
        """Where a node begins."""
        return self.offset(node.start_mark)

    def to(self, node: yaml.Node) -> int:
        """Where a node ends: after its last character, for texts of several lines after their last line."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style:
            last = node.value[-1] if node.value else None
            return (
                self.offset(node.start_mark) if last is None else self.to(last[1] if isinstance(last, tuple) else last)
            )
        return self.offset(node.end_mark)

    def is_flow(self) -> bool:
        """Whether the whole front matter is one mapping in braces."""
        return bool(self.root.flow_style)

    def plain(self) -> dict[str, Plain]:
        """All keys and values without their places. A key that is given twice counts for itself each time."""
        found: dict[str, Plain] = {}
        for number, (key, value) in enumerate(self.root.value):
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            found[name if name and name not in found else f"{number} {name}"] = plain(value)
        return found


def plain(node: yaml.Node) -> Plain:
    """A node's value without its place. EditError where it names itself, or unfolds to more than anybody writes."""
    left = iter(range(_MOST_VALUES))

    def of(one: yaml.Node) -> Plain:
        if next(left, None) is None:
            raise EditError("the front matter holds too many values to be edited by a command; edit it by hand")
        if isinstance(one, yaml.SequenceNode):
            return [of(item) for item in one.value]
        if isinstance(one, yaml.MappingNode):
            return {str(of(key)): of(value) for key, value in one.value}
        is_null = one.tag.endswith(":null") and not getattr(one, "style", None)
        return None if is_null else str(one.value)

    try:
        return of(node)
    except RecursionError:
        raise EditError("the front matter is nested too deeply") from None


def line_start(text: str, offset: int) -> int:
    """Where the line of an offset begins."""
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def line_end(text: str, offset: int) -> int:
    """Where the line after that of an offset begins."""
    found = _LINE_END.search(text, offset)
    return found.end() if found else len(text)


def _fence(text: str, start: int) -> re.Match[str] | None:
    """The first line of `---` from the beginning of a line on. A carriage return alone ends a line too."""
    while True:
        if found := _FENCE.match(text, start):
            return found
        end = _LINE_END.search(text, start)
        if end is None:
            return None
        start = end.end()
