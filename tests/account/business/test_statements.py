"""Statements as an operator may write them, and the mistakes that are told before the endpoint starts."""

from __future__ import annotations

import pytest

from account.business.statements import check_statements, make_listings, statement_problems
from view.settings.endpoint_settings import Counted, Counts, Listed

GOOD = [
    "SELECT n FROM t WHERE e = :enterprise",
    "  with x as (select n from t where e = :enterprise) select n from x\n",
    "SELECT ';' AS a, \"select;\" FROM t WHERE e = :enterprise",
    "SELECT n::text FROM t WHERE e = :enterprise -- insert; nothing",
    "SELECT n /* delete; */ FROM t WHERE e = :enterprise",
    "SELECT $$insert ; into$$, $a$drop$a$ FROM t WHERE e = :enterprise",
    "SELECT to_char(d, 'HH24:MI'), deleted, created FROM t WHERE e = :enterprise AND f = :enterprise",
    "SELECT 'it''s; fine' FROM t WHERE e = CAST(:enterprise AS integer)",
]
BAD = {
    "": "must begin with SELECT or WITH",
    "DELETE FROM t WHERE e = :enterprise": "must begin with SELECT or WITH",
    "WITH x AS (DELETE FROM t WHERE e = :enterprise RETURNING n) SELECT n FROM x": "may only read, but says DELETE",
    "SELECT n INTO u FROM t WHERE e = :enterprise": "may only read, but says INTO",
    "SELECT n FROM t WHERE e = :enterprise; SELECT 1": "must be one statement, without a semicolon",
    "SELECT n FROM t": "must bind :enterprise, or every company would see the same rows",
    "SELECT n FROM t WHERE e = ':enterprise'": "must bind :enterprise, or every company would see the same rows",
    "SELECT n FROM t -- :enterprise": "must bind :enterprise, or every company would see the same rows",
    "SELECT n FROM t WHERE e = :enterprise AND u = :user": "has :user, but only :enterprise is bound; "
    "a colon that binds nothing is written \\:",
    "SELECT 'a :b' FROM t WHERE e = :enterprise": "has :b, but only :enterprise is bound; "
    "a colon that binds nothing is written \\:",
}


@pytest.mark.parametrize("statement", GOOD)
def test_one_question_for_one_company_is_accepted(statement: str) -> None:
    assert statement_problems(statement) == []


@pytest.mark.parametrize("statement", BAD)
def test_anything_else_is_refused_with_its_reason(statement: str) -> None:
    assert BAD[statement] in statement_problems(statement)


def test_all_mistakes_of_all_kinds_are_told_at_once() -> None:
    good = GOOD[0]
    counts = Counts(
        pending_policies=Counted(items="SELECT 1"),
        effective_notices=Counted(count=good),
        claim_notices=Counted(items=good, count=good, href="//evil.example"),
        policies=Listed(items=good, columns=(("n", "编号"),), order_by="m"),
        claims=Listed(columns=(("n", "编号"),)),
    )
    assert list(check_statements(counts)) == [
        ("counts.pending_policies.items", "must bind :enterprise, or every company would see the same rows"),
        ("counts.pending_policies.columns", "name the columns to show, with their headings"),
        (
            "counts.effective_notices.count",
            "needs an href: a number alone leaves no rows to show here; or write items",
        ),
        (
            "counts.claim_notices.href",
            'must be a web address or a path that begins with one slash, not "//evil.example"',
        ),
        ("counts.claim_notices.count", "there are items to count; write one of items and count"),
        ("counts.policies.order_by", 'must be one of the columns, not "m"'),
        ("counts.claims.items", "columns and order_by need a statement of their own"),
    ]


def test_without_any_the_sample_database_is_fitted() -> None:
    assert list(check_statements(Counts())) == []
    listings = make_listings(Counts())
    assert list(listings) == ["pending_policies", "effective_notices", "claim_notices", "policies", "claims"]
    assert all(one.is_ours and not statement_problems(one.statement) for one in listings.values())
