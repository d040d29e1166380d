"""One content file → its record, rendered body and problems; needs no other file."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from builder.base.limits import LONGEST_FRONT_MATTER, body_faults, size_fault
from builder.reading.bodies.line_breaks import with_breaks
from builder.reading.bodies.markdown import Rendered, render
from builder.reading.fields import Reading
from builder.reading.front_matter import FrontMatter, SourceText, decode, split
from builder.reading.keys import BULLETIN_KEYS, GUIDE_KEYS, read_keys
from builder.reading.records import Body, BulletinRecord, GuideRecord, ParsedFile
from builder.reading.traps.finding import find_traps
from builder.reading.traps.trap import Edit
from builder.reading.traps.values import tell_cut_values, value_edits
from view.bulletin import Facts, field_names
from view.problems import Problem
from view.vocabulary.vocabulary import Vocabulary

#: First segments below /risk/ that lists use, so that no bulletin's id may begin with them.
RESERVED = ("changes", "country", "industry", "channel", "month", "page")
_EMPTY = Body("", ())


@dataclass(frozen=True, slots=True)
class Parser:
    """Parses content files against one vocabulary and time zone."""

    vocabulary: Vocabulary
    zone: ZoneInfo

    def parse(self, kind: str, identifier: str, file: str, raw: bytes) -> ParsedFile:
        """`kind` is risk or guide; `file` is relative to the root. Never raises: what is wrong is in `problems`."""
        if fault := size_fault(raw):
            return ParsedFile(file, None, _EMPTY, (Problem(file, 1, 1, "size", fault),), _says_draft(_head(raw)))
        source = decode(file, raw)
        parts = None if source.problems else split(source)
        if parts is None:
            return ParsedFile(file, None, _EMPTY, tuple(source.problems), _says_draft(source.text))
        yaml_text, body_text, first_line = parts
        front = FrontMatter(source, yaml_text)
        faults = list(body_faults(body_text, first_line))
        for line, column, message in faults:
            source.problem(line, column, "body", message)
        guide = identifier if kind == "guide" else None
        rendered = Rendered(_EMPTY, (), ()) if faults else render(body_text, first_line, source.problem, guide)
        tell_cut_values(source, front, yaml_text)
        if not faults:
            _tell_traps(source, body_text, first_line)
        if not front.valid:
            return ParsedFile(file, None, rendered.body, tuple(source.problems), _says_draft(yaml_text))
        digest = hashlib.blake2b(raw + identifier.encode(), digest_size=16).hexdigest()
        reading = Reading(front, rendered.body, self.vocabulary, self.zone)
        if kind == "guide":
            record = _guide(reading, identifier, file, rendered, digest)
            return ParsedFile(file, record, rendered.body, tuple(source.problems), draft=False)
        bulletin = _bulletin(reading, identifier, file, rendered, digest)
        return ParsedFile(file, bulletin, rendered.body, tuple(source.problems), bulletin.draft)


def _head(raw: bytes) -> str:
    """The beginning of a file that is not read, where its front matter stands."""
    return raw[:LONGEST_FRONT_MATTER].decode("utf-8", "replace").replace("\r", "\n").partition("\n---")[0]


def safe_edits(source: SourceText) -> list[Edit]:
    """What would mend the traps of a content file where that is safe; offsets are those of `source.text`, in order."""
    parts = None if source.problems else split(source)
    if parts is None:
        return []
    yaml_text, body_text, _ = parts
    start = source.text.index("\n") + 1
    values = value_edits(FrontMatter(source, yaml_text), yaml_text)
    edits = [Edit(start + one.start, start + one.end, one.text) for one in sorted(values)]
    body_start = len(source.text) - len(body_text)
    _, traps = find_traps(body_text) or (None, [])
    found = (edit for trap in traps for edit in trap.edits)
    return edits + [Edit(body_start + one.start, body_start + one.end, one.text) for one in found]


def _tell_traps(source: SourceText, body_text: str, first_line: int) -> None:
    body, traps = find_traps(body_text) or (None, [])
    for one in traps:
        if body and one.message:
            line, column = body.place(one.at)
            source.problem(first_line + line, column + 1, "text", one.message, warning=not one.is_problem)


def _says_draft(text: str) -> bool:
    """Whether a file whose YAML cannot be read says `draft: true` anyway."""
    return re.search(r"^draft:[ \t]*true[ \t]*$", text, re.MULTILINE) is not None


def _bulletin(reading: Reading, identifier: str, file: str, rendered: Rendered, digest: str) -> BulletinRecord:
    if identifier == RESERVED[0] or (identifier.partition("/")[0] in RESERVED and "/" in identifier):
        reserved = ", ".join(f"{name}/" for name in RESERVED)
        reading.front.source.problem(1, 1, "id", f'"{identifier}" may not begin with {reserved}; lists live there')
    values = {"id": identifier, **read_keys(reading, BULLETIN_KEYS)}
    facts = Facts(**{name: values.pop(name) for name in field_names(Facts)})
    return BulletinRecord(
        facts=facts, file=file, superseded_at=reading.place_of("superseded_by"),
        feed_id_at=reading.place_of("feed_id"), references=rendered.references,
        headings=rendered.headings, digest=digest,
        begins_with_summary=" ".join(rendered.body.blocks).startswith(facts.summary.rstrip("…")),
        title_html=with_breaks(facts.title), **values,
    )  # fmt: skip


def _guide(reading: Reading, identifier: str, file: str, rendered: Rendered, digest: str) -> GuideRecord:
    values = read_keys(reading, GUIDE_KEYS)
    return GuideRecord(
        id=identifier, file=file, topic_at=reading.place_of("topic"), references=rendered.references,
        headings=rendered.headings, digest=digest, title_html=with_breaks(values["title"]),
        steps=rendered.steps, **values,
    )  # fmt: skip
