"""What every engine must answer alike: random bulletins, random requests, and a comparison of two answers.

Any backend can be tried: `differences(reference, other, query)` is empty where both say the same. Order by relevance is
each engine's own and compared apart (`moved`); all else, and the order of `newest`, must be equal.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from search.query.engine import Engine
from search.query.rules import FEW
from search.query_types import FACETS, Answer, Query
from tests.search.corpora import CHANNELS, COUNTRIES, INDUSTRIES, KEYWORDS, LEVELS, SENTENCES, SITE_ZONE, document
from view.bulletin import STATUSES, Document, GuideDocument

PER_PAGE = 7
_WORDS = """
关税 反倾销 信用证 延期付款 汇率 破产 买方 買家 出口企业 钢铁 纺织服装 光伏组件 港口 越南 美国 USA 香港 中国香港
科特迪瓦 巴西 台湾 刚果（金） IT AND 8517.62 HS8541.43 854143 1,900万美元 1900万美元 14.6% 60天 2026-11-20 2026年11月
3月1日 L/C LC D/A Wi-Fi NORD-STREAM nord tariffs tarif defaulted 14.6 0.5 2026 的 了 怎么办 什么 不 没有 新 税
计画 计划 收不回钱 客户 𠮷野家 𠮷 馬克思 ＵＳＡ 锟斤拷 风险预警 国别信息 关睡 外会 信用正 钢贴 é ‰ 5‰ £50 US$300
三个月 3个月 六十天 60-90天 百分之五 5％ 第十二条 第12条 1.5亿美元 15000万美元 11月20-25日 11月25日 L／C LC90天 统一年度
"""
WORDS = (*_WORDS.split(), "United States", "Côte d'Ivoire", "60 天", "ab", "a", "x" * 70, "x" * 300)
_TYPED = "关 g gs yn yuenan 越 vn VN 标 买方 2 xiang nord n L/C f 汇率 科特 𠮷 lc"
TYPED = tuple(_TYPED.split())
DAYS = tuple(date(2026, 2, 27) + timedelta(days=days) for days in range(9))


def bulletins(seed: int, size: int = 40) -> list[Document]:
    """Random bulletins in which the words of requests stand together, apart, cut through and in other forms."""
    choose = random.Random(seed)  # noqa: S311 - nothing secret
    return [bulletin(choose, number) for number in range(size)]


def bulletin(choose: random.Random, number: int) -> Document:
    """One of them."""

    def some(values: Sequence[str], most: int) -> tuple[str, ...]:
        return tuple(choose.sample(values, choose.randint(0, most)))

    blocks = [_text(choose) for _ in range(choose.randint(0, 5))]
    return document(
        number,
        title=_text(choose)[:60] or "标题",
        body=blocks,
        summary=choose.choice(("", _text(choose))),
        date=datetime(2026, 3, 1, tzinfo=SITE_ZONE) + timedelta(hours=choose.randint(0, 12) * 12),
        channel=choose.choice(CHANNELS),
        countries=some((*COUNTRIES, "IT", "CD", "TW"), 2),
        industries=some(INDUSTRIES, 2),
        level=choose.choice(LEVELS),
        keywords=some((*KEYWORDS, "L/C", "𠮷野家", "词.点", "越南 关税", "'引号'"), 3),
        status=choose.choice(("active",) * 5 + ("corrected", "withdrawn", "superseded")),
    )


def _text(choose: random.Random) -> str:
    parts = [
        choose.choice((*WORDS, *SENTENCES, "，", "。", " ", "的", "-", "x" * 260)) for _ in range(choose.randint(1, 7))
    ]
    if choose.random() < 0.3:
        sentence = choose.choice(SENTENCES)
        parts.append(sentence[choose.randint(0, len(sentence) - 1) :])
    return choose.choice(("", " ", "，")).join(parts)


def guides() -> list[GuideDocument]:
    """A few help pages."""
    texts = (("怎样报损", "买方破产后怎么办"), ("信用证", "怎样开立信用证"), ("企业投保", "填写保单"))
    return [
        GuideDocument(f"/guide/{number}/", title, text, [title], [text, "关税"], str(number))
        for number, (title, text) in enumerate(texts)
    ]


def requests(seed: int, count: int) -> Iterator[Query]:
    """Random requests: words in all the ways that readers have, filters, dates, orders and pages."""
    choose = random.Random(seed)  # noqa: S311 - nothing secret
    for _ in range(count):
        chosen: dict[str, Any] = {}
        if choose.random() < 0.5:
            for facet, values in (
                ("country", (*COUNTRIES, "JP")), ("industry", (*INDUSTRIES, "food")), ("channel", CHANNELS),
                ("level", ("high", "medium", "low")), ("keyword", (*KEYWORDS, "没有", "词.点")),
            ):  # fmt: skip
                if choose.random() < 0.25:
                    chosen[facet] = tuple(choose.sample(values, choose.randint(1, 2)))
            if choose.random() < 0.2:
                chosen["status"] = choose.choice(STATUSES)
            if choose.random() < 0.2:
                chosen["since"] = choose.choice(DAYS)
            if choose.random() < 0.2:
                chosen["until"] = choose.choice(DAYS)
        q = asked(choose)
        sort = choose.choice(("relevance", "relevance", "newest")) if q.strip() else "newest"
        yield Query(q=q, sort=sort, page=choose.choice((1, 1, 1, 1, 2, 3)), **chosen)


def asked(choose: random.Random) -> str:
    """What a reader may type."""
    parts = []
    for _ in range(choose.choice((0, 1, 1, 2, 2, 3, 4))):
        word = choose.choice((*WORDS, *(_cut(choose) for _ in range(20))))
        form = choose.choice(
            ("{}",) * 8 + ('"{}"', "-{}", "title:{}", "keyword:{}", "“{}”", "{} OR 汇率", "NOT {}", "{}*")
        )
        parts.append(form.format(word))
    return choose.choice(("", " ", " ", " ")).join(parts)[:200]


def _cut(choose: random.Random) -> str:
    """A piece of a sentence, two to twelve characters long."""
    sentence = choose.choice(SENTENCES)
    first = choose.randint(0, max(0, len(sentence) - 2))
    return sentence[first : first + choose.randint(2, 12)]


def differences(reference: Engine, other: Engine, query: Query) -> list[str]:
    """What two engines say otherwise of one request; empty when they agree."""
    ours, theirs = reference.answer(query, PER_PAGE), other.answer(query, PER_PAGE)
    found = [
        f"{name}: {getattr(ours, name)!r} != {getattr(theirs, name)!r}"
        for name in ("match", "total", "pages", "relax", "corrections", "guides", "also")
        if getattr(ours, name) != getattr(theirs, name)
    ]
    found += [
        f"{facet}: {ours.facets[facet]} != {theirs.facets[facet]}"
        for facet in FACETS
        if ours.facets[facet] != theirs.facets[facet]
    ]
    every, others = reference.ids(query), other.ids(query)
    newest = query.sort == "newest" or not query.q.strip()
    if sorted(every) != sorted(others) or (newest and every != others):
        found.append(f"ids: {every} != {others}")
    found += _shown(ours, theirs, newest)
    return found


def _shown(ours: Answer, theirs: Answer, newest: bool) -> Iterator[str]:
    """What differs in the results and the related ones that both show."""
    for name, complete in (("hits", ours.pages <= 1 or newest), ("related", len(ours.related) < FEW)):
        mine = {hit.bulletin.id: hit for hit in getattr(ours, name)}
        other = {hit.bulletin.id: hit for hit in getattr(theirs, name)}
        if (list(mine) != list(other)) if newest else (complete and mine.keys() != other.keys()):
            yield f"{name}: {list(mine)} != {list(other)}"
        elif len(mine) != len(other):
            yield f"{name}: {len(mine)} != {len(other)}"
        for ident in mine.keys() & other.keys():
            if mine[ident] != other[ident]:
                yield f"{name}: {mine[ident]} != {other[ident]}"


def moved(reference: Engine, other: Engine, query: Query, looked_at: int = 60) -> list[int]:
    """By how many places each of the first results by relevance stands elsewhere than with the reference."""
    wanted = [hit.bulletin.id for hit in reference.answer(query, looked_at).hits]
    place = {ident: at for at, ident in enumerate(wanted)}
    others = [hit.bulletin.id for hit in other.answer(query, looked_at).hits]
    return [abs(place.get(ident, at + looked_at) - at) for at, ident in enumerate(others)]


def changed(seed: int, documents: Sequence[Document], first: int) -> list[Document]:
    """A few bulletins less, a few reworded, a few more, numbered from `first`."""
    choose = random.Random(seed)  # noqa: S311 - nothing secret
    kept = [one for one in documents if choose.random() > 0.1]
    kept = [replace(bulletin(choose, first + at), id=one.id, url=one.url) if choose.random() < 0.1 else one
            for at, one in enumerate(kept)]  # fmt: skip
    return kept + [bulletin(choose, first + 500 + number) for number in range(choose.randint(0, 4))]
