"""The conditions of a search one by one: what readers see of each, and the search without it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from search.faces.parameters import MAX_Q
from search.query_types import FACETS, Query, Via
from search.understanding.language import OPERATORS, operators
from view.vocabulary.vocabulary import FACET_LABELS, STATUS_LABELS, Vocabulary


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: a parameter, one value of it, and both in words."""

    name: str
    value: str
    label: str


def conditions(query: Query, vocabulary: Vocabulary) -> list[Condition]:
    """Every condition of a search, in the order of the parameters."""
    given = [("q", query.q), *((facet, code) for facet in FACETS for code in query.selected(facet))]
    given += [("status", query.status or "")]
    given += [(name, day.isoformat()) for name, day in (("since", query.since), ("until", query.until)) if day]
    return [Condition(name, value, condition_label(name, value, vocabulary)) for name, value in given if value]


def condition_label(name: str, value: str, vocabulary: Vocabulary) -> str:
    """One condition in words."""
    if name in FACET_LABELS:
        return f"{FACET_LABELS[name]}：{vocabulary.label(name, value)}"
    if name == "status":
        return f"状态：{STATUS_LABELS[value]}"
    return {"q": f"“{value}”", "since": f"自 {value}", "until": f"至 {value}"}[name]


def via_label(via: Via) -> str:
    """Why something was found, in words; an alias goes by the name of its facet."""
    name = FACET_LABELS.get(via.facet or via.kind, "同义词")
    return f"{name}：{via.text}"


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader should know of a search that can be asked but hardly is what was meant, and the one that is."""

    message: str
    label: str
    query: Query


def notes(query: Query) -> tuple[Note, ...]:
    """Everything to be said of a search."""
    return tuple(note for note in (_cut(query), _operated(query), _backwards(query)) if note)


def _cut(query: Query) -> Note | None:
    """A longer text is read as far as it is read, and the reader is told."""
    if not query.cut:
        return None
    return Note(
        f"所查文字超过 {MAX_Q} 个字符，只查了前 {MAX_Q} 个。", "只用这些文字查询", replace(query, cut=False, page=1)
    )


def _operated(query: Query) -> Note | None:
    """AND, OR and NOT between words are understood; who meant the words themselves puts them in quotation marks."""
    found = operators(query.q)
    if not found:
        return None
    told = "、".join(f"{name} 按“{OPERATORS[name]}”" for name in found)
    words = " ".join(f'"{word}"' if word in found else word for word in query.q.split())
    return Note(f"词语之间的 {told} 理解。", "当作普通词语查询", replace(query, q=words, page=1))


def _backwards(query: Query) -> Note | None:
    """A period that ends before it begins: each day is a good one, so it is answered, with nothing in it."""
    if query.since is None or query.until is None or query.since <= query.until:
        return None
    message = f"开始日期（{query.since}）晚于结束日期（{query.until}），这段时间里没有一天，所以没有结果。"
    label = f"改查 {query.until} 至 {query.since}"
    return Note(message, label, replace(query, since=query.until, until=query.since, page=1))


def with_selection(query: Query, facet: str, codes: tuple[str, ...]) -> Query:
    """The search with another selection in one facet, from its first page."""
    changed: dict[str, Any] = {facet: codes, "page": 1}
    return replace(query, **changed)


def without(query: Query, condition: Condition) -> Query:
    """The search without one condition, from its first page."""
    if condition.name in FACETS:
        rest = tuple(code for code in query.selected(condition.name) if code != condition.value)
        return with_selection(query, condition.name, rest)
    if condition.name == "q":
        return replace(query, q="", sort="newest", page=1)  # without words there is nothing to be relevant to
    changed: dict[str, Any] = {condition.name: None, "page": 1}
    return replace(query, **changed)


def heading(query: Query, vocabulary: Vocabulary) -> str:
    """A search in words, for titles."""
    labels = [condition.label for condition in conditions(query, vocabulary)]
    return f"查询：{' · '.join(labels)}" if labels else "查询风险信息"
