"""The state of builds: one file, begun again when it is another version's or was written to."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tests.builder.cached import STATE, ledger_of, spoil
from tests.site_helper import Site


def test_a_state_of_another_version_or_written_to_is_begun_again(site: Site) -> None:
    site.build()
    spoil(site, "PRAGMA user_version = 1000")
    assert ledger_of(site) is None
    site.build()
    with closing(sqlite3.connect(site.root / STATE)) as db:
        db.execute("UPDATE files SET digest = x'00'")
        db.commit()
    assert ledger_of(site) is None
