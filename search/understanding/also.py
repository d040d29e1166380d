"""The query that looks for a word alone, without what editors say means the same."""

from __future__ import annotations

from dataclasses import replace

from search.query_types import Query
from search.text.canonical import canonical
from search.text.normalise import fold, fold_with_origin


def alone(q: str, word: str) -> Query | None:
    """The query with a word in quotation marks, which have no synonyms; None if it does not stand there as one."""
    folded = fold_with_origin(q)
    at = folded.text.find(word)
    if at < 0 or canonical(fold(word)) != word:
        return None
    first, last = folded.raw_span(at, at + len(word))
    text = " ".join(f'{q[:first]} "{q[first:last]}" {q[last:]}'.split())
    return replace(Query(), q=text, sort="relevance")
