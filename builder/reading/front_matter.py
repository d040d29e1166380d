"""The YAML between the `---` lines, read node by node so that every key and value keeps its line and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import yaml

from builder.base.limits import front_matter_fault
from view.near_values import did_you_mean
from view.problems import Problem

T = TypeVar("T")
#: libyaml's composer when PyYAML was built with it (seven times as fast), else the one in Python.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: What YAML 1.1 reads as nothing, written without quotes.
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
#: What an escape such as `"\x01"` can bring into a text, and neither HTML nor XML can hold.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
#: What turns the text around it, and what nobody sees: a title or an address with one is not what it seems.
_TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile("[\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0001-\U000e007f]")
_SEEN = re.compile("[^\\s\u200c\u200d]")
#: What separates the values of a list in Chinese.
_SEPARATORS = re.compile(r"[^，、；]+")
_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
#: A full-width colon after a key: of the file, at the margin, or of a change note.
_FULL_WIDTH_COLON = re.compile(
    r"(?:^|(?<=\r))([a-z_]+|[ ]+(?:- +)?(?:date|kind|note|level_from)|- +(?:date|kind|note))：", re.MULTILINE
)
#: A tag or an anchor of YAML.
_PROPERTY = re.compile(r"[!&]\S+")
_NO_COLON = "not valid YAML: a key must be followed by a half-width colon and a space, as in `title: …`"


class _Loader(_Base):  # type: ignore[misc]
    """Composes nodes without YAML's guesses at numbers, dates and booleans, which nothing here asks for.

    Only nothing is told from text; keys decide how a value is read. The guesses take half of the time.
    """

    def resolve(self, kind: type, value: str | None, implicit: tuple[bool, bool]) -> str:
        """The tag of a node that has none."""
        return "tag:yaml.org,2002:null" if kind is yaml.ScalarNode and implicit[0] and value in _NULLS else ""

    def descend_resolver(self, current_node: yaml.Node | None, current_index: object) -> None:
        """Tags by place in the document: there are none."""

    def ascend_resolver(self) -> None:
        """The way back."""


@dataclass(slots=True)
class SourceText:
    """A content file as text. `file` is relative to the site's root; `problems` collects what is wrong with it."""

    file: str
    text: str
    problems: list[Problem] = field(default_factory=list)

    def problem(self, line: int, column: int, field_name: str, message: str, *, warning: bool = False) -> None:
        """Note a mistake; lines and columns count from 1."""
        self.problems.append(Problem(self.file, line, column, field_name, message, warning))


def decode(file: str, raw: bytes) -> SourceText:
    """UTF-8 with or without BOM, any line ends. Another encoding is a problem with the line it shows on."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        source = SourceText(file, "")
        line = raw.count(b"\n", 0, error.start) + 1
        source.problem(line, 1, "encoding", f"not UTF-8{_looks_like(raw)}; save the file with the encoding UTF-8")
        return source
    return SourceText(file, text.replace("\r\n", "\n").replace("\r", "\n"))


def _looks_like(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return " (it looks like UTF-16)"
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return " (it looks like GBK/GB 18030)"


def split(source: SourceText) -> tuple[str, str, int] | None:
    """Front matter, body and the body's first line number; None (with a problem) when the fences are missing."""
    opening = _FENCE.match(source.text)
    if not opening:
        source.problem(1, 1, "front-matter", "must begin with front matter between two lines of ---")
        return None
    closing = _FENCE.search(source.text, opening.end() + 1)
    if not closing:
        source.problem(1, 1, "front-matter", "the front matter is never closed; end it with a line of ---")
        return None
    body_start = min(closing.end() + 1, len(source.text))
    return source.text[opening.end() + 1 : closing.start()], source.text[body_start:], _line_of(source.text, body_start)


def _line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _unfinished_key(lines: list[str]) -> int | None:
    """The number of the last line if it stands where a key must and has none: YAML read on into the line after it."""
    last = lines[-1] if lines else ""
    begins_a_key = last[:1].strip() and last[0] not in "#-" and not re.search(r":(\s|$)", last)
    return len(lines) if begins_a_key else None


def half_width_colons(text: str) -> tuple[str, list[int]]:
    """Front matter whose keys are followed by a colon and a space where a full-width colon was typed.

    Gives also the places of the spaces that are not in the file.
    """
    added: list[int] = []

    def colon(found: re.Match[str]) -> str:
        added.append(found.end() + len(added))
        return f"{found[1]}: "

    return (_FULL_WIDTH_COLON.sub(colon, text) if "：" in text else text), added


class FrontMatter:
    """The mapping of a content file, each value read as the kind of thing its key wants."""

    def __init__(self, source: SourceText, text: str) -> None:
        self.source = source
        self.valid = False
        self._nodes: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        text, added = half_width_colons(text)
        starts = [text.rfind("\n", 0, at) + 1 for at in added]
        #: Line → the column from which on the file's columns are one less.
        self._added = {text.count("\n", 0, start): at - start for at, start in zip(added, starts, strict=True)}
        self._compose(text)

    def _compose(self, text: str) -> None:
        if fault := front_matter_fault(text, _Loader):
            line, column, message = fault
            self.source.problem(line, column, "front-matter", message)
            return
        try:
            root = yaml.compose(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            self._invalid(error, text)
            return
        except yaml.YAMLError as error:  # a character that YAML does not allow
            position = getattr(error, "position", 0)
            column = position - (text.rfind("\n", 0, position) + 1) + 1
            self.source.problem(
                _line_of(text, position) + 1, column, "yaml", "not valid YAML: a control character; delete it"
            )
            return
        if root is None:
            self.valid = True
        elif isinstance(root, yaml.MappingNode):
            self.valid = True
            self._index(root)
            self._tell_swallowed(text)
        else:
            self.problem_at(root, "yaml", "must be lines of `key: value`")

    def _invalid(self, error: yaml.MarkedYAMLError, text: str) -> None:
        """Say what YAML stumbled on, in the line where the writer's slip is."""
        mark, message = error.problem_mark or error.context_mark, f"not valid YAML: {error.problem or error.context}"
        line, column = (mark.line + 2, mark.column + 1) if mark else (1, 1)
        if error.problem == "could not find expected ':'" and error.context_mark:
            line, column = error.context_mark.line + 2, error.context_mark.column + 1
            message = _NO_COLON  # YAML notices only on the next line that a key had no colon
        elif error.problem == "mapping values are not allowed in this context" and mark:
            begun = _unfinished_key(text.split("\n")[: mark.line])
            if begun:
                line, column, message = begun + 1, 1, _NO_COLON
        self.source.problem(line, column, "yaml", message)

    def _index(self, root: yaml.MappingNode) -> None:
        for key, value in root.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if not name:
                self.problem_at(key, "yaml", "a key must be a word")
            elif name in self._nodes:
                first = self._nodes[name][0].start_mark.line + 2
                self.problem_at(key, name, f"duplicate key; it is already given in line {first}")
            else:
                self._nodes[name] = (key, value)

    def _tell_swallowed(self, text: str) -> None:
        """YAML takes a word with ! or & at the beginning of a value for a sign of its own, and nobody would see it."""
        if "!" not in text and "&" not in text:
            return
        for name, node in self.scalars():
            found = _PROPERTY.match(text, node.start_mark.index)
            if found and f"*{found[0][1:]}" not in text:  # an anchor that is used says something
                self.problem_at(node, name, f'"{found[0]}" would not be shown; put the value into quotes')

    def problem_at(self, node: yaml.Node, field_name: str, message: str, *, warning: bool = False) -> None:
        """A problem at a node."""
        self.source.problem(*self.place(node), field_name, message, warning=warning)

    def place(self, node: yaml.Node) -> tuple[int, int]:
        """Line and column of a node in its file, whose line 1 is the opening `---`."""
        return node.start_mark.line + 2, self.column(node.start_mark) + 1

    def column(self, at: yaml.Mark) -> int:
        """The column of a mark in its line of the file; counts from 0."""
        column: int = at.column
        return column - (column >= self._added.get(at.line, column + 1))

    def node(self, key: str) -> yaml.Node | None:
        """The value's node, or None where the key is absent."""
        found = self._nodes.get(key)
        return found[1] if found else None

    def entries(self) -> Iterator[tuple[str, yaml.Node]]:
        """Every key with its value's node, in the order in which they stand."""
        return ((name, value) for name, (_, value) in self._nodes.items())

    def scalars(self) -> Iterator[tuple[str, yaml.ScalarNode]]:
        """Every text with its key: in lists, and as `changes.note` in mappings within them, too."""
        left = [(name, value) for name, (_, value) in self._nodes.items()]
        while left:
            name, node = left.pop()
            if isinstance(node, yaml.ScalarNode):
                yield name, node
            elif isinstance(node, yaml.SequenceNode):
                left += [(name, item) for item in node.value]
            elif isinstance(node, yaml.MappingNode) and name == "changes":
                left += [(f"{name}.{key.value}", item) for key, item in node.value if isinstance(key, yaml.ScalarNode)]

    def check_keys(self, allowed: tuple[str, ...], required: tuple[str, ...]) -> None:
        """Name every unknown key, and every required one that is missing."""
        for name, (key, _) in self._nodes.items():
            if name not in allowed:
                self.problem_at(key, name, "unknown key" + did_you_mean(name, allowed))
        for name in required:
            if name not in self._nodes:
                self.source.problem(1, 1, name, f"missing; every file needs `{name}:`")

    def text(self, key: str, longest: int | None = None, *, visible: bool = False) -> str | None:
        """A one-line text, or None. YAML's own ideas of numbers and booleans do not matter: `no` is the text no."""
        node = self.node(key)
        return None if node is None else self.scalar(node, key, longest, visible=visible)

    def scalar(self, node: yaml.Node, key: str, longest: int | None = None, *, visible: bool = False) -> str | None:
        """The text of a scalar node; None (with a problem) for lists, mappings and nothing.

        `visible`: characters that nobody sees are refused.
        """
        if not isinstance(node, yaml.ScalarNode):
            self.problem_at(node, key, f"must be a text, not {_kind(node)}")
            return None
        value = node.value.strip()
        if CONTROL.search(value):
            self.problem_at(node, key, "holds a control character; delete it")
            return None
        hidden = _TURNING.search(value) or (_INVISIBLE.search(value) if visible else None)
        if hidden:
            self.problem_at(node, key, f"holds the invisible character U+{ord(hidden[0]):04X}; delete it")
            return None
        if not value or _is_null(node) or (visible and not _SEEN.search(value)):
            self.problem_at(node, key, "must not be empty; delete the line if there is nothing to say")
            return None
        if longest is not None and len(value) > longest:
            self.problem_at(node, key, f"must have at most {longest} characters, not {len(value)}")
            return None
        return " ".join(value.split())

    def boolean(self, key: str) -> bool:
        """True or false; absent is false."""
        node = self.node(key)
        if node is None:
            return False
        if isinstance(node, yaml.ScalarNode) and node.value.lower() in ("true", "false"):
            return bool(node.value.lower() == "true")
        self.problem_at(node, key, f"must be true or false{_not(node)}")
        return False

    def integer(self, key: str) -> int | None:
        """A whole number, or None."""
        node = self.node(key)
        if node is None:
            return None
        if isinstance(node, yaml.ScalarNode) and re.fullmatch(r"[+-]?\d{1,9}", node.value):
            return int(node.value)
        self.problem_at(node, key, f"must be a whole number{_not(node)}")
        return None

    def is_in_line(self, key: str) -> bool:
        """Whether a list is written in brackets."""
        node = self.node(key)
        return isinstance(node, yaml.SequenceNode) and bool(node.flow_style)

    def items(self, key: str) -> list[yaml.Node]:
        """The nodes of a list; absent or `key:` without a value is empty."""
        node = self.node(key)
        if node is None or _is_null(node):
            return []
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        lines = node.value.splitlines() if isinstance(node, yaml.ScalarNode) else []
        written = ", ".join(item for line in lines for item in _SEPARATORS.findall(line))
        example = f": write `{key}: [{written}]`" if written else ""
        self.problem_at(node, key, f"must be a list, not {_kind(node)}{example}")
        return []

    def each(self, key: str, read: Callable[[yaml.Node, str], T | None]) -> tuple[T, ...]:
        """Every item of a list as `read` understands it, without repetitions; what it refuses is left out."""
        values = (read(node, key) for node in self.items(key))
        return tuple(dict.fromkeys(value for value in values if value is not None))


def divided(node: yaml.Node) -> list[yaml.Node]:
    """The values that one item of a list holds where it was written as Chinese is: `[越南，泰国]`, `[关税、账期]`."""
    if not isinstance(node, yaml.ScalarNode):
        return [node]
    parts = list(_SEPARATORS.finditer(node.value))
    if len(parts) < 2:
        return [node]
    at, quote = node.start_mark, 1 if node.style in ("'", '"') else 0
    nodes: list[yaml.Node] = []
    for part in parts:
        if part[0].strip():
            shift = part.start() + quote + len(part[0]) - len(part[0].lstrip())
            mark = yaml.Mark(at.name, at.index + shift, at.line, at.column + shift, None, 0)
            nodes.append(yaml.ScalarNode(node.tag, part[0].strip(), mark, node.end_mark, node.style))
    return nodes


def _is_null(node: yaml.Node) -> bool:
    """Whether YAML reads a node as nothing: `key:`, `~` or `null` (plain scalars have no style, or an empty one)."""
    return isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null") and not node.style


def _kind(node: yaml.Node) -> str:
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    return "a mapping" if isinstance(node, yaml.MappingNode) else "a text"


def _not(node: yaml.Node) -> str:
    return f', not "{node.value}"' if isinstance(node, yaml.ScalarNode) else f", not {_kind(node)}"
