"""Foreign files → drafts: what each is, what became of it, and what was lost. One bad file stops no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from editing.importing.confined import confined
from editing.importing.docx.reading import read_docx
from editing.importing.facts import Suggested
from editing.importing.limits import LARGEST_FILE, LARGEST_TEXT, MB
from editing.importing.model import Lost, RefusedError, Source
from editing.importing.reading.encodings import decoded_text, file_kind
from editing.importing.reading.feed_reader import is_feed, read_feed
from editing.importing.reading.html_reader import HtmlReader
from editing.importing.reading.markdown_reader import read_markdown
from editing.importing.reading.table_reader import read_json_lines, read_table
from editing.importing.writing.drafting import Draft, Drafting, ImportOptions
from editing.life.bulletins import Bulletins

#: Endings of names → how a text is read.
_TABLES, _JSON = (".csv", ".tsv", ".tab"), (".jsonl", ".ndjson", ".json")
_MARKDOWN, _HTML = (".md", ".markdown", ".mdown", ".mkd", ".txt", ".text"), (".html", ".htm", ".xhtml")
_PACKAGES = {
    "xl/": "an Excel file; save each table as CSV UTF-8",
    "ppt/": "a PowerPoint file; copy its text into Word",
    "content.xml": "an OpenDocument file; open it and save it as .docx",
}  # fmt: skip


@dataclass(slots=True)
class FileReport:
    """What became of a file. `known` are the files that it had been imported to before; `changed` is not lost."""

    source: str
    written: list[str] = field(default_factory=list)
    refused: str | None = None
    lost: list[Lost] = field(default_factory=list)
    suggested: Suggested = field(default_factory=dict)
    changed: list[Lost] = field(default_factory=list)
    known: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether nothing was refused or lost."""
        return self.refused is None and not self.lost

    def to_json(self) -> dict[str, Any]:
        """As `--report` has it."""
        return asdict(self)


def import_files(site: Bulletins, paths: list[Path], options: ImportOptions) -> Iterator[FileReport]:
    """Import files one after the other."""
    drafting = Drafting(site, options)
    for path in paths:
        try:
            report, drafts = read_drafts(drafting, options, path)
            for draft in drafts:
                report.written += drafting.named(draft) if options.dry_run else drafting.write(draft)
        except RefusedError as error:
            report = FileReport(str(path), refused=str(error))
        except OSError as error:
            report = FileReport(str(path), refused=f"cannot be read or written: {error.strerror or error}")
        yield report


def read_drafts(drafting: Drafting, options: ImportOptions, path: Path) -> tuple[FileReport, list[Draft]]:
    """The drafts that a file gives, in no file yet; their names are taken. RefusedError where nothing can be read."""
    report, drafts = confined(partial(_read_file, drafting, options), path)
    drafting.take(drafts)
    return report, drafts


def _read_file(drafting: Drafting, options: ImportOptions, path: Path) -> tuple[FileReport, list[Draft]]:
    """All drafts of a file, and what is told of it; where part of it is refused all of it is."""
    report, drafts = FileReport(str(path)), []
    try:
        for source in _sources(path, _read(path), options, report):
            if known := drafting.known.get(drafting.mark_of(source)):
                report.known.append(known)
                continue
            is_empty = not source.blocks and "title" not in source.facts
            draft = None if is_empty else drafting.draft(source, path.parent, path.name)
            report.lost += source.lost
            report.changed += source.changed
            if draft is None:
                raise RefusedError("it holds no text")
            drafting.take([draft])
            _suggest(report, draft.suggested)
            drafts.append(draft)
    except RefusedError as error:
        report.refused, drafts = str(error), []
    return report, drafts


def _suggest(report: FileReport, suggested: Suggested) -> None:
    for facet, values in suggested.items():
        known = {one["value"] for one in report.suggested.get(facet, [])}
        report.suggested.setdefault(facet, []).extend(one for one in values if one["value"] not in known)


def _read(path: Path) -> bytes:
    if not path.exists():
        raise RefusedError("there is no such file")
    if not path.is_file():
        raise RefusedError("a folder, or no file at all; name the files in it")
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise RefusedError(f"it has {size // MB} MB; at most {LARGEST_FILE // MB} MB are read")
    if size == 0:
        raise RefusedError("it is empty")
    return path.read_bytes()


def _sources(path: Path, data: bytes, options: ImportOptions, report: FileReport) -> Iterator[Source]:
    """The texts of a file."""
    ending = path.suffix.lower()
    if file_kind(data) == "zip":
        yield _one(_word(data), data, path)
        return
    if ending in (".docx", ".docm", ".dotx"):
        raise RefusedError("not a Word file, whatever its name says; open it in Word and save it as .docx")
    if is_feed(data):
        yield from read_feed(data)
        return
    if len(data) > LARGEST_TEXT:
        raise RefusedError(f"it has {len(data) // MB} MB; at most {LARGEST_TEXT // MB} MB are read")
    text, encoding = decoded_text(data)
    if encoding != "UTF-8":
        report.changed.append(Lost("the file", f"it was in {encoding} and is UTF-8 now"))
    if ending in _TABLES:
        yield from read_table(text, options.columns)
    elif ending in _JSON:
        yield from read_json_lines(text, options.columns)
    elif ending in _MARKDOWN:
        yield _one(read_markdown(text), data, path)
    elif ending in _HTML:
        source = Source()
        source.blocks = HtmlReader(source.lost).read(text)
        yield _one(source, data, path)
    else:
        raise RefusedError(f'of a kind that is not imported ("{ending}"): .docx, .md, .csv, .tsv, .jsonl or a feed')


def _one(source: Source, data: bytes, path: Path) -> Source:
    source.identity, source.name = data, path.stem
    return source


def _word(data: bytes) -> Source:
    try:
        with ZipFile(BytesIO(data)) as package:
            names = package.namelist()
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        names = []
    for begin, what in _PACKAGES.items():
        if any(name.startswith(begin) for name in names) and not any(name.startswith("word/") for name in names):
            raise RefusedError(what)
    return read_docx(data)
