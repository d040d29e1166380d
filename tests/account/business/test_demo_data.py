"""The demo database: made whole, left alone when current, replaced when not."""

from pathlib import Path

from sqlalchemy import create_engine, select

from account.business.counts import read_counts
from account.business.demo_data import CLAIMS, COMPANIES, NOTICES, POLICIES, create_demo_database
from account.business.engines import make_engine, sqlite_url
from account.business.statements import make_listings
from view.settings.endpoint_settings import Counts


def counted(path: Path, enterprise: str) -> list[int]:
    engine = make_engine(sqlite_url(path, read_only=True), 1, 1, read_only=True)
    with engine.connect() as connection:
        found = list(read_counts(connection, make_listings(Counts()), enterprise).values())
    engine.dispose()
    return found


def test_it_has_items_of_every_kind_for_the_first_company_and_none_for_the_second(tmp_path: Path) -> None:
    path = tmp_path / "var" / "a b#c?d%e.sqlite"
    create_demo_database(path)
    assert counted(path, "demo-a") == [3, 5, 2]
    assert counted(path, "demo-b") == [0, 0, 0]
    assert [company.code for company in COMPANIES] == ["demo-a", "demo-b"]


def test_every_row_says_it_is_a_sample(tmp_path: Path) -> None:
    path = tmp_path / "demo.sqlite"
    create_demo_database(path)
    with create_engine(f"sqlite:///{path}").connect() as connection:
        for table in (POLICIES, NOTICES, CLAIMS):
            numbers = connection.execute(select(table.c.number)).scalars().all()
            assert numbers
            assert all(number.startswith("示例") for number in numbers)


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "demo.sqlite"
    create_demo_database(path)
    before = path.stat()
    create_demo_database(path)
    after = path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert list(tmp_path.iterdir()) == [path]


def test_a_damaged_or_older_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "demo.sqlite"
    for wrong in (b"not a database", b""):
        path.write_bytes(wrong)
        create_demo_database(path)
        assert counted(path, "demo-a") == [3, 5, 2]
        assert list(tmp_path.iterdir()) == [path]
