"""A new bulletin file for an editor to fill in: valid from the first moment, kept back as a draft."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from builder.reading.fields import LONGEST_TITLE
from builder.reading.front_matter import CONTROL
from view.vocabulary.vocabulary import FACET_LABELS, Vocabulary

#: Latin letters and digits of a title that make a file name, when there are enough of them.
_LATIN = re.compile(r"[A-Za-z0-9]+")


class NewFileError(Exception):
    """What was asked for cannot be written; one line for each reason."""


def write_new_bulletin(
    root: Path,
    vocabulary: Vocabulary,
    at: datetime,
    title: str,
    countries: Iterable[str],
    industries: Iterable[str],
    channel: str,
) -> Path:
    """Write content/risk/YYYY/MM/NAME.md as a draft and give its path. NewFileError names every wrong value."""
    problems: list[str] = []
    title = " ".join(title.split())
    if not 1 <= len(title) <= LONGEST_TITLE:
        problems.append(f"title: must have 1 to {LONGEST_TITLE} characters, not {len(title)}")
    if CONTROL.search(title):
        problems.append("title: holds a control character")
    codes = {
        "country": [_code(vocabulary, "country", value, problems) for value in countries],
        "industry": [_code(vocabulary, "industry", value, problems) for value in industries],
        "channel": [_code(vocabulary, "channel", channel, problems)],
    }
    if problems:
        raise NewFileError("\n".join(problems))
    path = _free_path(root / "content" / "risk" / f"{at:%Y}" / f"{at:%m}", at, title)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_text(vocabulary, at, title, codes), encoding="utf-8")
    return path


def _code(vocabulary: Vocabulary, facet: str, value: str, problems: list[str]) -> str:
    code = vocabulary.resolve(facet, value)
    if code is None:
        problems.append(f'{facet}: unknown value "{value}"{vocabulary.nearest(facet, value)}')
    return code or ""


def _free_path(folder: Path, at: datetime, title: str) -> Path:
    """A file name of the title's Latin words, else of the day; numbered when it is taken."""
    words = "-".join(_LATIN.findall(title)).lower()[:60].strip("-")
    stem = words if len(words) >= 4 else f"{at:%d}"
    path, number = folder / f"{stem}.md", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.md"
    return path


def _text(vocabulary: Vocabulary, at: datetime, title: str, codes: dict[str, list[str]]) -> str:
    def labels(facet: str) -> str:
        values = dict.fromkeys(vocabulary.label(facet, code) for code in codes[facet])
        return "[" + ", ".join(json.dumps(value, ensure_ascii=False) for value in values) + "]"

    lines = [
        "---",
        f"title: {json.dumps(title, ensure_ascii=False)}",
        f"date: {at:%Y-%m-%d %H:%M}",
        f"channel: {json.dumps(vocabulary.label('channel', codes['channel'][0]), ensure_ascii=False)}",
        f"countries: {labels('country')}",
        f"industries: {labels('industry')}",
        f"# level: 中    # {FACET_LABELS['level']}：{' / '.join(term.label for term in vocabulary.terms['level'])}",
        "keywords: []",
        "draft: true    # 写好后删去这一行，即可发布",
        "---",
        "",
        "在这里写正文。第一段就是摘要，先说结论：发生了什么，影响谁，建议怎么做。",
        "",
    ]
    return "\n".join(lines)
