"""The demo companies and their sample business database: invented rows, each marked 示例."""

from __future__ import annotations

import os
import tempfile
import zlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Date, Integer, MetaData, String, Table, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError
from sqlalchemy.schema import CreateTable


@dataclass(frozen=True, slots=True)
class Company:
    """A company that demo mode can sign in as."""

    code: str
    name: str
    note: str


COMPANIES = (
    Company("demo-a", "示例企业甲", "有待办事项"),
    Company("demo-b", "示例企业乙", "没有待办事项"),
)

_METADATA = MetaData()
POLICIES = Table(
    "policies",
    _METADATA,
    Column("number", String, primary_key=True),
    Column("enterprise", String, nullable=False, index=True),
    Column("buyer", String, nullable=False),
    Column("country", String, nullable=False),
    Column("currency", String, nullable=False),
    Column("amount", Integer, nullable=False),
    Column("state", String, nullable=False),  # pending (waits for the company to confirm), effective or ended
    Column("submitted", Date, nullable=False),
)
NOTICES = Table(
    "notices",
    _METADATA,
    Column("number", String, primary_key=True),
    Column("enterprise", String, nullable=False, index=True),
    Column("kind", String, nullable=False),  # policy (it took effect) or claim (what a claim needs or came to)
    Column("subject", String, nullable=False),  # the number of the policy or claim
    Column("content", String, nullable=False),
    Column("issued", Date, nullable=False),
    Column("handled", Date),  # null while the company has not dealt with it
)
CLAIMS = Table(
    "claims",
    _METADATA,
    Column("number", String, primary_key=True),
    Column("enterprise", String, nullable=False, index=True),
    Column("policy", String, nullable=False),
    Column("cause", String, nullable=False),
    Column("currency", String, nullable=False),
    Column("amount", Integer, nullable=False),
    Column("state", String, nullable=False),  # supplement, assessing, paid
    Column("filed", Date, nullable=False),
)

_POLICY_ROWS = (
    ("示例-TB-0001", "示例买方·海防晨星家具", "越南", "USD", 420_000, "effective", date(2026, 3, 4)),
    ("示例-TB-0002", "示例买方·圣保罗南十字农机", "巴西", "USD", 1_150_000, "effective", date(2026, 4, 16)),
    ("示例-TB-0003", "示例买方·汉堡易北五金", "德国", "EUR", 280_000, "effective", date(2026, 5, 8)),
    ("示例-TB-0004", "示例买方·泗水群岛纺织", "印度尼西亚", "USD", 365_000, "effective", date(2026, 6, 22)),
    ("示例-TB-0005", "示例买方·内罗毕高原电器", "肯尼亚", "USD", 190_000, "effective", date(2026, 7, 13)),
    ("示例-TB-0006", "示例买方·伊兹密尔海岸化工", "土耳其", "EUR", 510_000, "ended", date(2025, 6, 30)),
    ("示例-TB-0007", "示例买方·胡志明市新潮照明", "越南", "USD", 236_000, "pending", date(2026, 10, 19)),
    ("示例-TB-0008", "示例买方·阿拉木图草原机械", "哈萨克斯坦", "CNY", 3_400_000, "pending", date(2026, 10, 27)),
    ("示例-TB-0009", "示例买方·瓜达拉哈拉太阳能", "墨西哥", "USD", 780_000, "pending", date(2026, 11, 6)),
)
_NOTICE_ROWS = (
    ("示例-TZ-0001", "policy", "示例-TB-0001", "保单已生效，承保自 2026-03-10 起一年", date(2026, 3, 10), None),
    ("示例-TZ-0002", "policy", "示例-TB-0002", "保单已生效，承保自 2026-04-24 起一年", date(2026, 4, 24), None),
    ("示例-TZ-0003", "policy", "示例-TB-0003", "保单已生效，承保自 2026-05-15 起一年", date(2026, 5, 15), None),
    ("示例-TZ-0004", "policy", "示例-TB-0004", "保单已生效，承保自 2026-06-29 起一年", date(2026, 6, 29), None),
    ("示例-TZ-0005", "policy", "示例-TB-0005", "保单已生效，承保自 2026-07-20 起一年", date(2026, 7, 20), None),
    (
        "示例-TZ-0006",
        "policy",
        "示例-TB-0006",
        "保单已生效，承保自 2025-07-08 起一年",
        date(2025, 7, 8),
        date(2025, 7, 9),
    ),
    ("示例-TZ-0007", "claim", "示例-SP-0002", "请补充提单副本和催收往来函件", date(2026, 10, 30), None),
    ("示例-TZ-0008", "claim", "示例-SP-0003", "索赔申请已受理，进入定损核赔", date(2026, 11, 9), None),
    ("示例-TZ-0009", "claim", "示例-SP-0001", "赔款已支付，请核对到账金额", date(2026, 2, 11), date(2026, 2, 12)),
)
_CLAIM_ROWS = (
    ("示例-SP-0001", "示例-TB-0006", "买方破产", "EUR", 96_000, "paid", date(2025, 12, 3)),
    ("示例-SP-0002", "示例-TB-0002", "买方拖欠货款", "USD", 145_000, "supplement", date(2026, 10, 21)),
    ("示例-SP-0003", "示例-TB-0005", "外汇管制，款项无法汇出", "USD", 58_000, "assessing", date(2026, 11, 2)),
)
_SAMPLES = ((POLICIES, _POLICY_ROWS), (NOTICES, _NOTICE_ROWS), (CLAIMS, _CLAIM_ROWS))


def _rows(table: Table, values: tuple[tuple[Any, ...], ...]) -> list[dict[str, Any]]:
    """All sample rows belong to the first company; the second one shows what nothing to do looks like."""
    names = [column.name for column in table.columns if column.name != "enterprise"]
    return [{"enterprise": COMPANIES[0].code, **dict(zip(names, row, strict=True))} for row in values]


def create_demo_database(path: Path) -> None:
    """Make the sample database at `path`, whole or not at all; one that already holds these rows is left alone."""
    contents = [(table, _rows(table, rows)) for table, rows in _SAMPLES]
    version = _version(contents)
    if path.exists() and _stored_version(path) == version:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=path.name, dir=path.parent)
    os.close(handle)
    draft = Path(name)
    try:
        engine = create_engine(_url(draft))
        with engine.begin() as connection:
            fill_samples(connection)
            _set_version(connection, version)
        engine.dispose()
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def fill_samples(connection: Connection) -> None:
    """Make the sample tables with their rows in an empty database of any kind."""
    _METADATA.create_all(connection)
    for table, rows in _SAMPLES:
        connection.execute(table.insert(), _rows(table, rows))


def _url(path: Path) -> URL:
    return URL.create("sqlite", database=str(path))


def _version(contents: list[tuple[Table, list[dict[str, Any]]]]) -> int:
    """A number that changes with the tables or the rows, small enough for SQLite's user_version."""
    said = [(str(CreateTable(table)), rows) for table, rows in contents]
    return zlib.crc32(repr(said).encode()) & 0x7FFFFFFF


def _set_version(connection: Connection, version: int) -> None:
    connection.execute(text(f"PRAGMA user_version = {version:d}"))


def _stored_version(path: Path) -> int | None:
    """The version of an existing file, or None when it is no database."""
    engine = create_engine(_url(path))
    try:
        with engine.connect() as connection:
            return int(connection.execute(text("PRAGMA user_version")).scalar_one())
    except DatabaseError:
        return None
    finally:
        engine.dispose()
