"""The company's counts and the items behind them, asked from the business database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select
from sqlalchemy.exc import SQLAlchemyError

from account.business.statements import COUNTED, PARAMETER, Listing

#: A company's id for the rehearsal at the start: of any schema's type, and nobody's.
_NOBODY = {PARAMETER: "0"}
#: The largest count: what JSON's readers still hold exactly.
MAX_COUNT = 2**53 - 1
#: Headings of a column that names the buyer's country, and how many of them a page tells of.
COUNTRY_HEADINGS, MOST_COUNTRIES = ("国别（地区）", "国别", "国家（地区）", "国家"), 20
#: Statements kept as built: a site has six, and building one takes longer than asking it.
_STATEMENTS = 32


@dataclass(frozen=True, slots=True)
class Items:
    """One page of a listing: texts ready to show, and how many items there are in all."""

    rows: tuple[tuple[str, ...], ...]
    total: int
    pages: int


class NoCountError(Exception):
    """The database gave something that is no count; the message says of which kind and what."""


def read_counts(connection: Connection, listings: Mapping[str, Listing], enterprise: str) -> dict[str, int]:
    """How many items of each counted kind the company has, in one round trip. A number that is not there is 0.

    NoCountError when one is no whole number from 0 to MAX_COUNT.
    """
    row = connection.execute(_numbers(tuple(listings.values())), {PARAMETER: enterprise}).one()
    return {key: _count(key, value) for key, value in zip(COUNTED, row, strict=True)}


def _count(key: str, value: object) -> int:
    """A count as the operator's statement gave it: any type of number, as long as it is whole."""
    if value is None:
        return 0
    if not isinstance(value, (int, float, Decimal)) or isinstance(value, bool):
        raise NoCountError(f"the count of {key} is no number, but {type(value).__name__}")
    try:
        number = int(value)
    except (ValueError, OverflowError):  # neither "not a number" nor infinity has one
        number = -1
    if number != value or not 0 <= number <= MAX_COUNT:
        raise NoCountError(f"the count of {key} is {value}, no whole number from 0 to {MAX_COUNT}")
    return number


def read_items(connection: Connection, listing: Listing, enterprise: str, page: int, per_page: int) -> Items:
    """One page of the company's items and their total, both from one statement."""
    statement = _page(listing).limit(per_page).offset((page - 1) * per_page)
    found = connection.execute(statement, {PARAMETER: enterprise}).all()
    total = int(found[0][-1]) if found else 0
    return Items(tuple(tuple(_shown(value) for value in row[:-1]) for row in found), total, -(-total // per_page))


def read_countries(connection: Connection, listing: Listing, enterprise: str) -> tuple[str, ...]:
    """The countries of the company's buyers as its list names them; none where the list has no such column."""
    name = next((name for name, heading in listing.columns if heading in COUNTRY_HEADINGS), None)
    if name is None:
        return ()
    rows = listing.rows()
    statement = select(rows.c[name]).distinct().order_by(rows.c[name]).limit(MOST_COUNTRIES)
    found = connection.execute(statement, {PARAMETER: enterprise}).scalars()
    return tuple(text for value in found if (text := _shown(value)))


def rehearse(connection: Connection, listings: Mapping[str, Listing]) -> list[tuple[str, str]]:
    """Have the database prepare every statement without fetching a row: (setting, what it says)."""
    problems = []
    for listing in listings.values():
        statement = _page(listing) if listing.is_ours else select(listing.number())
        try:
            connection.execute(statement.limit(0), _NOBODY)
        except SQLAlchemyError as error:
            if getattr(error, "connection_invalidated", False):
                raise
            name = "count" if listing.counts_only else "items"
            said = str(getattr(error, "orig", error)).strip().splitlines()[0]
            problems.append((f"counts.{listing.key}.{name}", f"the database refuses it: {said}"))
    return problems


@lru_cache(maxsize=_STATEMENTS)
def _numbers(listings: tuple[Listing, ...]) -> Select[Any]:
    """All counts as one row."""
    numbers: list[ColumnElement[Any]] = [one.number() for one in listings if one.key in COUNTED]
    return select(*numbers)


@lru_cache(maxsize=_STATEMENTS)
def _page(listing: Listing) -> Select[Any]:
    """The items, newest first, and how many there are."""
    rows = listing.rows()
    shown: list[ColumnElement[Any]] = [rows.c[name] for name, _ in listing.columns]
    first = listing.columns[0][0]
    statement: Select[Any] = select(*shown, func.count().over())
    return statement.order_by(rows.c[listing.order_by].desc(), rows.c[first].desc())


def _shown(value: object) -> str:
    """A value of the database as readers see it."""
    if value is None:
        return "—"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return value.isoformat() if isinstance(value, date) else str(value)
