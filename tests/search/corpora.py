"""Small corpora for the engine's tests, an index of them, and what a plain reading of the contract would find."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from search.engines.opening import open_engine
from search.index.indexing import write_index
from search.query.engine import Engine
from search.query_types import FACETS, Query
from search.text.normalise import fold
from tests.machine import PROJECT
from view.bulletin import LISTED_STATUSES, Document, DocumentList
from view.vocabulary.vocabulary import Vocabulary, load_vocabulary

ZONE = "Asia/Shanghai"
SITE_ZONE = ZoneInfo(ZONE)
COUNTRIES = ("VN", "US", "BR", "HK", "CI")
INDUSTRIES = ("steel", "electrical", "textiles")
CHANNELS = ("warning", "country", "trade-news")
LEVELS = (None, "high", "medium", "low")
KEYWORDS = ("关税", "反倾销", "FTA", "fta", "汇率", "延期付款")
SENTENCES = (
    "越南对进口光伏组件加征反倾销关税，税则号8517.62。",
    "买方拖欠货款，出口企业应尽快报损",
    "美利坚合众国海关自2026-11-20起执行新的规定",
    "巴西雷亚尔汇率大幅波动；信用证付款条件收紧。",
    "香港轉口貿易的買家要求延長賬期",
    "Buyer NORD-STREAM Trading Co. defaulted on 3 invoices",
    "ＵＳＡ　tariffs on steel products（钢铁制品）",
    "马克思主义政治经济学著作",
    "科特迪瓦可可豆出口限制与港口拥堵",
    "𠮷野家门店原材料采购合同纠纷",
)


@cache
def vocabulary() -> Vocabulary:
    """The shipped one."""
    return load_vocabulary(PROJECT)


def document(number: int, title: str = "标题", body: Sequence[str] = (), **changes: Any) -> Document:
    """A plain bulletin, with what a test needs changed."""
    date = datetime(2026, 1, 1, 9, tzinfo=SITE_ZONE) + timedelta(days=number)
    ident = f"2026/{number:03d}"
    plain = Document(
        id=ident,
        url=f"/risk/{ident}/",
        title=title,
        date=date,
        updated=date,
        channel="warning",
        countries=(),
        industries=(),
        level=None,
        keywords=(),
        status="active",
        summary="",
        blocks=tuple(body),
        digest="",
    )
    changed = replace(plain, **changes)
    return replace(changed, digest=str(hash(replace(changed, digest=""))))


def corpus(seed: int, size: int = 30) -> list[Document]:
    """Random bulletins that share days, words and facet values."""
    choose = random.Random(seed)  # noqa: S311 - nothing secret
    return [_random_document(choose, number) for number in range(size)]


def _random_document(choose: random.Random, number: int) -> Document:
    def some(values: Sequence[str], most: int) -> tuple[str, ...]:
        return tuple(choose.sample(values, choose.randint(0, most)))

    return document(
        number,
        title=choose.choice(SENTENCES)[:14],
        body=choose.sample(SENTENCES, choose.randint(0, 4)),
        summary=choose.choice(("", choose.choice(SENTENCES))),
        date=datetime(2026, 3, 1, tzinfo=SITE_ZONE) + timedelta(hours=choose.randint(0, 12) * 12),
        channel=choose.choice(CHANNELS),
        countries=some(COUNTRIES, 2),
        industries=some(INDUSTRIES, 2),
        level=choose.choice(LEVELS),
        keywords=some(KEYWORDS, 3),
        status=choose.choice(("active",) * 5 + ("corrected", "withdrawn", "superseded")),
    )


@contextmanager
def index(documents: Iterable[Document], **options: Any) -> Iterator[Engine]:
    """An engine over these documents."""
    with TemporaryDirectory() as folder:
        write_index(DocumentList(documents), Path(folder), vocabulary(), ZONE, **options)
        engine = open_engine(Path(folder), vocabulary(), ZONE)
        try:
            yield engine
        finally:
            engine.close()


def written(folder: Path, documents: Iterable[Document], **options: Any) -> Path:
    """The folder, with an index of these documents in it."""
    folder.mkdir(exist_ok=True)
    write_index(DocumentList(documents), folder, vocabulary(), ZONE, **options)
    return folder


_KEPT: list[Any] = []  # folders of engines that stay open until the tests end


@cache
def engine(seed: int) -> Engine:
    """An engine over `corpus(seed)`, made once."""
    kept = index(corpus(seed))
    _KEPT.append(kept)
    return kept.__enter__()


def newest_first(documents: Iterable[Document]) -> list[str]:
    """Ids by date, then id, from the newest."""
    return [one.id for one in sorted(documents, key=lambda one: (one.date, one.id), reverse=True)]


def values(one: Document, facet: str) -> tuple[str | None, ...]:
    """What a document holds of a facet."""
    return {
        "country": one.countries,
        "industry": one.industries,
        "channel": (one.channel,),
        "level": (one.level,) if one.level else (),
        "keyword": one.keywords,
    }[facet]


def passes(one: Document, query: Query) -> bool:
    """Whether a document passes every condition but the words, read straight from the contract."""
    day = one.date.astimezone(SITE_ZONE).date()
    return (
        one.status in (LISTED_STATUSES if query.status is None else (query.status,))
        and (query.since is None or query.since <= day)
        and (query.until is None or day <= query.until)
        and all(not query.selected(facet) or set(query.selected(facet)) & set(values(one, facet)) for facet in FACETS)
    )


def blocks_of(one: Document) -> tuple[str, ...]:
    """Every block of visible text."""
    return (one.title, *one.keywords, one.summary, *one.blocks)


def contains(one: Document, text: str) -> bool:
    """Whether one block contains a text, however it is written."""
    return any(fold(text) in fold(block) for block in blocks_of(one))
