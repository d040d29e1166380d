"""Reads what a person typed: words, "phrases", -exclusions, AND, OR, NOT, title: and keyword:. Nothing is an error."""

from __future__ import annotations

from dataclasses import dataclass, replace

from search.text.normalise import fold

#: Text beyond this many characters is not read; the endpoint says so.
MAX_LENGTH = 200
#: Parts beyond this many are not read; each costs a look-up.
MAX_CLAUSES = 40
_OPENING = {'"': '"', "“": "”", "”": "”", "「": "」"}
_FIELDS = {"title": "title", "标题": "title", "keyword": "keywords", "关键字": "keywords", "关键词": "keywords"}
#: Signs that leave out what follows: hyphens, dashes and minus signs. Chinese keyboards give the long dash twice.
_WITHOUT = frozenset("-‐‑‒–—―−﹣－")
#: Words in capitals that stand between others as in other search engines, and what they are understood as.
OPERATORS = {"AND": "并且", "OR": "或者", "NOT": "不含"}


@dataclass(frozen=True, slots=True)
class Clause:
    """One part of a query: raw text, looked for in `field` (None: everywhere), as it stands when `phrase`.

    Each of `others` suffices in its place (OR).
    """

    text: str
    field: str | None = None
    phrase: bool = False
    exclude: bool = False
    others: tuple[Clause, ...] = ()

    @property
    def plain(self) -> bool:
        """Whether it is nothing but words."""
        return not (self.phrase or self.exclude or self.field or self.others)


def parse_query(q: str) -> list[Clause]:
    """The clauses of a query in order. Neighbouring plain words come as one clause: names may span them."""
    clauses: list[Clause] = []
    for clause in _operated(_parts(q[:MAX_LENGTH])):
        if clause.plain and clauses and clauses[-1].plain:
            clauses[-1] = Clause(f"{clauses[-1].text} {clause.text}")
        else:
            clauses.append(clause)
    return clauses


def operators(q: str) -> list[str]:
    """The operators that a query uses, each once."""
    parts = _parts(q[:MAX_LENGTH])
    return list(dict.fromkeys(parts[at].text for at in range(len(parts)) if _operates(parts, at)))


def _parts(q: str) -> list[Clause]:
    """What spaces part, quoted text as one."""
    parts: list[Clause] = []
    at = 0
    while at < len(q) and len(parts) < MAX_CLAUSES:
        if q[at].isspace():
            at += 1
            continue
        part, at = _clause(q, at)
        parts.append(part)
    return parts


def _operates(parts: list[Clause], at: int) -> bool:
    """Whether a part is an operator: in capitals, with something to be asked before it and after it."""
    if parts[at].text not in OPERATORS or not parts[at].plain or not 0 < at < len(parts) - 1:
        return False
    follows = parts[at + 1].text
    return follows not in OPERATORS or not parts[at + 1].plain or (follows == "NOT" and at + 2 < len(parts))


def _operated(parts: list[Clause]) -> list[Clause]:
    """The parts with their operators carried out."""
    found: list[Clause] = []
    pending = ""
    for at, part in enumerate(parts):
        if _operates(parts, at):
            pending = part.text
        elif pending == "OR" and found and not (part.exclude or found[-1].exclude):
            found[-1] = replace(found[-1], others=(*found[-1].others, part))
            pending = ""
        else:
            found.append(replace(part, exclude=True) if pending == "NOT" else part)
            pending = ""
    return found


def _clause(q: str, at: int) -> tuple[Clause, int]:
    """The clause that begins at a character, and where it ends."""
    start = at
    while at < min(start + 2, len(q)) and q[at] in _WITHOUT:
        at += 1
    exclude = at > start and at < len(q) and not q[at].isspace()
    at = at if exclude else start
    field, at = _field(q, at)
    if quoted := _quoted(q, at):
        text, end = quoted
        return Clause(text, field, True, exclude), end
    end = at
    while end < len(q) and not q[end].isspace():
        end += 1
    text = q[at:end]
    if not any(char.isalnum() for char in text):
        return Clause(q[start:end]), end  # a sign or a field name with nothing behind it is just text
    return Clause(text, field, False, exclude), end


def _field(q: str, at: int) -> tuple[str | None, int]:
    """The field named before a colon, with something behind it."""
    for name, field in _FIELDS.items():
        end = at + len(name)
        if fold(q[at:end]) == fold(name) and fold(q[end : end + 1]) == ":" and not q[end + 1 : end + 2].isspace():
            return (field, end + 1) if q[end + 1 :] else (None, at)
    return None, at


def _quoted(q: str, at: int) -> tuple[str, int] | None:
    """What stands between quotation marks of which the first that closes stands before a space or the end.

    `“黑色”年度` is a word with marks in it, as headlines write, and so is `“甲”乙“丙”`.
    """
    opening = fold(q[at : at + 1])
    closing = _OPENING.get(opening)
    if closing is None:
        return None
    end = next((end for end in range(at + 1, len(q)) if fold(q[end]) == closing), len(q))
    text = q[at + 1 : end]
    closes = end < len(q) and (end + 1 == len(q) or q[end + 1].isspace())
    return (text, end + 1) if closes and any(char.isalnum() for char in text) else None
