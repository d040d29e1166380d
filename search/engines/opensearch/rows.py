"""An index in a cluster: its settings, its fields, and what one bulletin is there. Our analysis, their postings."""

from __future__ import annotations

import base64
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from search.query.scoring import CLOSE_FIELDS, OF_CHARACTER, OF_TEXT, OF_WORD
from search.query_types import FACETS
from search.store.record import StoredDocument
from search.text.analysis import STREAM_FIELDS, WEIGHT_UNIT, WEIGHTS, Analysis
from search.text.normalise import BOUNDARY, kind
from search.text.terms import GAP, terms_of
from view.settings.search_settings import OpenSearchSettings

#: Raised with every change of what an index holds: one of another version is not asked.
MAPPING = 1
#: What OpenSearch takes apart as a path is written otherwise in the names of features.
_DOT, _POINT = ".", "\u2024"
#: Results that may be asked for in one piece by default; every page of a search must be had.
_WINDOW = 10_000
_TEXT = {"type": "text", "analyzer": "terms", "norms": False, "position_increment_gap": 100}
_KEPT = {"type": "binary"}


def index_body(settings: OpenSearchSettings, documents: int, meta: dict[str, Any]) -> dict[str, Any]:
    """How an index is made: without replicas and refreshing, which come when it is full."""
    return {
        "settings": {
            "number_of_shards": settings.shards,
            "number_of_replicas": 0,
            "refresh_interval": "-1",
            "max_result_window": window(documents),
            "merge.policy.expunge_deletes_allowed": 0,
            "analysis": {
                "tokenizer": {"terms": {"type": "whitespace", "max_token_length": 1000}},
                "analyzer": {"terms": {"type": "custom", "tokenizer": "terms"}},
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": meta,
            "_source": {"includes": ["record", "streams"]},
            "properties": {
                "id": {"type": "keyword"},
                "us": {"type": "long"},
                "status": {"type": "keyword"},
                **{facet: {"type": "keyword", "eager_global_ordinals": True} for facet in FACETS},
                "title": _TEXT,
                "keywords": _TEXT,
                "all": _TEXT,
                "words": {"type": "keyword", "doc_values": False, "norms": False},
                "begins": {"type": "keyword", "doc_values": False, "norms": False},
                "w": {"type": "rank_features"},
                "t": {"type": "rank_features"},
                "record": _KEPT,
                "streams": _KEPT,
            },
        },
    }


def window(documents: int) -> int:
    """How deep a page may lie: as deep as the last one."""
    return max(_WINDOW, documents + 1000)


def feature(text: str) -> str:
    """The name of a word or text among features."""
    return text.replace(_DOT, _POINT)


@dataclass(frozen=True, slots=True)
class Written:
    """A bulletin for the cluster, and what it adds to the lexicon: its words, and how often its texts stand in it."""

    body: dict[str, Any]
    words: Sequence[str]
    places: Counter[str]


def row_of_cluster(record: bytes, analysis: Analysis, begins: Sequence[str], mean: float) -> Written:
    """One bulletin; `mean` is how many characters bulletins have on average."""
    stored = StoredDocument(record).bulletin
    streams = dict(zip(STREAM_FIELDS, analysis.streams, strict=True))
    length = sum(map(len, analysis.streams)) // 2
    blocks = {field: _blocks(stream) for field, stream in streams.items()}
    weights: dict[str, float] = {}
    places: Counter[str] = Counter()
    for field, some in blocks.items():
        for terms in some:
            texts = _texts(terms)
            places.update(texts)
            for text in texts:
                weights[text] = weights.get(text, 0.0) + WEIGHTS[field]
    norms = {of: of[0] * (1 - of[1] + of[1] * length / mean) for of in (OF_TEXT, OF_WORD, OF_CHARACTER)}
    joined = {field: [" ".join(terms) for terms in some] for field, some in blocks.items()}
    body = {
        "id": stored.id,
        "us": round(stored.date.timestamp() * 1_000_000),
        "status": stored.status,
        "country": list(stored.countries),
        "industry": list(stored.industries),
        "channel": [stored.channel],
        "level": [stored.level] if stored.level else [],
        "keyword": list(dict.fromkeys(stored.keywords)),
        "title": joined["title"],
        "keywords": joined["keywords"],
        "all": [text for some in joined.values() for text in some],
        "words": list(analysis.words),
        "begins": list(begins),
        "w": {feature(word): weight / WEIGHT_UNIT / norms[OF_WORD] for word, weight in analysis.words.items()},
        "t": {
            feature(text): weight / norms[OF_CHARACTER if is_character(text) else OF_TEXT]
            for text, weight in weights.items()
        },
        "record": _packed(record),
        "streams": [_packed(streams[field]) for field in CLOSE_FIELDS],
    }
    return Written(body, list(analysis.words), places)


def is_character(text: str) -> bool:
    """Whether a text is one character that is looked up by itself."""
    return len(text) == 1 and kind(text) != 1


def _blocks(stream: bytes) -> list[list[str]]:
    """The terms of each block of a stream."""
    text = stream.decode("utf-16-le", "surrogatepass")
    return [terms_of(block) for block in text.split(BOUNDARY) if block]


def _texts(terms: Sequence[str]) -> list[str]:
    """What is weighed: each character and token, and each pair of neighbouring characters."""
    found = [term for term in terms if term != GAP]
    found += [
        one + other
        for one, other in pairwise(terms)
        if GAP not in (one, other) and is_character(one) and is_character(other)
    ]
    return found


def _packed(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data, 1)).decode("ascii")


def stored_of(source: dict[str, Any]) -> StoredDocument:
    """The document of a hit."""
    return StoredDocument(zlib.decompress(base64.b64decode(source["record"])))


def streams_of(source: dict[str, Any]) -> list[bytes]:
    """The streams of a hit in which words may stand close together."""
    return [zlib.decompress(base64.b64decode(one)) for one in source["streams"]]
