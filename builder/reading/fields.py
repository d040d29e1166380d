"""Values of front matter, each checked against the contract and the vocabulary; `keys.py` says which key has which."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import yaml

from builder.base.limits import LONGEST_NAME
from builder.reading.bodies.html_rules import first_paragraph
from builder.reading.front_matter import FrontMatter, divided
from builder.reading.records import Alias, Body, ChangeNote
from view import clock
from view.bulletin import STATUSES
from view.near_values import did_you_mean
from view.vocabulary.vocabulary import Vocabulary

CHANGE_KEYS = ("date", "kind", "note")
#: Those that an entry may have beside them.
MORE_CHANGE_KEYS = ("level_from",)
CHANGE_KINDS = ("update", "correction", "withdrawal")
#: The Chinese words for statuses and kinds of change notes (contract 1.2).
STATUS_WORDS = {"更正": "corrected", "已更正": "corrected", "撤回": "withdrawn", "已撤回": "withdrawn"} | dict.fromkeys(
    ("被取代", "已被取代", "取代"), "superseded"
)
KIND_WORDS = {"更新": "update", "更正": "correction", "撤回": "withdrawal"}
LONGEST_TITLE = 200
#: The first parts of addresses that are not the site's to give: of assets, and what deploys and hosts keep there.
_NOT_OURS = frozenset({"assets", "_release"})
#: What the rules of hosts read as something else in an address: everything, a placeholder, a variable.
_HOSTS_READ = re.compile(r"\*|^:|\$")
#: Bytes of an address, percent-encoded three times as many.
_LONGEST_ADDRESS = 600
#: Stands in for a date that is missing or wrong, so that the rest of the file can be checked.
NO_DATE = datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC"))
#: An earlier year is a slip of the hand (0206 for 2026); lists, windows and addresses need no such dates.
FIRST_YEAR = 1900


@dataclass(frozen=True)
class Reading:
    """One file's front matter and body with what its values are checked against."""

    front: FrontMatter
    body: Body
    vocabulary: Vocabulary
    zone: ZoneInfo

    def place_of(self, key: str) -> tuple[int, int]:
        """Line and column of a key's value; of the file's beginning where it is absent."""
        node = self.front.node(key)
        return (1, 1) if node is None else self.front.place(node)

    @property
    def title(self) -> str:
        """The title, or empty."""
        return self.front.text("title", LONGEST_TITLE, visible=True) or ""

    @cached_property
    def summary(self) -> str:
        """As given, else the beginning of the body."""
        return self.front.text("summary") or first_paragraph(self.body.html)

    def term(self, facet: str) -> Callable[[yaml.Node, str], str | None]:
        """A reader of vocabulary values: code, label or alias → code."""

        def read(node: yaml.Node, key: str) -> str | None:
            value = self.front.scalar(node, key)
            if value is None:
                return None
            code = self.vocabulary.resolve(facet, value)
            if code is None:
                hint = self.vocabulary.nearest(facet, value)
                self.front.problem_at(node, key, f'unknown value "{value}"{hint}')
            return code

        return read

    def terms(self, key: str, facet: str) -> tuple[str, ...]:
        """The codes of a list of vocabulary values; those of one item may be separated as in Chinese."""
        read = self.term(facet)
        codes = (read(part, key) for node in self.front.items(key) for part in self._parts(node, facet))
        return tuple(dict.fromkeys(code for code in codes if code is not None))

    def _parts(self, node: yaml.Node, facet: str) -> list[yaml.Node]:
        whole = not isinstance(node, yaml.ScalarNode) or self.vocabulary.resolve(facet, node.value) is not None
        return [node] if whole else divided(node)

    def words(self, key: str) -> tuple[str, ...]:
        """A list of free words. Quotation marks keep a word with a comma whole, as does a line of its own."""
        in_line = self.front.is_in_line(key)
        nodes = (
            part
            for node in self.front.items(key)
            for part in (divided(node) if in_line and getattr(node, "style", None) not in ("'", '"') else [node])
        )
        found = (self.front.scalar(node, key, longest=50, visible=True) for node in nodes)
        return tuple(dict.fromkeys(word for word in found if word is not None))

    def one_term(self, key: str, facet: str) -> str | None:
        """The code of a single vocabulary value, or None."""
        node = self.front.node(key)
        return None if node is None else self.term(facet)(node, key)

    def moment(self, key: str, *, end: bool = False) -> datetime | None:
        """An ISO date or time, or None. With `end` a bare date means 24:00 of that day, else its first moment."""
        node = self.front.node(key)
        return None if node is None else self.read_moment(node, key, end=end)

    @cached_property
    def date(self) -> datetime | None:
        """When it is published."""
        return self.moment("date")

    def read_moment(self, node: yaml.Node, key: str, *, end: bool = False) -> datetime | None:
        """The moment a node holds; see `moment`."""
        value = self.front.scalar(node, key)
        if value is None:
            return None
        try:
            moment = self._moment_of(value, end=end)
        except (ValueError, OverflowError):
            self.front.problem_at(node, key, f'"{value}" is not {clock.EXPECTED}')
            return None
        if moment.year < FIRST_YEAR:
            self.front.problem_at(node, key, f'"{value}" lies before {FIRST_YEAR}; is the year right?')
            return None
        return moment

    def _moment_of(self, value: str, *, end: bool) -> datetime:
        day = clock.parse_day(value) if end else None
        return clock.end_of_day(day, self.zone) if day else clock.parse_moment(value, self.zone)

    @cached_property
    def changes(self) -> tuple[ChangeNote, ...]:
        """The change notes, oldest first."""
        notes = [self._change(node) for node in self.front.items("changes")]
        return tuple(sorted((note for note in notes if note), key=lambda note: note.date))

    def _change(self, node: yaml.Node) -> ChangeNote | None:
        if not isinstance(node, yaml.MappingNode):
            self.front.problem_at(node, "changes", "each entry needs date, kind and note")
            return None
        values = self._change_values(node)
        missing = [key for key in CHANGE_KEYS if key not in values]
        for key in missing:
            self.front.problem_at(node, f"changes.{key}", "missing; each entry needs date, kind and note")
        moment = self.read_moment(values["date"], "changes.date") if "date" in values else None
        kind = self.front.scalar(values["kind"], "changes.kind") if "kind" in values else None
        kind = KIND_WORDS.get(kind or "", kind)
        if kind is not None and kind not in CHANGE_KINDS:
            hint = did_you_mean(kind, CHANGE_KINDS)
            self.front.problem_at(values["kind"], "changes.kind", f'unknown value "{kind}"{hint}')
            kind = None
        note = self.front.scalar(values["note"], "changes.note") if "note" in values else None
        before = self.term("level")(values["level_from"], "changes.level_from") if "level_from" in values else None
        return ChangeNote(moment, kind, note, before) if moment and kind and note else None

    def _change_values(self, node: yaml.MappingNode) -> dict[str, yaml.Node]:
        """The values of a change note by key."""
        found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            known = CHANGE_KEYS + MORE_CHANGE_KEYS
            if name not in known:
                self.front.problem_at(key, f"changes.{name}", "unknown key" + did_you_mean(name, known))
            elif name in found:
                first = found[name][0].start_mark.line + 2
                self.front.problem_at(key, f"changes.{name}", f"duplicate key; it is already given in line {first}")
            else:
                found[name] = (key, value)
        return {name: value for name, (_, value) in found.items()}

    @cached_property
    def status(self) -> str:
        """The status, with what it needs beside it."""
        node = self.front.node("status")
        value = self.front.text("status") if node is not None else "active"
        if node is None or value is None:
            return "active"
        value = STATUS_WORDS.get(value, value)
        needs = {"corrected": "correction", "withdrawn": "withdrawal"}.get(value)
        if value not in STATUSES:
            self.front.problem_at(node, "status", f'unknown value "{value}"{did_you_mean(value, STATUSES)}')
            return "active"
        if needs and not any(note.kind == needs for note in self.changes):
            self.front.problem_at(node, "status", f"{value} needs an entry in `changes` with `kind: {needs}`")
        if value == "superseded" and self.front.node("superseded_by") is None:
            self.front.problem_at(node, "status", "superseded needs `superseded_by:` with the id of the successor")
        return value

    @property
    def expires(self) -> datetime | None:
        """When it goes; a moment before its date is most likely a slip."""
        node, moment, date = self.front.node("expires"), self.moment("expires", end=True), self.date
        if node is not None and moment and date and moment <= date:
            message = "lies before `date`; the bulletin would never be shown"
            self.front.problem_at(node, "expires", message, warning=True)
        return moment

    @property
    def superseded_by(self) -> str:
        """The successor's id, without `.md` or slashes around it; empty where there is none."""
        node = self.front.node("superseded_by")
        value = self.front.text("superseded_by")
        if node is None or value is None:
            return ""
        if self.status != "superseded":
            self.front.problem_at(node, "superseded_by", "only goes with `status: superseded`")
        return value.strip("/")

    @property
    def lint_off(self) -> tuple[tuple[str, str], ...]:
        """Codes of `lint` that this file silences, each with its reason."""
        node = self.front.node("lint_off")
        if node is None:
            return ()
        if not isinstance(node, yaml.MappingNode):
            self.front.problem_at(node, "lint_off", "each entry needs a code and a reason: write `title-long: …`")
            return ()
        found = []
        for key, value in node.value:
            reason = self.front.scalar(value, "lint_off")
            if reason is not None and isinstance(key, yaml.ScalarNode):
                found.append((str(key.value), reason))
        return tuple(found)

    @property
    def feed_id(self) -> str:
        """The id that its feed entry keeps; empty where that is its own."""
        return (self.front.text("feed_id", visible=True) or "").strip("/")

    def web_address(self, key: str) -> str:
        """An http(s) URL, or nothing."""
        node, value = self.front.node(key), self.front.text(key)
        if node is None or value is None:
            return ""
        try:
            parts = urlsplit(value)
            good = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s<>\"]", value)
        except ValueError:
            good = False
        if not good:
            self.front.problem_at(node, key, f'"{value}" is not a web address such as https://example.org/page')
        return value if good else ""

    def alias(self, node: yaml.Node, key: str) -> Alias | None:
        """An old address: a path from the root of the site, without host, query or dots."""
        value = self.front.scalar(node, key, visible=True)
        if value is None:
            return None
        segments = value.strip("/").split("/")
        bad = not value.startswith("/") or value.startswith("//") or not value.strip("/")
        if bad or any(part in ("", ".", "..") for part in segments) or re.search(r"[?#\\\x00-\x20\x7f%]", value):
            self.front.problem_at(node, key, f'"{value}" is not an old address such as /old/page/')
            return None
        if fault := _fault_of_alias(segments):
            self.front.problem_at(node, key, f'"{value[:100]}" {fault}')
            return None
        return Alias(value, *self.front.place(node))

    def sentence(self, node: yaml.Node, key: str) -> str | None:
        """A line of text."""
        return self.front.scalar(node, key, longest=200)

    @property
    def order(self) -> int:
        """A guide's place among the guides; those without one come last."""
        order = self.front.integer("order")
        return 1_000_000 if order is None else order

    @property
    def topic(self) -> str:
        """A guide's stable id for systems that link help to it, or empty."""
        node, value = self.front.node("topic"), self.front.text("topic")
        if node is not None and value and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
            self.front.problem_at(node, "topic", f'"{value}" must be small letters, digits and hyphens')
        return value or ""


def _fault_of_alias(segments: list[str]) -> str:
    """Why no host could answer at an old address, as a message goes on after it; empty when each can."""
    if segments[0] in _NOT_OURS or segments[0].startswith("."):
        return f'may not begin with "/{segments[0]}"; hosts and deploys have their own files there'
    for part in segments:
        if found := _HOSTS_READ.search(part):
            return f'may not hold "{found[0]}", which hosts read as something else'
        if len(part.encode()) > LONGEST_NAME:
            return f"has a part of {len(part.encode())} bytes; file systems take at most {LONGEST_NAME}"
    if len("/".join(segments).encode()) > _LONGEST_ADDRESS:
        return f"has more than {_LONGEST_ADDRESS} bytes; browsers and hosts cut it"
    return ""
