"""The three engines side by side: the same questions over the same bulletins, what they take and what they hold.

    python bench/engines.py [COUNT]... [--rounds N] [--engine NAME]... [--seconds S]

Each answer is the first 20 results with marks and the numbers of all five facets. `ours` is processor time of the
process that asks, `node` that of the OpenSearch node, which this starts by Maven, alone, with a heap of 1 GB and both
compilers (XINFENG_OPENSEARCH names another). `a second` is what two processes that ask at once get answered.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parent.parent)  # not this folder: http.py would hide the library

from bench.corpus import ROOT, ZONE, documents
from bench.machine import describe
from bench.measuring import memory, share
from bench.search import PER_PAGE, stream
from search.engines.opening import open_engine
from search.engines.opensearch.client import Cluster
from search.engines.opensearch.filling import publish
from search.engines.opensearch.lexicon import FILE, ClusterLexicon
from search.index.indexing import write_index
from search.query.engine import Engine
from search.query_types import Query
from server.preview.node import LocalNode, assemble_node
from view.bulletin import DocumentList
from view.settings.endpoint_settings import EndpointSettings
from view.settings.search_settings import ENGINES, OpenSearchSettings, SearchSettings
from view.vocabulary.vocabulary import load_vocabulary
from view.workers import in_process

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds of each answer, the first time and later, and of processor time; answers a second; bytes."""

    firsts: list[float]
    walls: list[float]
    ours: float
    node: float
    a_second: float
    opening: float
    held: int


def processor(pid: int | None) -> float:
    """Seconds of processor time of a process."""
    if pid is None:
        return 0.0
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def settings_of(name: str, cluster: OpenSearchSettings) -> EndpointSettings:
    """What an endpoint with this engine is told."""
    return EndpointSettings(search=SearchSettings(name), opensearch=cluster)


def opened(folder: Path, settings: EndpointSettings) -> Engine:
    """The engine over the bench's bulletins."""
    return open_engine(folder, load_vocabulary(ROOT), ZONE, settings)


def measure(folder: Path, settings: EndpointSettings, rounds: int, seconds: float, node: int | None) -> Measured:
    """Ask everything once, which warms up, then measure."""
    before, began = memory(os.getpid(), "Private_Dirty"), time.perf_counter()
    engine = opened(folder, settings)
    opening = time.perf_counter() - began
    asked = [query for _, query in stream()]
    firsts = times(engine, asked)
    held = memory(os.getpid(), "Private_Dirty") - before
    own, theirs = time.process_time(), processor(node)
    walls = times(engine, asked * rounds)
    own, theirs = time.process_time() - own, processor(node) - theirs
    engine.close()
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        answers = sum(pool.starmap(work, [(folder, settings, seconds)] * 2, 1))
    return Measured(
        firsts, walls, own / len(walls) * 1000, theirs / len(walls) * 1000, answers / seconds, opening, held
    )


def times(engine: Engine, asked: Sequence[Query]) -> list[float]:
    """Milliseconds of each answer."""
    walls = []
    for query in asked:
        began = time.perf_counter()
        engine.answer(query, PER_PAGE)
        walls.append((time.perf_counter() - began) * 1000)
    return walls


def work(folder: Path, settings: EndpointSettings, seconds: float) -> int:
    """How many answers one process gets in some seconds, after each question was asked once."""
    engine = opened(folder, settings)
    asked = [query for _, query in stream()]
    for query in asked:
        engine.answer(query, PER_PAGE)
    until, count = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        engine.answer(asked[count % len(asked)], PER_PAGE)
        count += 1
    engine.close()
    return count


def size_of(folder: Path, wanted: str = "*") -> int:
    """Bytes of the files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob(wanted) if path.is_file())


def compare(
    count: int, names: Sequence[str], rounds: int, seconds: float, cluster: OpenSearchSettings, node: int | None
) -> None:
    """Build the index of some bulletins and ask every engine."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / f"g{count}"
        folder.mkdir()
        began = time.perf_counter()
        write_index(DocumentList(documents(count)), folder, load_vocabulary(ROOT), ZONE, jobs=os.cpu_count() or 1)
        took, whole, whoosh = time.perf_counter() - began, size_of(folder), size_of(folder / "whoosh")
        print(f"\n{count:,} bulletins: index of record in {took:.1f} s, {whole / count / 1000:.2f} kB a bulletin, "
              f"of which Whoosh {whoosh / count / 1000:.2f}", flush=True)  # fmt: skip
        for name in names:
            if name == "opensearch":
                began = time.perf_counter()
                publish(folder, folder.name, None, load_vocabulary(ROOT), ZONE, cluster)
                took = time.perf_counter() - began
                lexicon = ClusterLexicon(folder)
                stats = Cluster(cluster, 60).ask("GET", f"/{lexicon.facts['index']}/_stats/store")
                stored = stats["_all"]["primaries"]["store"]["size_in_bytes"]
                print(f"  opensearch: filled in {took:.1f} s, {stored / count / 1000:.2f} kB a bulletin; lexicon "
                      f"{(folder / FILE).stat().st_size / 1e6:.1f} MB", flush=True)  # fmt: skip
            again = 1 if name == "whoosh" else rounds
            # In a process that has written no index: memory that is free there would be taken for none.
            told = in_process(measure, folder, settings_of(name, cluster), again, seconds, node)
            p50, p95, p99 = (share(told.walls, part) for part in (0.5, 0.95, 0.99))
            first50, first95 = (share(told.firsts, part) for part in (0.5, 0.95))
            print(f"  {name:10} p50 {p50:7.2f}  p95 {p95:7.2f}  p99 {p99:7.2f} ms  "
                  f"processor ours {told.ours:6.2f} node {told.node:6.2f} ms  {told.a_second:7.1f} a second  "
                  f"opens in {told.opening:5.2f} s, {told.held / 1e6:4.0f} MB; asked first p50 {first50:.2f} p95 "
                  f"{first95:.2f} ms", flush=True)  # fmt: skip


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("count", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--engine", action="append", choices=ENGINES)
    args = parser.parse_args()
    names = args.engine or ENGINES
    print(describe())
    with ExitStack() as stack:
        urls, pid = tuple(os.environ.get("XINFENG_OPENSEARCH", "").split(",")), None
        if "opensearch" in names and not urls[0]:
            node = LocalNode(heap="1g", options=())
            node.start(assemble_node(print))
            stack.callback(node.stop)
            node.wait()
            assert node.process  # noqa: S101 - it was started
            urls, pid = (node.url,), node.process.pid
        cluster = OpenSearchSettings(urls=urls, prefix="bench", replicas=0, timeout_seconds=60)
        for count in args.count:
            compare(count, names, args.rounds, args.seconds, cluster, pid)
        if pid:
            print(f"\nthe node holds {memory(pid) / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
