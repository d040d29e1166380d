"""Setting, adding and removing keys and list items of a file's front matter, and nothing else of it."""

from __future__ import annotations

import copy
from collections.abc import Callable

import yaml

from editing.front.scalars import flow_mapping, scalar
from editing.front.spans import EditError, Plain, Spans, line_end, line_start

#: What a list may be given: a text, or a mapping of texts.
Item = str | dict[str, str]


class FrontEdit:
    """A file's text with its front matter under change; `text` is what is to be written.

    Each step is checked by reading the result: had it changed any other value, EditError says that a person must do it.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._spans = Spans(text)

    def has(self, key: str) -> bool:
        """Whether a key is there."""
        return key in self._spans.keys

    def value(self, key: str) -> Plain:
        """A key's value without its place; None where it is absent or nothing."""
        return self._spans.plain().get(key)

    def items(self, key: str) -> list[Plain]:
        """The items of a list; none where it is absent, nothing, or no list."""
        value = self.value(key)
        return value if isinstance(value, list) else []

    def set(self, key: str, value: str) -> None:
        """Give a key a text: in the place and the quotation marks of the one it has, else in a new line at the end."""
        found = self._spans.keys.get(key)
        if found is None:
            self._add(key, scalar(value), [f"{key}: {scalar(value)}"], value)
            return
        node = found.node
        if not isinstance(node, yaml.ScalarNode):
            raise EditError(f"{key}: must be a text; edit it by hand")
        start, end = self._spans.from_(node), self._spans.to(node)
        written = scalar(value, node.style)
        if node.style in ("|", ">"):
            written += self._spans.newline
        elif start == end:
            written = f" {written}"
        self._replace(start, end, written, _with(key, value))

    def mark(self, key: str) -> None:
        """Give a key that is not there the value true, as a word."""
        if not self.has(key):
            self._add(key, "true", [f"{key}: true"], "true")

    def remove(self, key: str) -> None:
        """Take a key and its value away, with the comments in their lines."""
        found = self._spans.keys.get(key)
        if found is None:
            return
        expected = self._spans.plain()
        del expected[key]
        if self._spans.is_flow():
            start, end = self._with_comma(found.start, self._spans.to(found.node), self._spans.to(self._spans.root) - 1)
        else:
            start, end = line_start(self.text, found.start), self._lines_end(found.node)
        self._replace(start, end, "", lambda _: expected)

    def append(self, key: str, item: Item) -> None:
        """Add an item to the end of a list, which is begun where it is absent or nothing."""
        found = self._spans.keys.get(key)
        if found is None:
            flow = f"[{_flow(item)}]"
            self._add(key, flow, [f"{key}:", *_block(item, "  ")], [item])
            return
        node = found.node
        if isinstance(node, yaml.SequenceNode):
            self._append(key, node, item)
        elif isinstance(node, yaml.ScalarNode) and self.value(key) is None:
            start, end = self._spans.from_(node), self._spans.to(node)
            space = "" if self.text[start - 1 : start] in (" ", "\t") else " "
            self._replace(start, end, f"{space}[{_flow(item)}]", _with(key, [item]))
        else:
            raise EditError(f"{key}: must be a list; edit it by hand")

    def _append(self, key: str, node: yaml.SequenceNode, item: Item) -> None:
        change = _with(key, [*self.items(key), item])
        if node.flow_style:
            at = self._spans.to(node.value[-1]) if node.value else self._spans.from_(node) + 1
            self._replace(at, at, f", {_flow(item)}" if node.value else _flow(item), change)
            return
        at = self._lines_end(node)
        indent = " " * node.start_mark.column
        lines = "".join(line + self._spans.newline for line in _block(item, indent))
        self._replace(at, at, lines, change)

    def remove_item(self, key: str, index: int) -> None:
        """Take an item of a list away; the last one with the list, if that has a line for each item."""
        node = self._spans.keys[key].node
        items = self.items(key)
        if not isinstance(node, yaml.SequenceNode) or not items:
            raise EditError(f"{key}: must be a list; edit it by hand")
        if len(items) == 1 and not node.flow_style:
            self.remove(key)
            return
        index %= len(items)
        one = node.value[index]
        if node.flow_style:
            start, end = self._with_comma(self._spans.from_(one), self._spans.to(one), self._spans.to(node) - 1)
        else:
            before = self._lines_end(node.value[index - 1]) if index else self._spans.from_(node)
            start = line_start(self.text, self._dash(before, self._spans.from_(one)))
            end = self._lines_end(one)
        self._replace(start, end, "", _with(key, items[:index] + items[index + 1 :]))

    def _dash(self, start: int, end: int) -> int:
        """Where the hyphen of an item stands that ends before `end`."""
        return self.text.rindex("-", start, end + 1)

    def _with_comma(self, start: int, end: int, closing: int) -> tuple[int, int]:
        """A piece of a flow collection with the comma that goes with it."""
        after = end + len(self.text[end:closing]) - len(self.text[end:closing].lstrip(" \t"))
        if self.text[after : after + 1] == ",":
            after += 1
            rest = self.text[after:closing]
            return start, after + len(rest) - len(rest.lstrip(" \t"))
        before = self.text.rstrip() if start == len(self.text) else self.text[:start].rstrip(" \t\r\n")
        return (len(before) - 1, end) if before.endswith(",") else (start, end)

    def _lines_end(self, node: yaml.Node) -> int:
        """The end of the last line of a node, its comment included."""
        end = self._spans.to(node)
        at_start = end > self._spans.start and self.text[end - 1] in "\r\n" and end > self._spans.from_(node)
        return end if at_start else min(line_end(self.text, end), self._spans.end)

    def _add(self, key: str, flow: str, lines: list[str], value: Plain) -> None:
        """Add a key at the end."""
        spans = self._spans
        if spans.is_flow():
            at = spans.to(spans.root.value[-1][1]) if spans.root.value else spans.from_(spans.root) + 1
            self._replace(at, at, f"{', ' if spans.root.value else ''}{key}: {flow}", _with(key, value))
            return
        indent = " " * spans.root.start_mark.column
        self._replace(spans.end, spans.end, "".join(indent + one + spans.newline for one in lines), _with(key, value))

    def _replace(
        self, start: int, end: int, written: str, change: Callable[[dict[str, Plain]], dict[str, Plain]]
    ) -> None:
        expected = change(self._spans.plain())
        text = self.text[:start] + written + self.text[end:]
        try:
            spans = Spans(text)
            good = spans.plain() == expected and text[spans.end :] == self.text[self._spans.end :]
        except EditError:
            good = False
        if not good:
            raise EditError("the front matter is written in a way that a command cannot edit; edit it by hand")
        self.text, self._spans = text, spans


def _with(key: str, value: Plain) -> Callable[[dict[str, Plain]], dict[str, Plain]]:
    return lambda before: {**before, key: copy.deepcopy(value)}


def _flow(item: Item) -> str:
    return flow_mapping(item) if isinstance(item, dict) else scalar(item)


def _block(item: Item, indent: str) -> list[str]:
    """The lines of an item of a list that has a line for each."""
    if isinstance(item, str):
        return [f"{indent}- {scalar(item)}"]
    return [
        f"{indent}{'  ' if number else '- '}{key}: {scalar(value)}" for number, (key, value) in enumerate(item.items())
    ]
