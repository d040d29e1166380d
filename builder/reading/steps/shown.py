"""Steps as readers have them: an anchor for every numbered item, and the picture or scheme of those that have one."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from builder.reading.bodies.html_rules import plain_text
from builder.reading.bodies.references import References, ReportProblem
from builder.reading.records import GuideStep
from builder.reading.steps.blocks import MARKER, Block, StepEntry

#: What stands below the drawing of something that is not ours.
SCHEME_NOTE = "示意图：这一页不属于本系统，以实际页面为准。"
_MARKER = re.compile(MARKER.format(r"(\d+)"))
_ITEM = re.compile(r'<li id="(step-[\d-]+)">(.*?)(?=<div class="step-picture|<[uo]l\b|</li>)', re.DOTALL)
_ALT = re.compile(r'alt="(step-[\d-]+)"')


@dataclass(slots=True)
class StepList:
    """The numbered lists of one body. `name` is the guide's, by which its pictures are filed."""

    name: str
    blocks: list[Block]
    report: ReportProblem
    steps: list[GuideStep]

    def place(self, root: Element, references: References) -> None:
        """Give the items of every list at the margin their anchors and pictures; take the markers of blocks away."""
        taken: set[int] = set()
        number = 0
        before: Element | None = None
        for element in list(root):
            marker = _MARKER.fullmatch((element.text or "").strip()) if element.tag == "p" else None
            if marker:
                taken.add(int(marker[1]))
                root.remove(element)
                self._tell_astray(before, int(marker[1]))
            elif element.tag == "ol" and "class" not in element.attrib:
                number += 1
                self._place_list(element, number, self._block_after(root, element), references)
            before = element
        for index in set(range(len(self.blocks))) - taken:
            self._tell_astray(None, index)

    def _tell_astray(self, before: Element | None, index: int) -> None:
        if before is None or before.tag != "ol":
            message = "stands after no numbered list; put it right below the list whose steps it tells of"
            self.report(self.blocks[index].line, 1, "steps", message)

    def _block_after(self, root: Element, element: Element) -> Block | None:
        rest = list(root)[list(root).index(element) + 1 :]
        marker = _MARKER.fullmatch((rest[0].text or "").strip()) if rest and rest[0].tag == "p" else None
        return self.blocks[int(marker[1])] if marker else None

    def _place_list(self, element: Element, number: int, block: Block | None, references: References) -> None:
        items = [one for one in element if one.tag == "li"]
        if block:
            self._compare(block, len(items))
        for at, item in enumerate(items, 1):
            place = f"{at}" if number == 1 else f"{number}-{at}"
            item.set("id", f"step-{place}")
            entry = block.entries.get(at) if block else None
            step = self._step(f"step-{place}", entry)
            self.steps.append(step)
            if step.picture:
                picture = step.picture
                _add(item, "step-picture", references.picture(picture.file, picture.line, picture.column), step.id)
            elif entry and step.scheme:
                scheme = references.image(step.scheme, entry.line, entry.column)
                note = SubElement(_add(item, "step-picture scheme", scheme, step.id), "p")
                note.text = SCHEME_NOTE

    def _compare(self, block: Block, items: int) -> None:
        """Every step has an entry, and every entry its step."""
        for number in block.entries:
            if number > items:
                self.report(block.line, 1, f"steps.{number}", f"there is no such step; the list has {items}")
        for number in range(1, items + 1):
            if number not in block.entries:
                message = "missing; say what the step does, or why it is done by_hand"
                self.report(block.line, 1, f"steps.{number}", message)

    def _step(self, name: str, entry: StepEntry | None) -> GuideStep:
        if entry is None:
            return GuideStep(name, "")
        folder = self.name.rpartition("/")[2]
        file = f"pictures/{folder}/{name.removeprefix('step-')}.png"
        picture = entry.picture and entry.picture._replace(file=file)
        return GuideStep(name, "", entry.actions, entry.within, picture, entry.scheme, entry.by_hand, entry.line)


def _add(item: Element, name: str, source: str, alt: str) -> Element:
    """A picture below an item's text; what it shows is said when that text is known."""
    holder = SubElement(item, "div", {"class": name})
    SubElement(holder, "img", {"src": source, "alt": alt})
    return holder


def with_texts(markup: str, steps: Iterable[GuideStep]) -> tuple[str, tuple[GuideStep, ...]]:
    """The sanitised body with what its pictures show in words, and the steps with their texts."""
    texts = {found[1]: plain_text(found[2]) for found in _ITEM.finditer(markup)}
    told = tuple(one._replace(text=texts.get(one.id, "")) for one in steps)
    alts = {one.id: _alt(one) for one in told}
    return _ALT.sub(lambda found: f'alt="{html.escape(alts[found[1]])}"', markup), told


def _alt(step: GuideStep) -> str:
    number = step.id.rpartition("-")[2]
    if step.scheme:
        return f"示意图，第 {number} 步：{step.text}"
    marks = step.picture.marks if step.picture else ()
    told = "，".join(f"{at} {mark}" for at, mark in enumerate(marks, 1))
    return f"第 {number} 步的画面：{step.text}" + (f"图中标出：{told}。" if told else "")
