"""One content file → its record, rendered body and problems; needs no other file."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from builder.fields import BULLETIN_KEYS, GUIDE_KEYS, LONGEST_TITLE, Reading
from builder.frontmatter import FrontMatter, decode, split
from builder.htmlrules import first_paragraph
from builder.markdown import Rendered, render
from builder.records import Body, Bulletin, Guide, Parsed
from view.vocabulary import Vocabulary

#: First segments below /risk/ that lists use, so that no bulletin's id may begin with them.
RESERVED = ("country", "industry", "channel", "month", "page")
_EMPTY = Body("", ())
_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Parser:
    """Parses content files against one vocabulary and time zone."""

    vocabulary: Vocabulary
    zone: ZoneInfo

    def parse(self, kind: str, identifier: str, file: str, raw: bytes) -> Parsed:
        """`kind` is risk or guide; `file` is relative to the root. Never raises: what is wrong is in `problems`."""
        source = decode(file, raw)
        parts = None if source.problems else split(source)
        if parts is None:
            return Parsed(file, None, _EMPTY, tuple(source.problems), _says_draft(source.text))
        yaml_text, body_text, first_line = parts
        front = FrontMatter(source, yaml_text)
        rendered = render(body_text, first_line, source.problem)
        if not front.valid:
            return Parsed(file, None, rendered.body, tuple(source.problems), _says_draft(yaml_text))
        digest = hashlib.blake2b(raw + identifier.encode(), digest_size=16).hexdigest()
        reading = Reading(front, self.vocabulary, self.zone)
        if kind == "guide":
            guide = _guide(reading, identifier, file, rendered, digest)
            return Parsed(file, guide, rendered.body, tuple(source.problems), draft=False)
        bulletin = _bulletin(reading, identifier, file, rendered, digest)
        return Parsed(file, bulletin, rendered.body, tuple(source.problems), bulletin.draft)


def _says_draft(text: str) -> bool:
    """Whether a file whose YAML cannot be read says `draft: true` anyway."""
    return re.search(r"^draft:[ \t]*true[ \t]*$", text, re.MULTILINE) is not None


def _bulletin(reading: Reading, identifier: str, file: str, rendered: Rendered, digest: str) -> Bulletin:
    front = reading.front
    front.check_keys(BULLETIN_KEYS, ("title", "date", "channel"))
    if identifier.partition("/")[0] in RESERVED and "/" in identifier:
        reserved = ", ".join(f"{name}/" for name in RESERVED)
        front.source.problem(1, 1, "id", f'"{identifier}" may not begin with {reserved}; lists live there')
    changes = reading.changes()
    status = reading.status(changes)
    successor, successor_at = reading.superseded_by(status)
    title = front.text("title", LONGEST_TITLE, visible=True)
    date, channel = reading.moment("date"), reading.one_term("channel", "channel")
    expires = reading.moment("expires", end=True)
    facts = {
        "countries": reading.terms("countries", "country"),
        "industries": reading.terms("industries", "industry"),
        "keywords": reading.words("keywords"),
        "aliases": front.each("aliases", reading.alias),
    }
    draft = front.boolean("draft")
    summary = front.text("summary") or first_paragraph(rendered.body.html)
    begins = " ".join(rendered.body.blocks).startswith(summary.rstrip("…"))
    optional = {
        "level": reading.one_term("level", "level"),
        "summary": summary,
        "source": front.text("source") or "",
        "source_url": reading.web_address("source_url"),
        "updated": reading.moment("updated"),
        "pinned_until": reading.moment("pinned_until", end=True),
        "expires": expires,
    }
    node = front.node("expires")
    if date and expires and node is not None and expires <= date:
        front.problem_at(node, "expires", "lies before `date`; the bulletin would never be shown", warning=True)
    # A missing value has been told; standing in for it lets the file's links and images be checked in the same run.
    return Bulletin(
        id=identifier, file=file, title=title or "", date=date or _NO_DATE, channel=channel or "", changes=changes,
        status=status,
        superseded_by=successor, superseded_at=successor_at, draft=draft, references=rendered.references,
        headings=rendered.headings, digest=digest, begins_with_summary=begins, **facts, **optional,  # type: ignore[arg-type]
    )  # fmt: skip


def _guide(reading: Reading, identifier: str, file: str, rendered: Rendered, digest: str) -> Guide:
    front = reading.front
    front.check_keys(GUIDE_KEYS, ("title",))
    title = front.text("title", LONGEST_TITLE, visible=True)
    order = front.integer("order")
    summary = front.text("summary") or first_paragraph(rendered.body.html)
    topic, topic_at = reading.topic()
    aliases = front.each("aliases", reading.alias)
    return Guide(
        id=identifier, file=file, title=title or "", order=order if order is not None else 1_000_000, summary=summary,
        topic=topic, topic_at=topic_at, aliases=aliases, references=rendered.references, headings=rendered.headings,
        digest=digest,
    )  # fmt: skip
