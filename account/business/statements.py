"""The statements of the business database: the operator's from site.toml, or those of the sample database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Subquery, column, func, select, text

from account.business.sample_statements import SAMPLE
from view.settings.endpoint_settings import Counted, Counts, Listed

#: The kinds whose numbers stand on the home page, and those that the left menu leads to; in their order.
COUNTED = {"pending_policies": "待确认保单", "effective_notices": "保单生效通知", "claim_notices": "索赔申请通知"}
WHOLE = {"policies": "企业投保", "claims": "索赔申请"}
PARAMETER = "enterprise"
#: What must not be read as SQL words: literals, quoted names, comments, and PostgreSQL's dollar quotes.
_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*.*?\*/|(?P<tag>\$\w*\$).*?(?P=tag)""", re.DOTALL)
_BINDS = re.compile(r"(?<![:\w\\]):(\w+)(?!:)")
_WRITES = re.compile(r"\b(insert|update|delete|merge|into|call|truncate|create|alter|drop|grant|set)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listing:
    """One kind of item. Its rows are those of the statement, and unless `counts_only` their number is the count.

    So a count and the list behind it cannot disagree. `href` leads to the list, here or in another system.
    """

    key: str
    label: str
    statement: str
    columns: tuple[tuple[str, str], ...]
    order_by: str
    href: str
    counts_only: bool = False

    @property
    def is_ours(self) -> bool:
        """Whether the items are shown by our own page."""
        return bool(self.columns)

    def rows(self) -> Subquery:
        """The statement as something to count or to page. The line break ends a comment on its last line."""
        names = [name for name, _ in self.columns] or ["number"]
        return text(f"{self.statement.strip()}\n").columns(*(column(name) for name in names)).subquery(self.key)

    def number(self) -> ColumnElement[int]:
        """The count as part of a larger statement."""
        if self.counts_only:
            return text(f"{self.statement.strip()}\n").columns(column("number")).scalar_subquery().label(self.key)
        return select(func.count()).select_from(self.rows()).scalar_subquery().label(self.key)


def make_listings(settings: Counts) -> dict[str, Listing]:
    """Every kind of item, those that are counted first."""
    return {key: _listing(key, label, getattr(settings, key)) for key, label in (COUNTED | WHOLE).items()}


def _listing(key: str, label: str, said: Listed) -> Listing:
    own = f"/account/{key}"
    if isinstance(said, Counted) and said.count:
        return Listing(key, label, said.count, (), "", said.href, counts_only=True)
    if isinstance(said, Counted) and said.href:
        return Listing(key, label, said.items or SAMPLE[key].items, (), "", said.href)
    used = said if said.items else SAMPLE[key]
    return Listing(key, label, used.items, used.columns, used.order_by, own)


def check_statements(settings: Counts) -> Iterator[tuple[str, str]]:
    """What is wrong with the statements as they are written: (setting, message)."""
    for key in COUNTED | WHOLE:
        said = getattr(settings, key)
        for name in ("items", "count"):
            statement = getattr(said, name, "")
            if statement:
                yield from ((f"counts.{key}.{name}", message) for message in statement_problems(statement))
        yield from ((f"counts.{key}.{name}", message) for name, message in _incomplete(said))


def _incomplete(said: Listed) -> Iterator[tuple[str, str]]:
    """What a kind of item lacks, or has too much of."""
    href, count = (said.href, said.count) if isinstance(said, Counted) else ("", "")
    if href and not re.match(r"https?://[^/]|/(?!/)", href):
        yield "href", f'must be a web address or a path that begins with one slash, not "{href}"'
    if count and said.items:
        yield "count", "there are items to count; write one of items and count"
    if count and not href:
        yield "count", "needs an href: a number alone leaves no rows to show here; or write items"
    if said.items and not href:
        if not said.columns:
            yield "columns", "name the columns to show, with their headings"
        elif said.order_by not in dict(said.columns):
            yield "order_by", f'must be one of the columns, not "{said.order_by}"'
    if not said.items and (said.columns or said.order_by):
        yield "items", "columns and order_by need a statement of their own"


def statement_problems(statement: str) -> list[str]:
    """What is wrong with a statement: it must be one question that asks for one company's rows."""
    bare = _QUOTED.sub(" ", statement)
    problems = []
    if ";" in bare:
        problems.append("must be one statement, without a semicolon")
    if not re.match(r"\s*(select|with)\b", bare, re.IGNORECASE):
        problems.append("must begin with SELECT or WITH")
    if found := _WRITES.search(bare):
        problems.append(f"may only read, but says {found[0].upper()}")
    if PARAMETER not in _BINDS.findall(bare):
        problems.append(f"must bind :{PARAMETER}, or every company would see the same rows")
    if others := sorted(set(_BINDS.findall(statement)) - {PARAMETER}):
        problems.append(f"has :{others[0]}, but only :{PARAMETER} is bound; a colon that binds nothing is written \\:")
    return problems
