"""Reads what a person typed: words, "phrases", -exclusions, title: and keyword:. Nothing typed is an error."""

from __future__ import annotations

from dataclasses import dataclass

from search.text.normalise import fold

#: Text beyond this many characters is not read (the endpoint refuses it before).
MAX_LENGTH = 200
#: Parts beyond this many are not read; each costs a look-up.
MAX_CLAUSES = 40
_OPENING = {'"': '"', "“": "”", "”": "”", "「": "」"}
_FIELDS = {"title": "title", "标题": "title", "keyword": "keywords", "关键字": "keywords", "关键词": "keywords"}


@dataclass(frozen=True, slots=True)
class Clause:
    """One part of a query: raw text, looked for in `field` (None: everywhere), as it stands when `phrase`."""

    text: str
    field: str | None = None
    phrase: bool = False
    exclude: bool = False


def parse_query(q: str) -> list[Clause]:
    """The clauses of a query in order. Neighbouring plain words come as one clause: names may span them."""
    clauses: list[Clause] = []
    at, q = 0, q[:MAX_LENGTH]
    while at < len(q) and len(clauses) < MAX_CLAUSES:
        if q[at].isspace():
            at += 1
            continue
        clause, at = _clause(q, at)
        plain = not (clause.phrase or clause.exclude or clause.field)
        if plain and clauses and not (clauses[-1].phrase or clauses[-1].exclude or clauses[-1].field):
            clauses[-1] = Clause(f"{clauses[-1].text} {clause.text}")
        else:
            clauses.append(clause)
    return clauses


def _clause(q: str, at: int) -> tuple[Clause, int]:
    """The clause that begins at a character, and where it ends."""
    start = at
    exclude = fold(q[at]) == "-" and at + 1 < len(q) and not q[at + 1].isspace()
    at += exclude
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
