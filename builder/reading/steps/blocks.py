"""The ```steps blocks of a guide: found in its body, taken out of it, and read with the place of every word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import yaml

from builder.reading.bodies.references import ReportProblem
from builder.reading.front_matter import FrontMatter, SourceText
from builder.reading.records import Action, StepPicture
from view.near_values import did_you_mean

#: What a step may do, in the order in which docs/writing.md explains it.
ACTIONS = ("screen", "sign_in", "open", "fill", "click", "expect", "plain", "absent")
KEYS = (*ACTIONS, "within", "picture", "scheme", "by_hand")
PICTURE_KEYS = ("region", "marks", "height")
SCREENS = ("desk", "phone")
COMPANIES = ("demo-a", "demo-b", "nobody")
#: Stands in the body where a block was, until the list before it is known.
MARKER = "XINFENG-STEPS-{}"
#: Pixels of a picture for one of the page: sharp on good screens and on paper.
PICTURE_SCALE = 2
_BLOCK = re.compile(r"^```[ \t]*steps[ \t]*\n(?P<text>.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_TALLEST = 4000


@dataclass(frozen=True, slots=True)
class StepEntry:
    """What a block says of one step."""

    actions: tuple[Action, ...]
    within: str
    picture: StepPicture | None
    scheme: str
    by_hand: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Block:
    """A block: the line of its fence, and its entries by the number of their step; those that are wrong are None."""

    line: int
    entries: dict[int, StepEntry | None]


def take_blocks(text: str, first_line: int, report: ReportProblem) -> tuple[str, list[Block]]:
    """The body with a marker in place of each block, its lines where they were; and the blocks, read."""
    blocks: list[Block] = []

    def take(found: re.Match[str]) -> str:
        line = first_line + text.count("\n", 0, found.start())
        blocks.append(Block(line, dict(_entries(found["text"], line, report))))
        # On the second line: where the list and the block touch, the marker would be taken for the last item's text.
        return "\n" + MARKER.format(len(blocks) - 1) + "\n" * (found[0].count("\n") - 1)

    return (_BLOCK.sub(take, text) if "```" in text else text), blocks


class _Shifted(SourceText):
    """A block as a text of its own whose problems are told in the lines of the guide."""

    def __init__(self, text: str, shift: int, report: ReportProblem) -> None:
        super().__init__("", text)
        self._shift, self._report = shift, report

    def problem(self, line: int, column: int, field_name: str, message: str, *, warning: bool = False) -> None:
        """Tell it where it stands in the guide."""
        field = field_name if field_name in ("steps", "yaml") or "." in field_name else f"steps.{field_name}"
        self._report(line + self._shift, column, field, message)


def _entries(text: str, line: int, report: ReportProblem) -> Iterator[tuple[int, StepEntry | None]]:
    shift = line - 1  # to front matter, whose second line is the text's first
    front = FrontMatter(_Shifted(text, shift, report), text)
    for name, node in front.entries():
        if not re.fullmatch(r"[1-9]\d?", name):
            front.problem_at(node, "steps", f'"{name}" is not the number of a step, such as 1')
        else:
            yield int(name), _Reader(front, name, shift).entry(node)


class _Reader:
    """Reads what one step does."""

    def __init__(self, front: FrontMatter, name: str, shift: int) -> None:
        self._front, self._name, self._shift = front, name, shift

    def entry(self, node: yaml.Node) -> StepEntry | None:
        """The entry; None when it is none at all."""
        found = self._mapping(node, self._name, KEYS)
        if found is None:
            return None
        line, column = self._place(node)
        actions = tuple(one for key, value in found.items() if key in ACTIONS for one in self._actions(key, value))
        picture = self._picture(found["picture"]) if "picture" in found else None
        texts = {key: self._text(key, found[key]) if key in found else "" for key in ("within", "scheme", "by_hand")}
        if not actions and not texts["by_hand"] and not texts["scheme"]:
            message = f"does nothing; say what it does, by one of {', '.join(ACTIONS)}, or why by_hand"
            self._front.problem_at(node, self._name, message)
        if actions and (texts["by_hand"] or texts["scheme"]):
            other = "by_hand" if texts["by_hand"] else "scheme"
            self._front.problem_at(found[other], self._field(other), "goes with nothing that the step does by itself")
        if picture and texts["scheme"]:
            self._front.problem_at(found["scheme"], self._field("scheme"), "goes without `picture`")
        return StepEntry(actions, texts["within"], picture, texts["scheme"], texts["by_hand"], line, column)

    def _place(self, node: yaml.Node) -> tuple[int, int]:
        line, column = self._front.place(node)
        return line + self._shift, column

    def _field(self, key: str) -> str:
        return f"steps.{self._name}.{key}"

    def _mapping(self, node: yaml.Node, field: str, known: tuple[str, ...]) -> dict[str, yaml.Node] | None:
        """The values of a mapping by key, in the order in which they stand."""
        if not isinstance(node, yaml.MappingNode):
            self._front.problem_at(node, field, "must be lines of `key: value`")
            return None
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            if name not in known:
                self._front.problem_at(key, self._field(name), "unknown key" + did_you_mean(name, known))
            elif name in found:
                first = self._place(found[name])[0]
                self._front.problem_at(key, self._field(name), f"duplicate key; it is already given in line {first}")
            else:
                found[name] = value
        return found

    def _text(self, key: str, node: yaml.Node) -> str:
        return self._front.scalar(node, self._field(key)) or ""

    def _texts(self, key: str, node: yaml.Node) -> Iterator[tuple[str, yaml.Node]]:
        """One text or a list of them."""
        for one in node.value if isinstance(node, yaml.SequenceNode) else [node]:
            text = self._text(key, one)
            if text:
                yield text, one

    def _actions(self, key: str, node: yaml.Node) -> Iterator[Action]:
        if key == "fill":
            if not isinstance(node, yaml.MappingNode):
                message = "must be lines of `label: value`, the label as the page shows it"
                self._front.problem_at(node, self._field(key), message)
                return
            for label, value in node.value:
                words = self._text(key, label), self._text(key, value)
                if all(words):
                    yield Action(key, words, *self._place(label))
            return
        for text, one in self._texts(key, node):
            if self._is_good(key, text, one):
                yield Action(key, (text,), *self._place(one))

    def _is_good(self, key: str, text: str, node: yaml.Node) -> bool:
        known = {"screen": SCREENS, "sign_in": COMPANIES}.get(key)
        if known and text not in known:
            message = f'unknown value "{text}"{did_you_mean(text, known)}'
        elif key == "open" and (not text.startswith("/") or text.startswith("//")):
            message = f'"{text}" is not an address of this site, such as /risk/'
        else:
            return True
        self._front.problem_at(node, self._field(key), message)
        return False

    def _picture(self, node: yaml.Node) -> StepPicture | None:
        if isinstance(node, yaml.ScalarNode) and node.value == "true":
            return StepPicture((), (), 0, "", *self._place(node))
        found = self._mapping(node, self._field("picture"), PICTURE_KEYS)
        if found is None:
            return None
        texts: Callable[[str], tuple[str, ...]] = lambda key: (  # noqa: E731
            tuple(text for text, _ in self._texts(f"picture.{key}", found[key])) if key in found else ()
        )
        return StepPicture(texts("region"), texts("marks"), self._height(found.get("height")), "", *self._place(node))

    def _height(self, node: yaml.Node | None) -> int:
        if node is None:
            return 0
        text = self._text("picture.height", node)
        if re.fullmatch(r"[1-9]\d{1,3}", text) and int(text) <= _TALLEST:
            return int(text)
        self._front.problem_at(node, self._field("picture.height"), f"must be a whole number up to {_TALLEST}")
        return 0
