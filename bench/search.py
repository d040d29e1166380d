"""Speed of answers, ours beside tantivy's in one run: top 20 with highlights and the counts of all five facets.

    python bench/search.py [COUNT]... [--rounds N]

Both search the same seeded corpus (default 10000 and 100000 bulletins) and answer the same stream of questions: one
word, two words, a phrase, filters alone, newest first, and words nobody wrote. `warm` asks every question once
before measuring (no answer is kept by either, only what is read from the index); `cold` empties our caches before
every question. The other engine needs `pip install tantivy`.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from html import escape
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.corpus import ROOT, ZONE, bulletins
from bench.machine import describe
from bench.measuring import memory
from search.engine import Engine
from search.indexing import write_index
from search.normalise import fold, fold_for_words
from search.query import FACETS, Query
from search.segment import Segmenter
from view.document import LISTED_STATUSES, Document
from view.vocabulary import load_vocabulary

PER_PAGE = 20
WORDS = ("关税", "反倾销", "信用证", "延期付款", "汇率", "仲裁", "港口", "光伏", "破产", "清关", "合同", "出口")
PAIRS = (("关税", "汇率"), ("破产", "买方"), ("信用证", "银行"), ("港口", "延误"), ("合同", "付款"), ("反倾销", "调查"))
PHRASES = ("延期付款", "反倾销调查", "出口企业", "信用证条款", "外汇管制")
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
    asked += [("filter only", Query(**one)) for one in FILTERS]
    asked += [("word, filter", Query(q=word, sort="relevance", **one)) for word in WORDS[:3] for one in FILTERS]
    asked += [("newest", Query(q=word, sort="newest")) for word in WORDS[:6]]
    asked += [("newest", Query())]
    asked += [("zero hits", Query(q=word, sort="relevance")) for word in NOBODY]
    return asked


class Tantivy:
    """The same answer by tantivy: words of the same segmenter, facet numbers that ignore their own selection."""

    def __init__(self, documents: Sequence[Document], folder: Path) -> None:
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
            values = {
                "country": list(one.countries),
                "industry": list(one.industries),
                "channel": [one.channel],
                "level": [one.level] if one.level else [],
                "keyword": list(one.keywords),
            }
            writer.add_document(
                tantivy.Document(
                    id=one.id,
                    title=self.words(one.title),
                    body=self.words("\n".join((one.summary, *one.blocks))),
                    status=one.status,
                    date=one.date,
                    **values,
                )
            )
        writer.commit()
        index.wait_merging_threads() if hasattr(index, "wait_merging_threads") else None
        index.reload()
        self.index, self.searcher = index, index.searcher()

    def words(self, text: str) -> str:
        """Folded text cut into words."""
        keys = fold(text)
        return " ".join(keys[start:end] for _, start, end in self.segmenter.words(fold_for_words(text)))

    def _term(self, field: str, value: str) -> Any:
        return self.module.Query.term_query(self.schema, field, value)

    def _any(self, clauses: Sequence[Any]) -> Any:
        return self.module.Query.boolean_query([(self.module.Occur.Should, clause) for clause in clauses])

    def _all(self, clauses: Sequence[Any]) -> Any:
        return self.module.Query.boolean_query([(self.module.Occur.Must, clause) for clause in clauses])

    def _words(self, query: Query) -> list[Any]:
        clauses = []
        for part in query.q.strip('"').split():
            words = self.words(part).split()
            for word in words if not query.q.startswith('"') else [""]:
                both = [self._term(field, word) for field in ("title", "body")]
                if not word:
                    both = [
                        self.module.Query.phrase_query(self.schema, field, words)
                        if len(words) > 1
                        else self._term(field, words[0])
                        for field in ("title", "body")
                    ]
                clauses.append(self._any([self.module.Query.boost_query(both[0], 2.0), both[1]]))
        return clauses

    def _conditions(self, query: Query, but: str = "") -> Any:
        clauses = [*self._words(query), self._any([self._term("status", one) for one in LISTED_STATUSES])]
        for facet in FACETS:
            if facet != but and query.selected(facet):
                clauses.append(self._any([self._term(facet, value) for value in query.selected(facet)]))
        if query.since and query.until:
            zone = ZoneInfo(ZONE)
            first, last = (
                date_time(day, zone) for day in (query.since, query.until.replace(day=query.until.day))
            )
            kind = self.module.FieldType.Date
            clauses.append(self.module.Query.range_query(self.schema, "date", kind, first, last))
        return self._all(clauses)

    def answer(self, query: Query) -> int:
        """Total, top 20, their snippets, and the counts of all facets."""
        asked = self._conditions(query)
        counted = {}
        own = [facet for facet in FACETS if query.selected(facet)]
        shared = {facet: _terms(facet) for facet in FACETS if facet not in own}
        if query.q and query.sort == "relevance":
            found = self.searcher.search(asked, PER_PAGE)
        else:
            found = self.searcher.search(asked, PER_PAGE, order_by_field="date")
        counted |= self.searcher.aggregate(asked, shared)
        for facet in own:
            counted |= self.searcher.aggregate(self._conditions(query, facet), {facet: _terms(facet)})
        makers = [self.module.SnippetGenerator.create(self.searcher, asked, self.schema, "title")] if query.q else []
        if query.q:
            makers.append(self.module.SnippetGenerator.create(self.searcher, asked, self.schema, "body"))
        for _, address in found.hits:
            document = self.searcher.doc(address)
            for maker in makers:
                maker.snippet_from_doc(document).to_html()
            if not makers:
                escape(document["title"][0]), escape(document["body"][0][:120])
        return int(found.count)


def date_time(day: date, zone: ZoneInfo) -> Any:
    """Midnight."""
    from datetime import datetime

    return datetime(day.year, day.month, day.day, tzinfo=zone)


def _terms(facet: str) -> dict[str, Any]:
    return {"terms": {"field": facet, "size": 300 if facet != "keyword" else 20}}


def measure(answer: Callable[[Query], Any], asked: Sequence[tuple[str, Query]], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of every answer by kind."""
    times: dict[str, list[float]] = {}
    gc.collect()
    for _ in range(rounds):
        for kind, query in asked:
            began = time.perf_counter()
            answer(query)
            times.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
    return times


def show(name: str, times: dict[str, list[float]]) -> None:
    """Medians by kind, and p50 and p95 of all."""
    kinds = "  ".join(f"{kind} {median(values):.2f}" for kind, values in times.items())
    everything = sorted(value for values in times.values() for value in values)
    p95 = everything[int(len(everything) * 0.95)]
    print(f"  {name:14} p50 {median(everything):6.2f}  p95 {p95:6.2f} ms   {kinds}", flush=True)


def compare(count: int, rounds: int) -> None:
    """Build both indexes over the same bulletins and ask them the same."""
    vocabulary, zone = load_vocabulary(ROOT), ZoneInfo(ZONE)
    documents = [one.document(zone) for one in bulletins(count)]
    asked = stream()
    print(f"\n{count:,} bulletins")
    with tempfile.TemporaryDirectory() as ours, tempfile.TemporaryDirectory() as theirs:
        began = time.perf_counter()
        write_index(documents, Path(ours), vocabulary, ZONE)
        report_build("xinfeng", Path(ours), time.perf_counter() - began, count)
        began = time.perf_counter()
        other = Tantivy(documents, Path(theirs))
        report_build("tantivy", Path(theirs), time.perf_counter() - began, count)
        del documents
        gc.collect()
        before = memory(0, "Private_Dirty") if False else 0
        began = time.perf_counter()
        engine = Engine.open(Path(ours), vocabulary, ZONE)
        print(f"  opened in {time.perf_counter() - began:.2f} s")

        def cold(query: Query) -> Any:
            engine.forget()
            return engine.answer(query, PER_PAGE)

        show("xinfeng cold", measure(cold, asked, 1))
        measure(lambda query: engine.answer(query, PER_PAGE), asked, 1)
        show("xinfeng warm", measure(lambda query: engine.answer(query, PER_PAGE), asked, rounds))
        measure(other.answer, asked, 1)
        show("tantivy warm", measure(other.answer, asked, rounds))
        for kind, query in asked:
            ours_total, theirs_total = engine.answer(query, PER_PAGE).total, other.answer(query)
            if kind in ("filter only", "newest") and not query.q and ours_total != theirs_total:
                print(f"  totals differ: {replace(query)} {ours_total} {theirs_total}")
        del before
        engine.close()


def report_build(name: str, folder: Path, seconds: float, count: int) -> None:
    """Size and time for each bulletin."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"  {name}: {seconds / count * 1000:.2f} ms and {size / count / 1000:.2f} kB a bulletin", flush=True)


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("count", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    print(describe())
    for count in args.count:
        compare(count, args.rounds)


if __name__ == "__main__":
    main()
