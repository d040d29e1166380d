"""Files that come from a browser: Word files and others → drafts to be accepted, pictures → files beside a bulletin."""

from __future__ import annotations

import re
import tempfile
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from builder.attachments.active_content import fault_of_attachment
from builder.attachments.picture_size import fault_of_picture, picture_size
from builder.reading.scanning import is_good_name
from editing.desk.texts.definition import FORM
from editing.importing.confined import confined
from editing.importing.files import FileReport, read_drafts
from editing.importing.limits import LARGEST_FILE
from editing.importing.model import Picture, RefusedError
from editing.importing.writing.drafting import Draft, Drafting, ImportOptions
from editing.importing.writing.pictures import UnreadablePictureError, prepared
from editing.life.bulletins import Bulletins
from editing.life.drafts import names_in, put_new
from view.messages.catalogue import chinese
from view.workers import in_process

#: Characters of an uploaded file's name that are kept.
_LONGEST_NAME = 120


class ReadUpload(NamedTuple):
    """What a file gives: the report of the import, and the drafts, in no file yet."""

    report: FileReport
    drafts: list[Draft]


def read_upload(root: Path, at: datetime, name: str, data: bytes, options: ImportOptions) -> ReadUpload:
    """Read an uploaded file in a process of its own, with limits. RefusedError where it cannot be read."""
    with tempfile.TemporaryDirectory(prefix="xinfeng-desk-") as folder:
        path = Path(folder) / safe_name(name)
        path.write_bytes(data)
        return in_process(_read, root, at, path, options)


def _read(root: Path, at: datetime, path: Path, options: ImportOptions) -> ReadUpload:
    """In a process without threads, so that the work can be confined to one that may use so much and no more."""
    return ReadUpload(*read_drafts(Drafting(Bulletins(root, at), options), options, path))


def upload_json(found: ReadUpload, root: Path) -> dict[str, Any]:
    """What was read, as the page shows it, in Chinese."""
    report = asdict(found.report)
    for name in ("lost", "changed"):
        report[name] = [{"where": _place(one["where"]), "what": chinese(one["what"])} for one in report[name]]
    if report["refused"]:
        report["refused"] = chinese(report["refused"])
    report["source"] = Path(report["source"]).name
    drafts = [
        {
            "title": _title(one.text), "text": one.text, "file": one.path.relative_to(root).as_posix(),
            "pictures": [path.name for path in one.pictures],
        }
        for one in found.drafts
    ]  # fmt: skip
    return {**report, "drafts": drafts}


def _place(where: str) -> str:
    """Where something was lost: a field by the label that the form has, all else as the catalogue says it."""
    return FORM[where][0] if where in FORM else chinese(where)


def _title(text: str) -> str:
    found = re.search(r'^title: "?(.*?)"?$', text, re.MULTILINE)
    return found[1] if found else ""


def safe_name(name: str) -> str:
    """The last part of a file's name, of characters that every file system has; its ending stays."""
    base = re.split(r"[/\\]", name)[-1]
    base = "".join(one for one in base if one.isprintable() and one not in ':*?"<>|').strip(". ")
    stem, dot, ending = base.rpartition(".")
    return f"{stem[:_LONGEST_NAME]}{dot}{ending[:10]}" if dot and stem else base[:_LONGEST_NAME] or "file"


class StoredPicture(NamedTuple):
    """A picture beside a bulletin, and what was done to it."""

    name: str
    data: bytes
    size: tuple[int, int] | None
    done: list[str]


def prepare_picture(data: bytes) -> tuple[bytes, str, list[str]]:
    """A picture as pages show it: made smaller where it is large, turned as it was taken. RefusedError says why not."""
    if len(data) > LARGEST_FILE:
        raise RefusedError("a picture that large is not read")
    kind = "svg" if re.match(rb"\s*(?:<\?xml|<!--|<svg)", data.removeprefix(b"\xef\xbb\xbf")) else ""
    try:
        return in_process(_prepare, data, kind)
    except UnreadablePictureError as error:
        raise RefusedError(str(error)) from None


def _prepare(data: bytes, kind: str) -> tuple[bytes, str, list[str]]:
    return confined(partial(_prepared, kind), data)


def _prepared(kind: str, data: bytes) -> tuple[bytes, str, list[str]]:
    return prepared(Picture(data, kind))


def store_picture(folder: Path, wanted: str, data: bytes) -> StoredPicture:
    """Put a picture into a bulletin's folder under a name that nobody has. RefusedError where pages may not show it."""
    bytes_, ending, done = prepare_picture(data)
    stem = re.sub(r"[^\w-]+", "-", Path(safe_name(wanted)).stem).strip("-")[:60] or "picture"
    if not is_good_name(stem):
        stem = "picture"
    name = f"{stem}.{ending}"
    if fault := fault_of_attachment(name, bytes_) or fault_of_picture(name, bytes_):
        raise RefusedError(f'"{name}" {fault}')
    name = _write_free(folder, stem, ending, bytes_)
    return StoredPicture(name, bytes_, picture_size(bytes_), [chinese(one) for one in done])


def _write_free(folder: Path, stem: str, ending: str, data: bytes) -> str:
    """Write a file whole or not at all, and never over another: not over one that differs by capitals either."""
    taken, number = names_in(folder), 1
    while True:
        name = f"{stem}{'' if number == 1 else f'-{number}'}.{ending}"
        number += 1
        if name.casefold() in taken:
            continue
        try:
            put_new(folder / name, data, durable=True)
        except FileExistsError:
            continue
        return name
