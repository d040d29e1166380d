"""Tables (CSV, TSV) and JSON lines → one text for each row, by the names of the columns."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any

from editing.importing.labels import in_columns
from editing.importing.limits import MOST_ITEMS
from editing.importing.model import Lost, RefusedError, Source
from editing.importing.reading.html_reader import HtmlReader
from editing.importing.reading.markdown_reader import read_body, take_values, with_doubled
from view.vocabulary.vocabulary import fold_name

_LOOKS_LIKE_HTML = re.compile(r"</?(?:p|br|div|table|ul|ol|h[1-6]|span|strong|a|img)\b[^>]*>", re.IGNORECASE)
csv.field_size_limit(4_000_000)


def read_table(text: str, columns: Mapping[str, str]) -> Iterator[Source]:
    """The rows of a table. `columns` leads from a column's name to a key where that is not told by its name."""
    rows = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        names = [one.strip() for one in next(rows, [])]
        _check(names, columns)
        for number, row in enumerate(rows, 2):
            if number > MOST_ITEMS + 1:
                raise RefusedError(f"more than {MOST_ITEMS:,} rows; divide the table")
            if any(one.strip() for one in row):
                where = f"row {number}"
                source = from_values(dict(zip(names, row, strict=False)), columns, where)
                source.lost += [
                    Lost(where, f"{name}: {value}")
                    for at, (name, value) in enumerate(zip(names, row, strict=False))
                    if name in names[at + 1 : len(row)] and value.strip()
                ]
                source.lost += [
                    Lost(where, f'beyond the last column: "{one}"') for one in row[len(names) :] if one.strip()
                ]
                yield source
    except csv.Error as error:
        raise RefusedError(f"not a table: {error} in line {rows.line_num}") from None


def read_json_lines(text: str, columns: Mapping[str, str]) -> Iterator[Source]:
    """The objects of a file with one in each line, or of a JSON list."""
    for number, value in enumerate(_values(text), 1):
        if number > MOST_ITEMS:
            raise RefusedError(f"more than {MOST_ITEMS:,} objects; divide the file")
        if not isinstance(value, dict):
            raise RefusedError(f"object {number} is not of the form {{…}}; each line holds one object")
        if number == 1:
            _check(list(value), columns)
        yield from_values(value, columns, f"line {number}")


def _values(text: str) -> Iterator[Any]:
    if text.lstrip().startswith("["):
        try:
            yield from json.loads(text, object_pairs_hook=with_doubled)
        except (ValueError, RecursionError) as error:
            raise RefusedError(f"not valid JSON: {error}") from None
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield json.loads(line, object_pairs_hook=with_doubled)
            except (ValueError, RecursionError) as error:
                raise RefusedError(f"line {number} is not valid JSON: {error}") from None


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max("\t,;", key=head.count)


def _check(names: list[str], columns: Mapping[str, str]) -> None:
    unknown = [one for one in columns if one not in names]
    if unknown:
        raise RefusedError(f'no column "{unknown[0]}"; there are {", ".join(names)}')
    if not any(_key(one, columns) == "title" for one in names):
        raise RefusedError(f"no column of titles among {', '.join(names)}; name one with --map NAME=title")


def _key(name: str, columns: Mapping[str, str]) -> str:
    return columns.get(name) or in_columns().get(fold_name(name), "")


def from_values(values: dict[str, Any], columns: Mapping[str, str], where: str) -> Source:
    """A text of named values: `body` is Markdown or HTML, the rest is front matter."""
    source = Source(identity=json.dumps(values, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass"))
    take_values({columns.get(name, name): value for name, value in values.items()}, source, where)
    body = str(source.facts.pop("body", ""))
    if _LOOKS_LIKE_HTML.search(body):
        source.blocks = HtmlReader(source.lost, where).read(body)
    else:
        source.blocks = read_body(body, source.lost, breaks=True, where=where)
    return source
