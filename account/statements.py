"""The statements of the business database: the operator's from site.toml, or those of the sample database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Subquery, column, func, select, text

from view.endpoint_settings import Counted, Counts, Listed

#: The kinds whose numbers stand on the home page, and those that the left menu leads to; in their order.
COUNTED = {"pending_policies": "待确认保单", "effective_notices": "保单生效通知", "claim_notices": "索赔申请通知"}
WHOLE = {"policies": "投保申请", "claims": "索赔申请"}
PARAMETER = "enterprise"
#: What must not be read as SQL words: literals, quoted names, comments, and PostgreSQL's dollar quotes.
_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*.*?\*/|(?P<tag>\$\w*\$).*?(?P=tag)""", re.DOTALL)
_BINDS = re.compile(r"(?<![:\w\\]):(\w+)(?!:)")
_WRITES = re.compile(r"\b(insert|update|delete|merge|into|call|truncate|create|alter|drop|grant|set)\b", re.IGNORECASE)

_POLICY_COLUMNS = (
    ("number", "投保单号"),
    ("buyer", "买方"),
    ("country", "国别（地区）"),
    ("currency", "币种"),
    ("amount", "投保金额"),
    ("state", "状态"),
    ("submitted", "提交日期"),
)
_POLICIES = """
    SELECT number, buyer, country, currency, amount, submitted,
           CASE state WHEN 'pending' THEN '待确认' WHEN 'effective' THEN '已生效' ELSE '已到期' END AS state
    FROM policies WHERE enterprise = :enterprise"""
_NOTICE_COLUMNS = (("number", "通知编号"), ("subject", "业务编号"), ("content", "内容"), ("issued", "通知日期"))
_NOTICES = """
    SELECT number, subject, content, issued
    FROM notices WHERE enterprise = :enterprise AND handled IS NULL"""
_CLAIM_COLUMNS = (
    ("number", "索赔编号"),
    ("policy", "投保单号"),
    ("cause", "损失原因"),
    ("currency", "币种"),
    ("amount", "索赔金额"),
    ("state", "状态"),
    ("filed", "提交日期"),
)
_CLAIMS = """
    SELECT number, policy, cause, currency, amount, filed,
           CASE state WHEN 'supplement' THEN '待补充材料' WHEN 'assessing' THEN '核赔中' ELSE '已赔付' END AS state
    FROM claims WHERE enterprise = :enterprise"""
#: What fits the sample database (`account/demo.py`).
_SAMPLE = {
    "pending_policies": Listed(_POLICIES + " AND state = 'pending'", _POLICY_COLUMNS, "submitted"),
    "effective_notices": Listed(_NOTICES + " AND kind = 'policy'", _NOTICE_COLUMNS, "issued"),
    "claim_notices": Listed(_NOTICES + " AND kind = 'claim'", _NOTICE_COLUMNS, "issued"),
    "policies": Listed(_POLICIES, _POLICY_COLUMNS, "submitted"),
    "claims": Listed(_CLAIMS, _CLAIM_COLUMNS, "filed"),
}


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
        return Listing(key, label, said.items or _SAMPLE[key].items, (), "", said.href)
    used = said if said.items else _SAMPLE[key]
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
