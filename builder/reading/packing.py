"""How what a build leaves for the next one is packed: damage and other versions are noticed, never believed."""

from __future__ import annotations

import hashlib
import pickle
from datetime import datetime, timedelta, timezone
from operator import attrgetter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from builder.reading.records import (
    Action,
    Alias,
    Body,
    BulletinRecord,
    ChangeNote,
    GuideRecord,
    GuideStep,
    Heading,
    ParsedFile,
    Record,
    Reference,
    StepPicture,
)
from view.bulletin import Facts, field_names
from view.problems import Problem
from view.untrusted.unpickling import KnownTypes, loads

CHECKSUM = 8
_NO_BODY = Body("", ())
_MEMBERS: dict[str, Any] = {
    "changes": ChangeNote,
    "aliases": Alias,
    "references": Reference,
    "headings": Heading,
    "steps": GuideStep,
}
_Member = tuple[int, Any]
_FACTS = BulletinRecord._fields.index("facts")
_facts_values = attrgetter(*field_names(Facts))


def _members(kind: type[Record]) -> list[_Member]:
    """Where a record holds tuples of named tuples, and which."""
    return [(kind._fields.index(name), member) for name, member in _MEMBERS.items() if name in kind._fields]


#: Kinds of records by the letter that stands for them. Named tuples are packed as plain ones: pickling asks Python for
#: each of them what C knows of a tuple.
_KINDS: dict[str, tuple[Any, list[_Member]]] = {
    "b": (BulletinRecord, _members(BulletinRecord)),
    "g": (GuideRecord, _members(GuideRecord)),
}
_LETTERS = {kind: letter for letter, (kind, _) in _KINDS.items()}


def _zones_maker(of: type, name: str) -> Any:
    """What pickles of zones ask `getattr` for, and nothing that else could be had by it."""
    if of is not ZoneInfo or name != "_unpickle":
        raise ValueError(f"{name} is not looked up in a file")
    return ZoneInfo._unpickle  # type: ignore[attr-defined]


def known_types(*kinds: type) -> KnownTypes:
    """Classes by the names that pickles give them."""
    return {(one.__module__, one.__qualname__): one for one in kinds}


#: What a parsed file refers to.
_KNOWN: KnownTypes = {
    **known_types(Action, datetime, StepPicture, timedelta, timezone, Problem, ZoneInfo),
    ("builtins", "getattr"): _zones_maker,
}


class Packed(NamedTuple):
    """A parsed file as the cache keeps it: what all bulletins are planned by, and the parts of its body."""

    record: bytes
    html: bytes
    text: bytes


def pack_parsed(parsed: ParsedFile) -> Packed:
    """Take a parsed file apart."""
    html, blocks = parsed.body
    record = parsed.record
    facts = None if record is None else (_LETTERS[type(record)], _plain(record))
    sealed = seal((parsed.file, facts, parsed.problems, parsed.draft))
    return Packed(sealed, seal_text(html), seal_text("\n".join(blocks)))  # visible text holds no line breaks


def unpack_record(blob: bytes) -> ParsedFile:
    """What `pack` made, its body left empty; ValueError when it is something else."""
    try:
        file, facts, problems, draft = unseal(blob, _KNOWN)
        return ParsedFile(file, None if facts is None else _record(*facts), _NO_BODY, problems, draft)
    except (TypeError, LookupError) as error:
        raise ValueError("not a parsed file") from error


def unpack_blocks(blob: bytes) -> tuple[str, ...]:
    """The visible text of a body that `pack` took apart; ValueError as `unseal_text`."""
    text = unseal_text(blob)
    return tuple(text.split("\n")) if text else ()


def _plain(record: Record) -> list[Any]:
    facts: list[Any] = list(record)
    if isinstance(record, BulletinRecord):
        facts[_FACTS] = _facts_values(record.facts)
    for place, _ in _KINDS[_LETTERS[type(record)]][1]:
        if facts[place]:
            facts[place] = list(map(tuple, facts[place]))
    return facts


def _record(letter: str, facts: list[Any]) -> Record:
    kind, members = _KINDS[letter]
    for place, member in members:
        if facts[place]:
            facts[place] = tuple(map(member._make, facts[place]))
    if kind is BulletinRecord:
        facts[_FACTS] = Facts(*facts[_FACTS])
    record: Record = kind._make(facts)
    return record


def _sealed(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()[:CHECKSUM] + data


def _unsealed(blob: bytes) -> bytes:
    data = blob[CHECKSUM:]
    if hashlib.sha256(data).digest()[:CHECKSUM] != blob[:CHECKSUM]:
        raise ValueError("checksum differs")
    return data


def seal(value: object) -> bytes:
    """Pickle with a checksum in front, so that a damaged row is noticed and not unpickled."""
    return _sealed(pickle.dumps(value, protocol=5))


def unseal(blob: bytes, known: KnownTypes) -> Any:
    """What `seal` packed; ValueError when the bytes are not what was written, or another program wrote them.

    `known` are the classes that it may refer to.
    """
    data = _unsealed(blob)
    try:
        return loads(data, known)
    except Exception as error:  # what classes of another shape raise is anything
        raise ValueError("written by another version") from error


def seal_text(text: str) -> bytes:
    """A text with a checksum in front."""
    return _sealed(text.encode("utf-8", "surrogatepass"))


def unseal_text(blob: bytes) -> str:
    """What `seal_text` packed; ValueError when the bytes are not what was written."""
    return _unsealed(blob).decode("utf-8", "surrogatepass")
