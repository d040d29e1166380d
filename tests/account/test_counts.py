"""Counts and items: always the same rows, only the company's own, in one round trip."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError

from account.counts import COUNTED, LISTINGS, open_database, read_counts, read_items
from account.demo import create_demo_database


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    path = tmp_path / "a b#c?d.sqlite"
    create_demo_database(path)
    return open_database("", path, 1)


@pytest.mark.parametrize("enterprise", ["demo-a", "demo-b", "", "' OR 1=1 --", "demo-a' --"])
def test_every_count_is_the_number_of_rows_behind_it(engine: Engine, enterprise: str) -> None:
    counts = read_counts(engine, enterprise)
    for listing in COUNTED:
        items = read_items(engine, listing, enterprise, 1, 100)
        assert counts[listing.key] == items.total == len(items.rows)
    if enterprise != "demo-a":
        assert set(counts.values()) == {0}


def test_the_counts_take_one_statement(engine: Engine) -> None:
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    read_counts(engine, "demo-a")
    assert len(asked) == 1


def test_items_come_newest_first_and_in_pages(engine: Engine) -> None:
    pages = [read_items(engine, LISTINGS["policies"], "demo-a", page, 4) for page in (1, 2, 3)]
    assert [len(page.rows) for page in pages] == [4, 4, 1]
    assert {(page.total, page.pages) for page in pages} == {(9, 3)}
    numbers = [row[0] for page in pages for row in page.rows]
    assert numbers == [f"示例-TB-000{number}" for number in (9, 8, 7, 5, 4, 3, 2, 1, 6)]
    assert read_items(engine, LISTINGS["policies"], "demo-a", 4, 4).rows == ()


def test_values_are_shown_as_readers_write_them(engine: Engine) -> None:
    row = read_items(engine, LISTINGS["policies"], "demo-a", 1, 1).rows[0]
    assert row == ("示例-TB-0009", "示例买方·瓜达拉哈拉太阳能", "墨西哥", "USD", "780,000", "待确认", "2026-11-06")


def test_the_demo_database_is_opened_only_to_read(engine: Engine) -> None:
    with pytest.raises(SQLAlchemyError, match="readonly"), engine.begin() as connection:
        connection.execute(text("DELETE FROM policies"))


def test_a_database_that_is_not_there_fails_when_asked_and_is_not_made(tmp_path: Path) -> None:
    engine = open_database("", tmp_path / "none.sqlite", 1)
    with pytest.raises(SQLAlchemyError):
        read_counts(engine, "demo-a")
    assert list(tmp_path.iterdir()) == []


def test_another_database_is_joined_by_its_url(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'business.sqlite'}"
    create_demo_database(tmp_path / "business.sqlite")
    with create_engine(url).begin() as connection:
        connection.execute(text("UPDATE policies SET enterprise = 'acme' WHERE number = '示例-TB-0009'"))
    engine = open_database(url, tmp_path / "unused.sqlite", 1)
    assert read_counts(engine, "acme")["pending_policies"] == 1
    assert read_counts(engine, "demo-a")["pending_policies"] == 2
