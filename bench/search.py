"""Speed of answers, ours beside tantivy's in one run: top 20 with highlights and the counts of all five facets.

    python bench/search.py [COUNT]... [--rounds N]

Both search the same seeded corpus (default 10000 and 100000 bulletins) and answer the same stream of questions: one
word, two words, a phrase, a run, a place, a number, filters alone, newest first, and words nobody wrote. `warm` asks
every question once before measuring (no answer is kept by either, only what is read from the index and what was
understood of a query); `cold` empties our caches before every question. Beside them stands the worst request that we
know. The other engine needs `pip install tantivy`.
"""

from __future__ import annotations

import argparse
import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parent.parent)  # not this folder: http.py would hide the library

from bench.corpus import ROOT, ZONE, documents
from bench.machine import describe
from bench.measuring import memory, share
from search.engines.opening import open_engine
from search.index.indexing import write_index
from search.query_types import FACETS, Query
from search.text.normalise import fold, fold_for_words
from search.text.segmenter import Segmenter
from search.understanding.language import MAX_LENGTH
from view.bulletin import LISTED_STATUSES, Document, DocumentList
from view.clock import at_midnight, end_of_day
from view.vocabulary.vocabulary import Vocabulary, load_vocabulary
from view.workers import in_process

PER_PAGE = 20
#: How often a request is asked for its median.
RUNS_OF_WORST = 50
Clock = Callable[[], float]
WORDS = ("关税", "反倾销", "信用证", "延期付款", "汇率", "仲裁", "港口", "光伏", "破产", "清关", "合同", "出口")
PAIRS = (("关税", "汇率"), ("破产", "买方"), ("信用证", "银行"), ("港口", "延误"), ("合同", "付款"), ("反倾销", "调查"))
PHRASES = ("延期付款", "反倾销调查", "出口企业", "信用证条款", "外汇管制")
RUNS = ("越南关税税率", "买方破产怎么办", "港口罢工影响交货", "信用证拒付案例")
PLACES = ("越南", "美国", "United States", "印度尼西亚")
NUMBERS = ("60天", "1900万美元", "2025年", "854143")
NOBODY = ("锟斤拷", "魑魅魍魉", "zzzzqq", "烫烫烫屯屯屯")
FILTERS: tuple[dict[str, Any], ...] = (
    {"country": ("VN",)},
    {"country": ("US", "BR"), "industry": ("steel",)},
    {"channel": ("warning",), "level": ("high", "medium")},
    {"since": date(2020, 1, 1), "until": date(2023, 6, 30)},
)


def stream() -> list[tuple[str, Query]]:
    """The questions, each with its kind."""
    asked = [("one word", Query(q=word, sort="relevance")) for word in WORDS]
    asked += [("two words", Query(q=" ".join(pair), sort="relevance")) for pair in PAIRS]
    asked += [("phrase", Query(q=f'"{phrase}"', sort="relevance")) for phrase in PHRASES]
    asked += [("run", Query(q=run, sort="relevance")) for run in RUNS]
    asked += [("place", Query(q=place, sort="relevance")) for place in PLACES]
    asked += [("number", Query(q=number, sort="relevance")) for number in NUMBERS]
    asked += [("filter only", Query(**one)) for one in FILTERS]
    asked += [("word, filter", Query(q=word, sort="relevance", **one)) for word in WORDS[:3] for one in FILTERS]
    asked += [("newest", Query(q=word, sort="newest")) for word in WORDS[:6]]
    asked += [("newest", Query())]
    asked += [("zero hits", Query(q=word, sort="relevance")) for word in NOBODY]
    return asked


def worst(vocabulary: Vocabulary) -> list[Query]:
    """Requests of 200 characters that cost as much as we could make them, without filters and with all of them."""
    names = [term.label for term in vocabulary.terms["country"]]
    slips = ("关睡", "外会", "信用正", "反倾消", "光服", "帐其", "汇绿", "延其付款")
    texts = (
        " ".join(names),
        " ".join("-" + name for name in names),
        " ".join(slips * 8),
        "越南对进口光伏组件加征反倾销关税并要求买方延期付款出口企业应当" * 8,
        "".join(chr(0x4E00 + 7 * number) for number in range(200)),
        "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
        * 4,
        " ".join(f"{number}万美元" for number in range(100, 140)),
        " ".join(["关税汇率信用证破产清关合同出口仲裁港口"] * 10),
        " OR ".join(["关税", "汇率", "破产"] * 14),
        "tarif measurs paymnt buyr credt insuranc polcy exprt imprt " * 4,
        "L/C D/A T/T W-i-F-i " * 20,
    )
    every: dict[str, Any] = {facet: tuple(term.code for term in vocabulary.terms[facet]) for facet in FACETS[:-1]}
    every |= {
        "keyword": tuple(f"词{number}" for number in range(50)),
        "since": date(2015, 1, 1),
        "until": date(2029, 1, 1),
    }
    filters: tuple[dict[str, Any], ...] = ({}, every, {**every, "status": "withdrawn"})
    return [Query(q=text[:MAX_LENGTH], sort="relevance", **some) for text in texts for some in filters]


class Tantivy:
    """The same answer by tantivy: words of the same segmenter, facet numbers that ignore their own selection."""

    def __init__(self, documents: Iterable[Document], folder: Path) -> None:
        import tantivy

        self.module: Any = tantivy
        self.segmenter = Segmenter()
        builder: Any = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        for field in ("title", "body"):
            builder.add_text_field(field, stored=True, tokenizer_name="whitespace")
        for field in (*FACETS, "status"):
            builder.add_text_field(field, tokenizer_name="raw", fast=True)
        builder.add_date_field("date", stored=False, indexed=True, fast=True)
        self.schema = builder.build()
        index: Any = tantivy.Index(self.schema, path=str(folder))
        writer = index.writer(num_threads=1)
        for one in documents:
            codes = {"country": one.countries, "industry": one.industries, "keyword": one.keywords}
            values = {name: list(held) for name, held in codes.items()} | {"level": [one.level] if one.level else []}
            body = self.words("\n".join((one.summary, *one.blocks)))
            facts = {"id": one.id, "channel": one.channel, "status": one.status, "date": one.date}
            writer.add_document(tantivy.Document(title=self.words(one.title), body=body, **facts, **values))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self.searcher = index.searcher()

    def words(self, text: str) -> str:
        """Folded text cut into words."""
        keys = fold(text)
        return " ".join(keys[start:end] for _, start, end in self.segmenter.words(fold_for_words(text)))

    def _term(self, field: str, value: str) -> Any:
        return self.module.Query.term_query(self.schema, field, value)

    def _any(self, clauses: Sequence[Any]) -> Any:
        return self.module.Query.boolean_query([(self.module.Occur.Should, clause) for clause in clauses])

    def _both_fields(self, words: Sequence[str]) -> Any:
        """One word, or several as a phrase, in the title (weighed 2) or the body."""
        make = self.module.Query.phrase_query if len(words) > 1 else self.module.Query.term_query
        title, body = (make(self.schema, field, words if len(words) > 1 else words[0]) for field in ("title", "body"))
        return self._any([self.module.Query.boost_query(title, 2.0), body])

    def _asked(self, query: Query, but: str = "") -> Any:
        """All conditions, but the selection of one facet."""
        text = self.words(query.q.strip('"')).split()
        parts = [text] if query.q.startswith('"') else [[word] for word in text]
        clauses = [self._both_fields(part) for part in parts if part]
        clauses.append(self._any([self._term("status", one) for one in LISTED_STATUSES]))
        selected = {facet: query.selected(facet) for facet in FACETS if facet != but}
        clauses += [
            self._any([self._term(facet, one) for one in chosen]) for facet, chosen in selected.items() if chosen
        ]
        if query.since and query.until:
            zone = ZoneInfo(ZONE)
            first, end = at_midnight(query.since, zone), end_of_day(query.until, zone)
            kind, ranged = self.module.FieldType.Date, self.module.Query.range_query
            clauses.append(ranged(self.schema, "date", kind, first, end, include_upper=False))
        return self.module.Query.boolean_query([(self.module.Occur.Must, clause) for clause in clauses])

    def answer(self, query: Query) -> int:
        """Total, top 20, their snippets, and the counts of all facets."""
        asked = self._asked(query)
        order = {} if query.q and query.sort == "relevance" else {"order_by_field": "date"}
        found = self.searcher.search(asked, PER_PAGE, **order)
        own = [facet for facet in FACETS if query.selected(facet)]
        self.searcher.aggregate(asked, {facet: _terms(facet) for facet in FACETS if facet not in own})
        for facet in own:
            self.searcher.aggregate(self._asked(query, facet), {facet: _terms(facet)})
        snippets = self.module.SnippetGenerator
        fields = ("title", "body") if query.q else ()
        makers = [snippets.create(self.searcher, asked, self.schema, field) for field in fields]
        for _, address in found.hits:
            document = self.searcher.doc(address)
            for maker in makers:
                maker.snippet_from_doc(document).to_html()
        return int(found.count)


def _terms(facet: str) -> dict[str, Any]:
    return {"terms": {"field": facet, "size": 300 if facet != "keyword" else 20}}


def measure(
    answer: Callable[[Query], Any], asked: Sequence[tuple[str, Query]], rounds: int, clock: Clock
) -> dict[str, list[float]]:
    """Milliseconds of every answer by kind."""
    times: dict[str, list[float]] = {}
    gc.collect()
    for _ in range(rounds):
        for kind, query in asked:
            began = clock()
            answer(query)
            times.setdefault(kind, []).append((clock() - began) * 1000)
    return times


def show(name: str, times: dict[str, list[float]]) -> None:
    """Medians by kind, and p50 and p95 of all."""
    kinds = "  ".join(f"{kind} {median(values):.2f}" for kind, values in times.items())
    everything = [value for values in times.values() for value in values]
    print(f"  {name:14} p50 {median(everything):6.2f}  p95 {share(everything, 0.95):6.2f} ms   {kinds}", flush=True)


def show_worst(answer: Callable[[Query], Any], vocabulary: Vocabulary, clock: Clock) -> None:
    """The worst request beside a plain one, medians of RUNS_OF_WORST."""

    def typical(query: Query) -> float:
        answer(query)
        [times] = measure(answer, [("", query)], RUNS_OF_WORST, clock).values()
        return median(times)

    plain = median(typical(Query(q=word, sort="relevance")) for word in WORDS)
    found = max(typical(query) for query in worst(vocabulary))
    print(f"  worst request  {found:.2f} ms, {found / plain:.1f} times a plain one ({plain:.2f} ms)", flush=True)


def compare(count: int, rounds: int, clock: Clock) -> None:
    """Build both indexes over the same bulletins and ask them the same."""
    vocabulary = load_vocabulary(ROOT)
    asked = stream()
    print(f"\n{count:,} bulletins")
    with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as theirs:
        began = time.perf_counter()
        in_process(index, count, Path(ours))  # what it leaves in memory no worker has
        report_build("xinfeng", Path(ours), time.perf_counter() - began, count)
        made = DocumentList(documents(count))
        began = time.perf_counter()
        other = Tantivy((made[at] for at in range(count)), Path(theirs))
        report_build("tantivy", Path(theirs), time.perf_counter() - began, count)
        del made
        report_worker(Path(ours))
        engine = open_engine(Path(ours), vocabulary, ZONE)

        def warm(query: Query) -> int:
            return engine.answer(query, PER_PAGE).total

        def cold(query: Query) -> int:
            engine.forget()
            return warm(query)

        show("xinfeng cold", measure(cold, asked, rounds, clock))
        measure(warm, asked, 1, clock)
        show("xinfeng warm", measure(warm, asked, rounds, clock))
        show_worst(warm, vocabulary, clock)
        measure(other.answer, asked, 1, clock)
        show("tantivy warm", measure(other.answer, asked, rounds, clock))
        for _, query in asked:
            if not query.q and warm(query) != other.answer(query):
                raise SystemExit(f"totals differ: {query}")
        engine.close()


def index(count: int, folder: Path) -> None:
    """Write our index of the corpus, on all cores."""
    write_index(DocumentList(documents(count)), folder, load_vocabulary(ROOT), ZONE, jobs=os.cpu_count() or 1)


def report_worker(folder: Path) -> None:
    """How a fresh process does: time to open, and its own memory after every question was asked."""
    command = [sys.executable, __file__, "--worker", str(folder)]
    print(subprocess.run(command, check=True, capture_output=True, text=True).stdout.rstrip(), flush=True)


def work(folder: Path) -> None:
    """What `report_worker` runs."""
    vocabulary = load_vocabulary(ROOT)
    began = time.perf_counter()
    engine = open_engine(folder, vocabulary, ZONE)
    seconds = time.perf_counter() - began
    for _, query in stream():
        engine.answer(query, PER_PAGE)
    own = memory(os.getpid(), "Private_Clean") + memory(os.getpid(), "Private_Dirty")
    print(f"  a worker: opens in {seconds:.2f} s, {own / 1e6:.0f} MB of its own (USS) after the stream")


def report_build(name: str, folder: Path, seconds: float, count: int) -> None:
    """Size and time for each bulletin."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"  {name}: {seconds / count * 1000:.2f} ms and {size / count / 1000:.2f} kB a bulletin", flush=True)


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("count", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--processor", action="store_true", help="processor time, which others' work moves less")
    parser.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.worker:
        work(args.worker)
        return
    print(describe())
    for count in args.count:
        compare(count, args.rounds, time.process_time if args.processor else time.perf_counter)


if __name__ == "__main__":
    main()
