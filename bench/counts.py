"""Counts over HTTP: `/api/counts` on a real PostgreSQL over loopback, asked by the sessions of many companies.

    .venv/bin/python bench/counts.py [--companies N] [--rows N] [--requests N]

The tests' own private PostgreSQL is started and filled; each company has a session and a share of the rows. Prints
requests a second and p50, p95, p99, once unhurried for the time that one answer takes, once with eight connections.
Database, two workers and the clients share the machine. Every number is compared with what the company really has.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # not this folder: a file of it would hide a library

import argparse
import json
import random
import socket
import subprocess
import tempfile
import threading
import time
from datetime import UTC, date, datetime
from statistics import quantiles

from sqlalchemy import create_engine

from account.business.database import Database
from account.business.demo_data import NOTICES, POLICIES, fill_samples
from account.business.engines import make_engine, sqlite_url
from account.identity.sessions import Sessions
from bench.corpus import SEED
from bench.http import WORKERS, serving
from bench.machine import describe
from tests.account.postgres import OWNER, READER, Cluster

ISSUER = "http://127.0.0.1:9/"  # nobody is there: the sessions exist already
CLIENTS = 8
_PATIENCE = 30
SETTINGS = """\
[counts]
database_url = "{database}"
[oidc]
issuer = "{issuer}"
client_id = "bench"
client_auth = "none"
[audit]
file = "audit.log"
"""


def fill(cluster: Cluster, companies: int, rows: int) -> list[list[int]]:
    """Give each company its share of `rows`, by chance; the three counts of each."""
    cluster.execute("CREATE DATABASE business", database="postgres")
    choose = random.Random(SEED)  # noqa: S311 - rows that repeat, not a secret
    counts = [[0, 0, 0] for _ in range(companies)]
    policies, notices = [], []
    for number in range(rows):
        company, kind = choose.randrange(companies), choose.randrange(6)
        one = {"number": str(number), "enterprise": f"company-{company}"}
        if kind % 2:
            state = "pending" if kind == 1 else "effective"
            policies.append(one | dict.fromkeys(("buyer", "country", "currency"), "x") | _policy(number, state))
            counts[company][0] += kind == 1
        else:
            notices.append(one | dict.fromkeys(("subject", "content"), "x") | _notice(kind))
            counts[company][1] += kind == 2
            counts[company][2] += kind == 0
    engine = create_engine(cluster.url("business", OWNER))
    with engine.begin() as connection:
        fill_samples(connection)
        connection.execute(POLICIES.insert(), policies)
        connection.execute(NOTICES.insert(), notices)
    engine.dispose()
    grant = f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {READER}"
    cluster.execute(grant, "VACUUM ANALYZE", database="business")
    return counts


def _policy(number: int, state: str) -> dict[str, object]:
    return {"amount": number, "state": state, "submitted": date(2026, 1, 1)}


def _notice(kind: int) -> dict[str, object]:
    handled = date(2026, 2, 1) if kind == 4 else None
    return {"kind": "policy" if kind else "claim", "issued": date(2026, 1, 1), "handled": handled}


def begin_sessions(root: Path, companies: int) -> list[str]:
    """A session for each company; their cookies."""
    engine = make_engine(sqlite_url(root / "var" / "sessions.sqlite"), 30, 1, read_only=False)
    sessions = Sessions(Database("session", engine, 30, 0), ISSUER, 30, 480, lambda: datetime.now(UTC))
    cookies = [sessions.start(f"company-{number}") for number in range(companies)]
    engine.dispose()
    return cookies


class Client(threading.Thread):
    """Asks for counts on one connection, each time those of another company, and checks each answer."""

    def __init__(self, port: int, cookies: list[str], counts: list[list[int]], requests: int, seed: int) -> None:
        super().__init__()
        self.port, self.cookies, self.counts, self.requests = port, cookies, counts, requests
        self.choose = random.Random(seed)  # noqa: S311
        self.taken: list[float] = []

    def run(self) -> None:
        """Ask until all is asked; an answer that is not right ends it."""
        with socket.create_connection(("127.0.0.1", self.port), _PATIENCE) as line, line.makefile("rb") as answers:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for _ in range(self.requests):
                company = self.choose.randrange(len(self.cookies))
                cookie = f"Cookie: xinfeng_session={self.cookies[company]}"
                began = time.perf_counter()
                line.sendall(f"GET /api/counts HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookie}\r\n\r\n".encode())
                status = answers.readline()
                length = 0
                while header := answers.readline().strip():
                    if header.lower().startswith(b"content-length:"):
                        length = int(header.partition(b":")[2])
                body = answers.read(length)
                self.taken.append(time.perf_counter() - began)
                said = json.loads(body)
                right = (f"company-{company}", self.counts[company])
                if b" 200 " not in status or (said["enterprise"], [one["count"] for one in said["counts"]]) != right:
                    raise RuntimeError(f"{status!r}: {body!r} instead of {right}")


def measure(port: int, cookies: list[str], counts: list[list[int]], clients: int, requests: int) -> str:
    """One line of the table."""
    threads = [Client(port, cookies, counts, requests // clients, SEED + number) for number in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    taken = [one for thread in threads for one in thread.taken]
    if len(taken) < requests // clients * clients:
        raise RuntimeError("not every request was answered")
    cuts = quantiles(taken, n=100)
    times = " | ".join(f"{1000 * cuts[at - 1]:.1f} ms" for at in (50, 95, 99))
    return f"| {clients} | {len(taken) / seconds:.0f} | {times} |"


def main() -> None:
    """Start PostgreSQL and the endpoint, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--companies", type=int, default=1000)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=10_000)
    options = parser.parse_args()
    print(describe())
    cluster = Cluster()
    try:
        cluster.prepare()
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "var").mkdir()
            counts = fill(cluster, options.companies, options.rows)
            said = SETTINGS.format(database=cluster.url("business"), issuer=ISSUER)
            (root / "site.toml").write_text(said, encoding="utf-8")
            subprocess.run([sys.executable, ROOT / "build.py", "--root", root, "build", "--quiet"], check=True)
            cookies = begin_sessions(root, options.companies)
            with serving(root) as port:
                print(f"\n{options.companies} companies, {options.rows} rows in PostgreSQL, {WORKERS} workers\n")
                print("| connections | requests a second | p50 | p95 | p99 |\n| ---: | ---: | ---: | ---: | ---: |")
                measure(port, cookies, counts, CLIENTS, 400)
                print(measure(port, cookies, counts, 1, options.requests // 10), flush=True)
                print(measure(port, cookies, counts, CLIENTS, options.requests), flush=True)
    finally:
        cluster.remove()


if __name__ == "__main__":
    main()
