"""Sentences in another language, found by their English: what differs in them is taken over, known phrases in it too.

Messages are made where mistakes are found, in worker processes and caches too, and are English there. Only what a
person reads is said anew, at the very end (decision 32).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

LANGUAGES = ("zh", "en")
#: `file:line:column: warning: field: message`, the field not always there.
_PROBLEM = re.compile(
    r"(?P<place>\S.*?:\d+:\d+: )(?P<warning>warning: )?(?P<field>[\w.-]+: )?(?P<message>.*)", re.DOTALL
)
_HOLE = re.compile(r"\{(\d*)\}")
_PHRASES = "phrases"


class _Entry(NamedTuple):
    pattern: re.Pattern[str]
    said: str
    cause: str


class _Catalogue(NamedTuple):
    entries: list[_Entry]
    phrases: list[_Entry]
    headings: dict[str, tuple[str, str]]


def language_of(environment: Mapping[str, str]) -> str:
    """The language that a person's locale asks for; English where it is neither."""
    wanted = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "")
    return "zh" if wanted.lower().startswith("zh") else "en"


def said(text: str, language: str) -> str:
    """Lines for people in a language: `en` as they are. Lines of a diff, and what is not known, stay."""
    if language == "en":
        return text
    return "\n".join(_line(line) for line in text.split("\n"))


def cause_of(message: str) -> str:
    """What kind of mistake a problem's message tells of: the name of its table in the catalogue, or empty."""
    found = _find(message, _catalogue().entries)
    return found[0].cause if found else ""


def cause_heading(cause: str, language: str) -> str:
    """The heading above messages of a cause."""
    english, chinese = _catalogue().headings.get(cause, ("Others", "其他"))
    return chinese if language == "zh" else english


@lru_cache(maxsize=4096)
def _line(line: str) -> str:
    if line.startswith((" ", "+", "-", "@@")) and not line.startswith("--note"):
        return line
    found = _PROBLEM.fullmatch(line)
    if found:
        message = translated(found["message"])
        if found["field"] and message is None:  # what seemed to be a field may be the message's beginning
            message = translated(f"{found['field']}{found['message']}")
        if message is not None:
            warning = "警告：" if found["warning"] else ""
            return f"{found['place']}{warning}{found['field'] or ''}{message}"
    return translated(line) or line


def chinese(message: str) -> str:
    """A sentence in Chinese, or as it is where the catalogue has none."""
    return translated(message) or message


def translated(message: str) -> str | None:
    """A sentence in Chinese, or None where the catalogue has none."""
    catalogue = _catalogue()
    found = _find(message, catalogue.entries) or _find(message, catalogue.phrases)
    if found is None:
        return None
    entry, match = found
    return _filled(entry, [_phrase(value) for value in match.groups()])


def _phrase(value: str) -> str:
    """What stands within a sentence: a phrase or sentence of ours in Chinese, all else as it is."""
    if not re.search("[A-Za-z]", value):
        return value
    return translated(value) or value


def _filled(entry: _Entry, values: list[str]) -> str:
    numbers = iter(range(len(values)))
    return _HOLE.sub(lambda hole: values[int(hole[1]) if hole[1] else next(numbers)], entry.said)


def _find(message: str, entries: list[_Entry]) -> tuple[_Entry, re.Match[str]] | None:
    for entry in entries:
        if match := entry.pattern.fullmatch(message):
            return entry, match
    return None


@cache
def _catalogue() -> _Catalogue:
    tables = tomllib.loads(Path(__file__).with_name("zh.toml").read_text(encoding="utf-8"))
    entries: list[tuple[int, str, _Entry]] = []
    headings = {}
    for cause, table in tables.items():
        for english, chinese in table.items():
            if english == "_":
                headings[cause] = (chinese[0], chinese[1])
                continue
            pattern = "(.*?)".join(map(re.escape, english.split("{}"))).replace("(.*?)(.*?)", r"([^:;,(]*)(.*?)")
            entry = _Entry(re.compile(pattern, re.DOTALL), chinese, cause)
            entries.append((-len(english.replace("{}", "")), english, entry))
    entries.sort(key=lambda one: one[:2])  # the longest first: it says most
    return _Catalogue(
        [entry for *_, entry in entries if entry.cause != _PHRASES],
        [entry for *_, entry in entries if entry.cause == _PHRASES],
        headings,
    )
