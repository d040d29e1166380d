"""What a text says of itself in its first lines – 标题, 来源, 日期 … – its title, and what it may be filed under."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from builder.reading.fields import LONGEST_TITLE
from editing.importing.labels import in_lines, is_of_use, line_pattern
from editing.importing.model import (
    BOLD,
    Block,
    Image,
    Lost,
    NoteMark,
    Paragraph,
    Source,
    Table,
    Text,
    block_texts,
    inline_text,
)
from editing.mentions import mentions
from view.settings.site_settings import Settings
from view.vocabulary.vocabulary import Vocabulary, fold_name

#: How many blocks at the beginning may say what a text is.
_FIRST = 15
#: A first paragraph that is a title: short, and no sentence.
_LONGEST_HEADLINE = 80
#: Characters of a text's beginning that stand for the title it has not.
_OPENING = 40
#: A line that says what a text is.
_LONGEST_LINE = 500
#: The reader's own country: every text speaks of it.
_HOME = "CN"
_MOST_SUGGESTED = 6

#: Names of files that say nothing: what stands in the properties of the file is no worse.
_NO_NAME = re.compile(r"(?:[\d\W_]*|(?:document|untitled|new|新建|文档|未命名|副本).{0,20})", re.IGNORECASE)

#: What may be filed under a value of a facet, and the words that say so.
Suggested = dict[str, list[dict[str, str]]]


def take_facts(source: Source, vocabulary: Vocabulary, settings: Settings) -> None:
    """Move what the first lines say into `source.facts`, where it is of use; everything else stays in the text."""
    kept: list[Block] = []
    for number, block in enumerate(source.blocks):
        found = _said(block, vocabulary, settings) if number < _FIRST else None
        if found is None or found.keys() & source.facts.keys():
            kept.append(block)
        else:
            source.facts |= found
            text = " ".join(" ".join(block_texts([block])).split())
            source.changed.append(Lost("the first lines", f'"{text}" is in the front matter now ({", ".join(found)})'))
    source.blocks = kept
    _take_title(source)
    headings = [one for one in source.blocks if isinstance(one, Paragraph) and one.level]
    if any(one.level == 1 for one in headings):
        for one in headings:
            one.level = min(one.level + 1, 6)  # the first level is the title's


def _said(block: Block, vocabulary: Vocabulary, settings: Settings) -> dict[str, str] | None:
    """The facts of a block that says nothing else; None for one that does."""
    if isinstance(block, Paragraph):
        return _said_in(inline_text(block.inside), vocabulary, settings)
    if not isinstance(block, Table) or not block.rows or any(len(row) != 2 for row in block.rows):
        return None
    found: dict[str, str] = {}
    for row in block.rows:
        label, value = (" ".join(" ".join(block_texts(cell.blocks)).split()) for cell in row)
        said = _said_in(f"{label.rstrip('：: ')}：{value}", vocabulary, settings)
        if not said:
            return None
        found |= said
    return found


def _said_in(text: str, vocabulary: Vocabulary, settings: Settings) -> dict[str, str] | None:
    if len(text) > _LONGEST_LINE:
        return None
    text = " ".join(text.split()).strip("【】() （）")
    found: dict[str, str] = {}
    end = 0
    for one in line_pattern().finditer(text):
        key, value = in_lines().get(fold_name(one[1]), ""), one[2].strip()
        between = text[end : one.start()].strip(" 　|｜")
        if between or not key or not value or key in found or not is_of_use(key, value, vocabulary, settings):
            return None
        found[key], end = value, one.end()
    return found if found and not text[end:].strip() else None


def _take_title(source: Source) -> None:
    """The title: as said, else the first heading or headline, else what the file says of itself."""
    about = str(source.facts.pop("about title", ""))
    first = source.blocks[0] if source.blocks else None
    if isinstance(first, Paragraph) and not any(isinstance(one, Image | NoteMark) for one in first.inside):
        text = " ".join(inline_text(first.inside).split())
        told = source.facts.get("title")
        if text and (text == told or (not told and (first.level > 0 or _is_headline(text, first)))):
            source.facts["title"] = text
            source.blocks = source.blocks[1:]
    named = about if about and _NO_NAME.fullmatch(source.name.strip()) else source.name
    title = str(source.facts.get("title") or named).strip() or _beginning(source)
    if len(title) > LONGEST_TITLE:
        source.lost.append(Lost("title", f'cut to {LONGEST_TITLE} characters: "{title}"'))
        title = title[: LONGEST_TITLE - 1] + "…"
    source.facts["title"] = title


def _beginning(source: Source) -> str:
    """The first words of a text that has no title; without any, the word for that."""
    text = next((line for block in block_texts(source.blocks) if (line := " ".join(block.split()))), "无标题")
    title = text if len(text) <= _OPENING else text[: _OPENING - 1] + "…"
    source.changed.append(Lost("title", f'there was none: "{title}"'))
    return title


def _is_headline(text: str, paragraph: Paragraph) -> bool:
    if len(text) > _LONGEST_HEADLINE or re.search(r"[。；;.!！?？，,：:]\s*$", text):
        return False
    runs = [one for one in paragraph.inside if isinstance(one, Text) and one.text.strip()]
    return paragraph.centred or (bool(runs) and all(BOLD in one.marks for one in runs))


def suggestions(source: Source, vocabulary: Vocabulary) -> Suggested:
    """Places and industries that a text names, most named first, and the channel of its title; each with why."""
    title = str(source.facts.get("title", ""))
    text = "\n".join([title, *block_texts(source.blocks)])
    found = {"country": text, "industry": text, "channel": title}
    offered = {facet: list(_offered(vocabulary, facet, where))[:_MOST_SUGGESTED] for facet, where in found.items()}
    return {facet: values for facet, values in offered.items() if values}


def _offered(vocabulary: Vocabulary, facet: str, text: str) -> Iterator[dict[str, str]]:
    words: dict[str, Counter[str]] = {}
    for name, code in mentions(vocabulary, facet, text):
        if code != _HOME or facet != "country":
            words.setdefault(code, Counter())[name] += 1
    for code, counted in sorted(words.items(), key=lambda one: (-one[1].total(), one[0])):
        because = "、".join(f"{name} ×{count}" for name, count in counted.most_common(4))
        yield {"value": code, "because": because}
