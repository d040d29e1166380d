"""The demo database: made whole, left alone when current, replaced when not."""

from pathlib import Path

from sqlalchemy import create_engine, select

from account.counts import open_database, read_counts
from account.demo import CLAIMS, COMPANIES, NOTICES, POLICIES, create_demo_database


def test_it_has_items_of_every_kind_for_the_first_company_and_none_for_the_second(tmp_path: Path) -> None:
    path = tmp_path / "var" / "demo.sqlite"
    create_demo_database(path)
    engine = open_database("", path, 1)
    assert read_counts(engine, "demo-a") == {"pending_policies": 3, "effective_notices": 5, "claim_notices": 2}
    assert read_counts(engine, "demo-b") == {"pending_policies": 0, "effective_notices": 0, "claim_notices": 0}
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
        assert read_counts(open_database("", path, 1), "demo-a")["pending_policies"] == 3
        assert list(tmp_path.iterdir()) == [path]
