"""Plans `/data/`: every published bulletin as a line of JSON and a row of CSV, and what says what they mean.

What a bulletin is comes from `view/bulletin.py`. A line begins with its `revision`, so that after a change the lines of
all other bulletins are taken from the live file as they are.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from builder.catalogue.model import Model
from builder.catalogue.published import Published
from builder.pages.outputs import Output, Tools, literal, named, path_of
from view.bulletin import OpenRecord, extend, open_schema, to_open
from view.urls import DATA, absolute, text_url

JSON_LINES, CSV, SCHEMA, PACKAGE = (
    f"{DATA}{name}" for name in ("bulletins.jsonl", "bulletins.csv", "bulletin.schema.json", "datapackage.json")
)
#: For programs of the office that would else guess at another encoding.
_MARK = "\ufeff"
#: What separates the values of a list in a cell.
SEPARATOR = ";"
_JSON_START = len('{"revision": "')
_REVISION = 32
_FIELD_TYPES = {"string": "string", "boolean": "boolean", "date-time": "datetime"}


def plan_data(model: Model, site: bytes, live: Path | None = None) -> Iterator[Output]:
    """The four files. `live` is the tree whose lines may be taken over, where nothing but content has changed."""
    revisions = hashlib.blake2b(b"".join([one.printed for one in model.selection.published]), digest_size=8).digest()
    inputs = named({"bulletins": revisions, "site": site})
    for url, make in ((JSON_LINES, _make_lines), (CSV, _make_rows)):
        path = path_of(url)
        yield Output(path, "", inputs, make, arguments=(model, live / path if live else None))
    yield literal(path_of(SCHEMA), _pretty(_schema(model)))
    yield literal(path_of(PACKAGE), _pretty(_package(model)))


def _make_lines(_: Tools, model: Model, live: Path | None) -> bytes:
    def line(record: OpenRecord) -> bytes:
        return json.dumps(to_open(record), ensure_ascii=False).encode()

    return b"".join(one + b"\n" for one in _lines(model, live, _JSON_START, line))


def _make_rows(_: Tools, model: Model, live: Path | None) -> bytes:
    def row(record: OpenRecord) -> bytes:
        return _row([_cell(value) for value in to_open(record).values()])

    header = _MARK.encode() + _row(list(open_schema()))
    return b"".join(one + b"\r\n" for one in (header, *_lines(model, live, 0, row)))


def _row(cells: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    """A value as a cell: lists of texts with a separator, all else that is no text as JSON."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return SEPARATOR.join(value)
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _lines(model: Model, live: Path | None, at: int, make: Callable[[OpenRecord], bytes]) -> Iterator[bytes]:
    """The line of every published bulletin, oldest first; those that are in the live file as they are."""
    known: dict[bytes, bytes] = {}
    if live is not None and live.is_file():
        known = {line[at : at + _REVISION]: line for line in live.read_bytes().splitlines()}
    for one in model.selection.published:
        revision = one.printed.hex()
        yield known.get(revision.encode()) or make(_record(model, one, revision))


def _record(model: Model, one: Published, revision: str) -> OpenRecord:
    record, row, changes = model.loader.whole(one)
    said = tuple(
        {"date": note.date.isoformat(timespec="seconds"), "kind": note.kind, "note": note.note}
        | ({"level_from": note.level_from} if note.level_from else {})
        for note in changes
    )
    successor = record.superseded_by if row.status == "superseded" else None
    return extend(
        OpenRecord, row, revision=revision, changes=said, superseded_by=successor, text_url=text_url(one.id),
    )  # fmt: skip


def _schema(model: Model) -> dict[str, Any]:
    """What a line of the JSON lines holds, with the labels of the vocabulary's codes."""
    properties = open_schema()
    terms = {
        facet: [{"const": term.code, "title": term.label} for term in model.vocabulary.terms[facet]]
        for facet in ("channel", "level", "industry")
    }
    for name, choices in (("channel", terms["channel"]), ("level", [*terms["level"], {"type": "null"}])):
        properties[name] = {"oneOf": choices, "description": properties[name]["description"]}
    properties["industries"]["items"] = {"oneOf": terms["industry"]}
    properties["countries"]["items"] = {"type": "string", "pattern": "^[A-Z]{2}$"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": absolute(model.settings.base_url, SCHEMA),
        "title": f"{model.settings.title}：一条风险信息",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _package(model: Model) -> dict[str, Any]:
    """A Frictionless data package that describes both files."""
    fields = []
    for name, said in open_schema().items():
        kind = said.get("format") or said.get("type")
        fields.append({"name": name, "type": _FIELD_TYPES.get(str(kind), "string"), "description": said["description"]})
    table = {"fields": fields, "primaryKey": "id", "missingValues": [""]}
    return {
        "profile": "data-package",
        "name": "bulletins",
        "title": f"{model.settings.title}：全部风险信息",
        "homepage": absolute(model.settings.base_url, "/"),
        "resources": [
            {
                "name": "bulletins", "path": "bulletins.csv", "profile": "tabular-data-resource", "format": "csv",
                "mediatype": "text/csv", "encoding": "utf-8", "schema": table,
            },
            {
                "name": "bulletins-lines", "path": "bulletins.jsonl", "profile": "data-resource", "format": "jsonl",
                "mediatype": "application/jsonl", "encoding": "utf-8", "jsonSchema": "bulletin.schema.json",
            },
        ],
    }  # fmt: skip


def _pretty(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
