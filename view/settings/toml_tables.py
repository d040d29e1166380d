"""Fills settings classes from the tables of a TOML text: every unknown key and wrong type a problem with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints

from view.near_values import did_you_mean
from view.problems import Problem

#: Name → text, in order: written in TOML as a table of texts.
TextTable = tuple[tuple[str, str], ...]
_SAID = {
    str: "a text in quotes",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    TextTable: "a table of texts",
}


def parse_toml(file: str, raw: bytes) -> tuple[dict[str, Any], str, list[Problem]]:
    """The tables of a TOML file, its text, and what keeps it from being read."""
    try:
        text = raw.decode("utf-8-sig")
        return load_toml(text), text, []
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return {}, "", [Problem(file, line, 1, "encoding", "not UTF-8; save the file with the encoding UTF-8")]
    except tomllib.TOMLDecodeError as error:
        line, column = toml_error_position(str(error), text)
        return {}, text, [Problem(file, line, column, "toml", f"not valid TOML: {toml_error_text(error)}")]


def load_toml(text: str) -> dict[str, Any]:
    """The tables of a TOML text. TOMLDecodeError also where it is nested deeper than Python goes."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        deepest = max(enumerate(text.split("\n"), 1), key=lambda line: line[1].count("[") + line[1].count("{"))[0]
        raise tomllib.TOMLDecodeError(f"nested too deep (at line {deepest}, column 1)") from None


def toml_error_position(message: str, text: str) -> tuple[int, int]:
    """The line and column inside tomllib's message, which on Python 3.11 has them nowhere else."""
    found = re.search(r"at line (\d+), column (\d+)", message)
    return (int(found[1]), int(found[2])) if found else (text.count("\n") + 1, 1)


def toml_error_text(error: tomllib.TOMLDecodeError) -> str:
    """Tomllib's message without its position."""
    return re.sub(r" \(at .*\)$", "", str(error))


def key_position(text: str, table: str, key: str) -> tuple[int, int]:
    """Where a key of a table stands in a TOML text (line, column); the table's own header when it has no line."""
    current, header = "", (1, 1)
    for number, line in enumerate(text.splitlines(), 1):
        opened = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
        if opened:
            current = opened[1].strip()
            header = (number, 1) if current in (table, f"{table}.{key}".lstrip(".")) else header
            if current == f"{table}.{key}".lstrip("."):
                return header
        found = re.match(r"(\s*)[\"']?" + re.escape(key) + r"[\"']?\s*[=.]", line)
        if found and current == table:
            return number, len(found[1]) + 1
    return header


def name_position(text: str, name: str) -> tuple[int, int]:
    """Where a setting such as `menu.apply_url` stands in a TOML text."""
    table, _, key = name.rpartition(".")
    return key_position(text, table, key)


def fill(cls: Any, data: dict[str, Any], file: str, text: str, problems: list[Problem], table: str = "") -> Any:
    """An instance of a settings class from a TOML table, defaults in place of what is wrong.

    Whoever reads the top level of a file says what is unknown there: several classes may share it.
    """
    hints = get_type_hints(cls)
    if table:
        problems += unknown_keys(data, hints, file, text, table)
    values: dict[str, Any] = {}
    for key, value in data.items():
        name = f"{table}.{key}" if table else key
        if key not in hints:
            continue
        if is_dataclass(hints[key]) and isinstance(value, dict):
            values[key] = fill(hints[key], value, file, text, problems, name)
            continue
        try:
            values[key] = convert(value, hints[key], name)
        except TypeError as error:
            problems.append(Problem(file, *key_position(text, table, key), name, str(error)))
    return cls(**values)


def unknown_keys(data: dict[str, Any], known: Iterable[str], file: str, text: str, table: str = "") -> list[Problem]:
    """A problem for every key of a table that is none of the known ones."""
    known = list(known)
    return [
        Problem(
            file,
            *key_position(text, table, key),
            f"{table}.{key}" if table else key,
            "unknown key" + did_you_mean(key, known),
        )
        for key in data
        if key not in known
    ]


def convert(value: Any, wanted: Any, name: str = "") -> Any:
    """A value of TOML as a settings class wants it. TypeError says what would be right."""
    if is_dataclass(wanted):
        raise TypeError(f"must be a table: write it as [{name}]")
    if wanted in (str, bool) and isinstance(value, wanted):
        return value
    if wanted is int and isinstance(value, int) and not isinstance(value, bool):
        return value
    if wanted is float and isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    if wanted == tuple[str, ...] and isinstance(value, list) and _are_texts(value):
        return tuple(value)
    if wanted == TextTable and isinstance(value, dict) and _are_texts(value.values()):
        return tuple(value.items())
    raise TypeError(f"must be {_SAID.get(wanted, 'a list of texts')}, not {value!r}")


def _are_texts(values: Iterable[Any]) -> bool:
    return all(isinstance(one, str) for one in values)


def rebuild(cls: Any, data: dict[str, Any]) -> Any:
    """An instance of a settings class that `dataclasses.asdict` and JSON took apart."""
    hints = get_type_hints(cls)
    values: dict[str, Any] = {}
    for one in fields(cls):
        if one.name in data:
            value = data[one.name]
            wanted = hints[one.name]
            values[one.name] = (
                rebuild(wanted, value) if is_dataclass(wanted) else tuple(value) if isinstance(value, list) else value
            )
    return cls(**values)
