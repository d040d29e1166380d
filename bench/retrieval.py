"""Retrieval quality on sets of questions with known answers, ours beside other engines in one run.

    python bench/retrieval.py DIR [--queries N] [--only SET]...

DIR holds one folder for each set: docs.jsonl.gz with {id, title, text} and queries.jsonl.gz with {qid, query,
relevant: [ids]}. The other engines need `pip install tantivy`. They search the same folded and segmented text as
ours does, title weighed 2, any of the words (OR), as their documentation recommends for questions.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import log, log2
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parent.parent)  # not this folder: http.py would hide the library

from search.engines.opening import open_engine
from search.index.indexing import write_index
from search.query_types import Query
from search.text.normalise import fold, fold_for_words
from search.text.segmenter import Segmenter
from search.understanding.language import MAX_LENGTH
from view.bulletin import Document, DocumentList
from view.vocabulary.vocabulary import load_vocabulary

ROOT = Path(__file__).parent.parent
TITLE_BOOST = 2.0
DEPTH = 10
MEASURES = ("MRR@10", "hit@1", "hit@10", "nDCG@10")
Search = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Text:
    """One document of a set."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """One query of a set and the documents that answer it."""

    query: str
    relevant: frozenset[str]


def read_lines(path: Path) -> Iterator[dict[str, object]]:
    """The objects of a gzipped JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def ours(texts: Sequence[Text], folder: Path) -> Search:
    """信风 itself, through the same door as the endpoint."""
    vocabulary = load_vocabulary(ROOT)
    channel = vocabulary.terms["channel"][0].code
    # Equal scores go from the newest. The other engines leave them in the order of the file, so ours gets dates that
    # do the same, a microsecond apart, so that freshness does not count.
    days = [datetime(2026, 1, 1, tzinfo=UTC) - timedelta(microseconds=number) for number in range(len(texts))]
    documents = [
        Document(
            id=one.id,
            url=f"/risk/{one.id}/",
            title=one.title,
            date=day,
            updated=day,
            channel=channel,
            countries=(),
            industries=(),
            level=None,
            keywords=(),
            status="active",
            summary="",
            blocks=tuple(one.text.split("\n")),
            digest=one.id,
        )
        for one, day in zip(texts, days, strict=True)
    ]
    write_index(DocumentList(documents), folder, vocabulary, "UTC")
    engine = open_engine(folder, vocabulary, "UTC")

    def search(query: str) -> Sequence[str]:
        """The first page: results, then what is related."""
        answer = engine.answer(Query(q=query[:MAX_LENGTH], sort="relevance"), DEPTH)
        return [hit.bulletin.id for hit in (*answer.hits, *answer.related)][:DEPTH]

    return search


def words_of(segmenter: Segmenter, text: str) -> list[str]:
    """Words for the other engines, folded and cut as ours are."""
    keys = fold(text)
    return [keys[start:end] for _, start, end in segmenter.all_words(fold_for_words(text))]


def tantivy_words(texts: Sequence[Text], folder: Path) -> Search:
    """Tantivy (BM25) over words of the same segmenter."""
    import tantivy

    segmenter = Segmenter()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    for field in ("title", "body"):
        builder.add_text_field(field, tokenizer_name="whitespace")
    schema = builder.build()
    index = tantivy.Index(schema, path=str(folder))
    writer = index.writer(num_threads=1)
    for one in texts:
        title, body = (" ".join(words_of(segmenter, text)) for text in (one.title, one.text))
        writer.add_document(tantivy.Document(id=one.id, title=title, body=body))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def search(query: str) -> Sequence[str]:
        clauses = []
        for word in words_of(segmenter, query):
            clauses.append((tantivy.Occur.Should, tantivy.Query.term_query(schema, "body", word)))
            title = tantivy.Query.term_query(schema, "title", word)
            clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(title, TITLE_BOOST)))
        hits = searcher.search(tantivy.Query.boolean_query(clauses), DEPTH).hits if clauses else []
        return [str(searcher.doc(address)["id"][0]) for _, address in hits]

    return search


def fts5(texts: Sequence[Text], tokenizer: str, split: Callable[[str], Sequence[str]], *, joined: bool) -> Search:
    """SQLite FTS5 (BM25). `joined`: the tokenizer cuts the text itself, `split` cuts only queries."""
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE VIRTUAL TABLE t USING fts5(id UNINDEXED, title, body, tokenize='{tokenizer}')")

    def prepared(text: str) -> str:
        return fold(text) if joined else " ".join(split(text))

    rows = ((one.id, prepared(one.title), prepared(one.text)) for one in texts)
    connection.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)

    def search(query: str) -> Sequence[str]:
        terms = " OR ".join('"' + word.replace('"', '""') + '"' for word in split(query))
        if not terms:
            return []
        order = f"SELECT id FROM t WHERE t MATCH ? ORDER BY bm25(t, 0, {TITLE_BOOST}, 1) LIMIT {DEPTH}"  # noqa: S608
        return [row[0] for row in connection.execute(order, (terms,))]

    return search


def fts5_words(texts: Sequence[Text], _: Path) -> Search:
    """SQLite FTS5 over words of the same segmenter."""
    segmenter = Segmenter()
    return fts5(texts, "unicode61", lambda text: words_of(segmenter, text), joined=False)


def fts5_trigram(texts: Sequence[Text], _: Path) -> Search:
    """SQLite FTS5 with its trigram tokenizer."""

    def trigrams(text: str) -> list[str]:
        runs = "".join(char if char.isalnum() else " " for char in fold(text)).split()
        return [run[at : at + 3] for run in runs for at in range(len(run) - 2)]

    return fts5(texts, "trigram", trigrams, joined=True)


def bigram_bm25(texts: Sequence[Text], _: Path) -> Search:
    """Textbook BM25 (k1 1.2, b 0.75) over pairs of characters; the title counts twice."""

    def pairs(text: str) -> list[str]:
        runs = "".join(char if char.isalnum() else " " for char in fold(text)).split()
        return [run[at : at + 2] for run in runs for at in range(max(len(run) - 1, 1))]

    postings: dict[str, dict[int, float]] = {}
    lengths = []
    for number, one in enumerate(texts):
        terms = pairs(one.title) * int(TITLE_BOOST) + pairs(one.text)
        lengths.append(len(terms))
        for term in terms:
            found = postings.setdefault(term, {})
            found[number] = found.get(number, 0.0) + 1.0
    mean = sum(lengths) / max(len(lengths), 1)

    def search(query: str) -> Sequence[str]:
        scores: dict[int, float] = {}
        for term in pairs(query):
            found = postings.get(term, {})
            idf = log(1 + (len(texts) - len(found) + 0.5) / (len(found) + 0.5))
            for number, count in found.items():
                gain = idf * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * lengths[number] / mean))
                scores[number] = scores.get(number, 0.0) + gain
        ranked = sorted(scores, key=lambda number: (-scores[number], number))
        return [texts[number].id for number in ranked[:DEPTH]]

    return search


ENGINES: Mapping[str, Callable[[Sequence[Text], Path], Search]] = {
    "xinfeng": ours,
    "tantivy + words": tantivy_words,
    "FTS5 + words": fts5_words,
    "FTS5 trigram": fts5_trigram,
    "bigram BM25": bigram_bm25,
}


def measure(search: Search, questions: Sequence[Question]) -> dict[str, float]:
    """The mean of each measure over all questions."""
    totals = dict.fromkeys(MEASURES, 0.0)
    for question in questions:
        gains = [ident in question.relevant for ident in search(question.query)[:DEPTH]]
        first = gains.index(True) + 1 if True in gains else 0
        totals["MRR@10"] += 1 / first if first else 0
        totals["hit@1"] += first == 1
        totals["hit@10"] += first > 0
        ideal = sum(1 / log2(rank + 2) for rank in range(min(len(question.relevant), DEPTH)))
        totals["nDCG@10"] += sum(1 / log2(rank + 2) for rank, good in enumerate(gains) if good) / ideal
    return {name: total / max(len(questions), 1) for name, total in totals.items()}


def main() -> None:
    """Measure every engine on every set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("dir", type=Path)
    parser.add_argument("--queries", type=int, default=0, help="at most so many of each set, drawn with --seed")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", action="append", help="only this set")
    parser.add_argument("--engine", action="append", choices=list(ENGINES), help="only this engine")
    args = parser.parse_args()
    results: dict[str, list[dict[str, float]]] = {}
    for folder in sorted(path for path in args.dir.iterdir() if (path / "docs.jsonl.gz").is_file()):
        if args.only and folder.name not in args.only:
            continue
        texts = [Text(str(o["id"]), str(o["title"]), str(o["text"])) for o in read_lines(folder / "docs.jsonl.gz")]
        questions = [
            Question(str(o["query"]), frozenset(map(str, o["relevant"])))  # type: ignore[call-overload]
            for o in read_lines(folder / "queries.jsonl.gz")
        ]
        if args.queries and args.queries < len(questions):
            questions = random.Random(args.seed).sample(questions, args.queries)  # noqa: S311
        print(f"\n{folder.name}: {len(texts)} documents, {len(questions)} queries")
        for name in args.engine or ENGINES:
            with tempfile.TemporaryDirectory() as place:
                search = ENGINES[name](texts, Path(place))
                start = time.perf_counter()
                found = measure(search, questions)
                each = (time.perf_counter() - start) / max(len(questions), 1) * 1000
            results.setdefault(name, []).append(found)
            print(f"  {name:16}", *(f"{key} {value:.3f} " for key, value in found.items()), f"{each:.2f} ms")
    print("\nmean of all sets")
    for name, sets in results.items():
        print(f"  {name:16}", *(f"{key} {sum(one[key] for one in sets) / len(sets):.3f} " for key in MEASURES))


if __name__ == "__main__":
    main()
