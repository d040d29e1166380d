"""The company's counts and the items behind them, asked from the business database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, Select, Subquery, column, create_engine, func, select, text
from sqlalchemy.engine import URL, make_url


@dataclass(frozen=True, slots=True)
class Listing:
    """One kind of item: the statement that gives a company's rows, and how readers see them.

    `statement` is SQL with the one parameter `:enterprise`. Its rows are the items; their number is the count, so the
    two cannot disagree. `columns` are (name in the statement, heading), the first of which tells rows apart and
    settles ties; `order_by` names the one that sorts, newest first.
    """

    key: str
    label: str
    statement: str
    columns: tuple[tuple[str, str], ...]
    order_by: str

    def rows(self) -> Subquery:
        """The statement as something to count or to page."""
        return text(self.statement).columns(*(column(name) for name, _ in self.columns)).subquery(self.key)


_POLICY_COLUMNS = (
    ("number", "投保单号"),
    ("buyer", "买方"),
    ("country", "国别（地区）"),
    ("currency", "币种"),
    ("amount", "投保金额"),
    ("state", "状态"),
    ("submitted", "提交日期"),
)
_POLICY_SELECT = """
    SELECT number, buyer, country, currency, amount, submitted,
           CASE state WHEN 'pending' THEN '待确认' WHEN 'effective' THEN '已生效' ELSE '已到期' END AS state
    FROM policies WHERE enterprise = :enterprise"""
_NOTICE_COLUMNS = (("number", "通知编号"), ("subject", "业务编号"), ("content", "内容"), ("issued", "通知日期"))
_NOTICE_SELECT = """
    SELECT number, subject, content, issued
    FROM notices WHERE enterprise = :enterprise AND handled IS NULL"""

#: The counts of the home page, in their order.
COUNTED = (
    Listing(
        "pending_policies",
        "待确认保单",
        _POLICY_SELECT + " AND state = 'pending'",
        _POLICY_COLUMNS,
        "submitted",
    ),
    Listing(
        "effective_notices",
        "保单生效通知",
        _NOTICE_SELECT + " AND kind = 'policy'",
        _NOTICE_COLUMNS,
        "issued",
    ),
    Listing(
        "claim_notices",
        "索赔申请通知",
        _NOTICE_SELECT + " AND kind = 'claim'",
        _NOTICE_COLUMNS,
        "issued",
    ),
)
#: Where the left menu leads: everything of the company, whatever its state.
WHOLE = (
    Listing("policies", "投保申请", _POLICY_SELECT, _POLICY_COLUMNS, "submitted"),
    Listing(
        "claims",
        "索赔申请",
        """
    SELECT number, policy, cause, currency, amount, filed,
           CASE state WHEN 'supplement' THEN '待补充材料' WHEN 'assessing' THEN '核赔中' ELSE '已赔付' END AS state
    FROM claims WHERE enterprise = :enterprise""",
        (
            ("number", "索赔编号"),
            ("policy", "投保单号"),
            ("cause", "损失原因"),
            ("currency", "币种"),
            ("amount", "索赔金额"),
            ("state", "状态"),
            ("filed", "提交日期"),
        ),
        "filed",
    ),
)
LISTINGS = {listing.key: listing for listing in (*COUNTED, *WHOLE)}


@dataclass(frozen=True, slots=True)
class Items:
    """One page of a listing: texts ready to show, and how many items there are in all."""

    rows: tuple[tuple[str, ...], ...]
    total: int
    pages: int


def open_database(url: str, demo_path: Path, timeout_seconds: float) -> Engine:
    """The business database, or without a URL the demo one, opened only to read.

    Nothing connects before the first question, so a database that is down does not stop the endpoint from starting.
    """
    demo = URL.create("sqlite", database=f"file:{quote(str(demo_path))}", query={"mode": "ro", "uri": "true"})
    address = make_url(url) if url else demo
    local = address.get_backend_name() == "sqlite"
    return create_engine(address, pool_pre_ping=True, connect_args={"timeout": timeout_seconds} if local else {})


def read_counts(engine: Engine, enterprise: str, listings: Sequence[Listing] = COUNTED) -> dict[str, int]:
    """How many items of each kind the company has, in one round trip."""
    statement = select(
        *(select(func.count()).select_from(one.rows()).scalar_subquery().label(one.key) for one in listings)
    )
    with engine.connect() as connection:
        row = connection.execute(statement, {"enterprise": enterprise}).one()
    return {one.key: int(number) for one, number in zip(listings, row, strict=True)}


def read_items(engine: Engine, listing: Listing, enterprise: str, page: int, per_page: int) -> Items:
    """One page of the company's items and their total, both from one statement."""
    rows = listing.rows()
    statement: Select[Any] = (
        select(*(rows.c[name] for name, _ in listing.columns), func.count().over())
        .order_by(rows.c[listing.order_by].desc(), rows.c[listing.columns[0][0]].desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    with engine.connect() as connection:
        found = connection.execute(statement, {"enterprise": enterprise}).all()
    total = int(found[0][-1]) if found else 0
    return Items(tuple(tuple(_shown(value) for value in row[:-1]) for row in found), total, -(-total // per_page))


def _shown(value: object) -> str:
    """A value of the database as readers see it."""
    if value is None:
        return "—"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return value.isoformat() if isinstance(value, date) else str(value)
