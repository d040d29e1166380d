"""Counts and items: always the same rows, only the company's own, in one round trip, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import SQLAlchemyError

from account.business.counts import MAX_COUNT, NoCountError, _count, read_counts, read_items, rehearse
from account.business.engines import make_engine
from account.business.statements import COUNTED, make_listings
from view.settings.endpoint_settings import Counted, Counts, Listed

LISTINGS = make_listings(Counts())
HOSTILE = ["", "' OR 1=1 --", "demo-a' --", "%", "demo-_", "demo-a;DROP TABLE policies", "示例", "\\", "a" * 10_000]


@pytest.fixture
def engine(business_url: str) -> Iterator[Engine]:
    engine = make_engine(business_url, 2, 2, read_only=True)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("enterprise", ["demo-a", "demo-b", *HOSTILE])
def test_every_count_is_the_number_of_rows_behind_it(engine: Engine, enterprise: str) -> None:
    with engine.connect() as connection:
        counts = read_counts(connection, LISTINGS, enterprise)
        for key in COUNTED:
            items = read_items(connection, LISTINGS[key], enterprise, 1, 100)
            assert counts[key] == items.total == len(items.rows)
    expected = [3, 5, 2] if enterprise == "demo-a" else [0, 0, 0]
    assert list(counts.values()) == expected


def test_the_counts_take_one_statement_and_no_transaction(engine: Engine) -> None:
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    with engine.connect() as connection:
        assert read_counts(connection, LISTINGS, "demo-a")["pending_policies"] == 3
        if engine.dialect.name == "postgresql":  # nothing is open that would have to be ended
            driver: Any = connection.connection.driver_connection
            assert driver.info.transaction_status.name == "IDLE"
    assert len(asked) == 1


def test_items_come_newest_first_and_in_pages(engine: Engine) -> None:
    with engine.connect() as connection:
        pages = [read_items(connection, LISTINGS["policies"], "demo-a", page, 4) for page in (1, 2, 3)]
        assert read_items(connection, LISTINGS["policies"], "demo-a", 4, 4).rows == ()
    assert [len(page.rows) for page in pages] == [4, 4, 1]
    assert {(page.total, page.pages) for page in pages} == {(9, 3)}
    numbers = [row[0] for page in pages for row in page.rows]
    assert numbers == [f"示例-TB-000{number}" for number in (9, 8, 7, 5, 4, 3, 2, 1, 6)]


def test_values_are_shown_as_readers_write_them(engine: Engine) -> None:
    with engine.connect() as connection:
        row = read_items(connection, LISTINGS["policies"], "demo-a", 1, 1).rows[0]
    assert row == ("示例-TB-0009", "示例买方·瓜达拉哈拉太阳能", "墨西哥", "USD", "780,000", "待确认", "2026-11-06")


def test_nothing_can_be_written(engine: Engine) -> None:
    for statement in ("DELETE FROM policies", "CREATE TABLE more (a integer)"):
        with pytest.raises(SQLAlchemyError, match=r"readonly|read-only"), engine.connect() as connection:
            connection.execute(text(statement))


def test_a_database_that_is_not_there_fails_when_asked_and_is_not_made(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'none.sqlite'}", 1, 1, read_only=True)
    with pytest.raises(SQLAlchemyError), engine.connect() as connection:
        read_counts(connection, LISTINGS, "demo-a")
    assert list(tmp_path.iterdir()) == []


OWN = Counts(
    pending_policies=Counted(
        items="SELECT number AS no, state || '\\:x' AS s, submitted FROM policies -- 'all'; \\:x is no parameter\n"
        "WHERE enterprise = CAST(:enterprise AS varchar) AND 1 % 2 = 1 -- the last line",
        columns=(("no", "编号"), ("submitted", "日期")),
        order_by="submitted",
    ),
    effective_notices=Counted(items="SELECT 1 FROM notices WHERE enterprise = :enterprise", href="/n"),
    claim_notices=Counted(
        count="SELECT max(amount) FROM claims WHERE enterprise = :enterprise", href="https://b.test/"
    ),
)


def test_any_schema_is_joined_by_statements_of_its_own(engine: Engine) -> None:
    listings = make_listings(OWN)
    with engine.connect() as connection:
        assert rehearse(connection, listings) == []
        assert list(read_counts(connection, listings, "demo-a").values()) == [9, 9, 145_000]
        assert list(read_counts(connection, listings, "demo-b").values()) == [0, 0, 0]  # the last one is NULL
        items = read_items(connection, listings["pending_policies"], "demo-a", 1, 2)
    assert items.rows == (("示例-TB-0009", "2026-11-06"), ("示例-TB-0008", "2026-10-27"))
    assert [one.href for one in listings.values() if one.key in COUNTED] == [
        "/account/pending_policies",
        "/n",
        "https://b.test/",
    ]
    assert not listings["effective_notices"].is_ours


def test_a_statement_that_the_database_refuses_is_named_before_anyone_asks(engine: Engine) -> None:
    wrong = Counts(
        pending_policies=Counted("SELECT number FROM polices WHERE e = :enterprise", (("number", "编号"),), "number"),
        policies=Listed("SELECT number FROM policies WHERE enterprise = :enterprise", (("nr", "编号"),), "nr"),
        claim_notices=Counted(count="SELECT 1, 2 FROM claims WHERE enterprise = :enterprise", href="/c"),
    )
    with engine.connect() as connection:
        problems = rehearse(connection, make_listings(wrong))
    assert [name for name, _ in problems] == [
        "counts.pending_policies.items",
        "counts.claim_notices.count",
        "counts.policies.items",
    ]
    assert all(message.startswith("the database refuses it: ") for _, message in problems)
    assert "polices" in problems[0][1]


@pytest.mark.parametrize("value", [-1, "3", 1.5, True, MAX_COUNT + 1, float("inf"), float("nan"), Decimal("NaN"), b"3"])
def test_what_is_no_count_is_never_shown(value: object) -> None:
    with pytest.raises(NoCountError, match="the count of pending_policies is"):
        _count("pending_policies", value)


@pytest.mark.parametrize(("value", "count"), [(None, 0), (0, 0), (3.0, 3), (Decimal(7), 7), (MAX_COUNT, MAX_COUNT)])
def test_a_whole_number_is_a_count_whatever_its_type(value: object, count: int) -> None:
    assert _count("pending_policies", value) == count
