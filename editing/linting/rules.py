"""What a site says of `lint` itself: `content/lint.toml`, sizes, its forbidden words, what is silenced for all."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from view.near_values import did_you_mean
from view.problems import ContentError, Problem

FILE = "content/lint.toml"


@dataclass(frozen=True, slots=True)
class Rules:
    """`likeness` is a share from 0 to 1, `forbidden` words with what is written instead, `off` codes with reasons."""

    title_characters: int = 40
    picture_kilobytes: int = 500
    likeness: float = 0.6
    forbidden: Mapping[str, str] = field(default_factory=dict)
    off: Mapping[str, str] = field(default_factory=dict)


def load_rules(root: Path) -> Rules:
    """The rules of a site. ContentError where the file cannot be used."""
    path = root / FILE
    if not path.is_file():
        return Rules()
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError([Problem(FILE, 1, 1, "", f"not valid TOML: {error}")]) from None
    known = {one.name: getattr(Rules(), one.name) for one in fields(Rules)}
    problems = []
    for key, value in given.items():
        if key not in known:
            problems.append(Problem(FILE, 1, 1, key, "unknown key" + did_you_mean(key, known)))
        elif not _is_like(value, known[key]):
            kind = "a table of texts" if isinstance(known[key], dict) else "a number"
            problems.append(Problem(FILE, 1, 1, key, f"must be {kind}, not {value}"))
    if problems:
        raise ContentError(problems)
    return Rules(**given)


def _is_like(value: object, default: object) -> bool:
    if isinstance(default, dict):
        return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0
