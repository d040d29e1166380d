"""The two tables of the session database, made where they are missing."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Executable, Index, Integer, MetaData, String, Table, Text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateIndex, CreateTable

#: Characters of a SHA-256 in hexadecimal.
_DIGEST = 64

_METADATA = MetaData()
SESSIONS = Table(
    "xinfeng_sessions",
    _METADATA,
    Column("id", String(_DIGEST), primary_key=True),  # SHA-256 of what the cookie holds
    Column("issuer", String(500), nullable=False),  # who said so: the provider, or demo mode
    Column("enterprise", String(200), nullable=False),
    Column("id_token", Text, nullable=False),  # for signing out at the provider; empty in demo mode
    Column("started", Integer, nullable=False),
    Column("seen", Integer, nullable=False),
)
ATTEMPTS = Table(
    "xinfeng_sign_ins",
    _METADATA,
    Column("state", String(_DIGEST), primary_key=True),  # SHA-256 of the state parameter
    Column("browser", String(_DIGEST), nullable=False),  # SHA-256 of the cookie of the browser that began
    Column("nonce", String(100), nullable=False),
    Column("verifier", String(100), nullable=False),
    Column("back", Text, nullable=False),
    Column("started", Integer, nullable=False),
)
_INDEXES = (
    Index("xinfeng_sessions_started", SESSIONS.c.started),
    Index("xinfeng_sign_ins_started", ATTEMPTS.c.started),
)


def make_tables(connection: Connection) -> None:
    """Make the tables where they are missing; two workers that begin at once may both try."""
    tables = [CreateTable(table, if_not_exists=True) for table in _METADATA.sorted_tables]
    indexes = [CreateIndex(index, if_not_exists=True) for index in _INDEXES]
    statements: list[Executable] = [*tables, *indexes]
    for statement in statements:
        try:
            connection.execute(statement)
        except DBAPIError:
            connection.execute(statement)  # the other one made it in the same moment; now it is there
