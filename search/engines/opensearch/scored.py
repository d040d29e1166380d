"""The ranking's formula in OpenSearch's query language: what the cluster sums is what the arrays sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from search.engines.opensearch.lexicon import ClusterLexicon
from search.engines.opensearch.questions import Clause, Questions, either
from search.engines.opensearch.rows import feature
from search.query.rules import rarity
from search.query.scoring import COVERAGE, FRESH, HALF_LIFE_DAYS, SINGLE_SHARE, RankedPart, ranked_parts
from search.text.terms import is_open, terms_of
from search.understanding.understanding import Understood

#: Parts that rank one query, the rarest first.
_PARTS = 250
#: Tokens that a beginning stands for in ranking, the most frequent first; what others weigh is taken to be average.
_EXPANDED, _AVERAGE = 16, 0.4
_DAY = 86_400_000_000


class Scored:
    """Writes the scored question of one generation."""

    def __init__(self, lexicon: ClusterLexicon, questions: Questions) -> None:
        self._lexicon, self._questions = lexicon, questions

    def query(self, understood: Understood, filters: Sequence[Clause]) -> Clause:
        """What passes the filters, scored for a query."""
        size = self._lexicon.size
        sized = [(self._documents(part), part) for part in ranked_parts(understood)]
        parts = sorted(((many, part) for many, part in sized if many), key=lambda pair: (pair[0], pair[1].key))[:_PARTS]
        should: list[Clause] = []
        covering: list[tuple[Clause, float]] = []
        for many, part in parts:
            told = rarity(many, size)
            should.append(_boosted(self._weighed(part), part.weight * told))
            if part.required:
                covering.append((self._holding(part), told))
        scored: Clause = {"bool": {"filter": list(filters), "should": should}}
        if coverable := sum(told for _, told in covering):
            functions: list[dict[str, Any]] = [{"weight": 1 - COVERAGE}]
            functions += [{"filter": clause, "weight": COVERAGE / coverable * told} for clause, told in covering]
            scored = _multiplied(scored, functions)
        fresh = {"us": {"origin": self._lexicon.facts["newest"], "scale": int(HALF_LIFE_DAYS * _DAY), "decay": 0.5}}
        return _multiplied(scored, [{"weight": 1}, {"weight": FRESH, "exp": fresh}])

    def _documents(self, part: RankedPart) -> int:
        """About how many bulletins have a part; none where it tells nothing."""
        texts = part.texts
        single = not part.required and texts and all(len(text) == 1 for text in texts)
        if single and sum(map(self._lexicon.places, texts)) > SINGLE_SHARE * self._lexicon.size:
            return 0
        many = sum(self._lexicon.word(mark) for mark in part.marks)
        for text in texts:
            terms = terms_of(text)
            if part.prefix and len(terms) == 1 and is_open(terms[0]):
                tokens = self._lexicon.beginning(terms[0], _EXPANDED)
                many += sum(map(self._lexicon.documents, tokens))
            else:
                many += self._lexicon.rarest(text)[1]
        return min(many, self._lexicon.size)

    def _weighed(self, part: RankedPart) -> Clause:
        """One of its texts and words counts like another: the one that weighs most."""
        found = [_ranked("w", mark) for mark in part.marks if self._lexicon.word(mark)]
        for text in part.texts:
            terms = terms_of(text)
            if part.prefix and is_open(terms[-1]):
                tokens = self._lexicon.beginning(terms[0], _EXPANDED + 1) if len(terms) == 1 else []
                found += [_ranked("t", token) for token in tokens[:_EXPANDED]]
                if not 0 < len(tokens) <= _EXPANDED:  # others begin so too
                    text_clause = self._questions.text(text, prefix=True)
                    found.append(_boosted({"constant_score": {"filter": text_clause}}, _AVERAGE))
                continue
            rarest, many = self._lexicon.rarest(text)
            if not many:
                continue
            if len(terms) == 1 or (len(terms) == 2 and rarest == "".join(terms)):
                found.append(_ranked("t", rarest))
            else:  # a text of several has no weight of its own: where it stands, its rarest part tells
                found.append({"bool": {"must": [_ranked("t", rarest)], "filter": [self._questions.text(text)]}})
        return found[0] if len(found) == 1 else {"dis_max": {"queries": found}}

    def _holding(self, part: RankedPart) -> Clause:
        found: list[Clause] = [{"term": {"words": mark}} for mark in part.marks]
        return either([*found, *(self._questions.text(text, prefix=part.prefix) for text in part.texts)])


def _ranked(field: str, text: str) -> Clause:
    """The weight of a word or text, from 0 to 1: what was written is the weight beside its norm."""
    return {"rank_feature": {"field": f"{field}.{feature(text)}", "saturation": {"pivot": 1}}}


def _boosted(clause: Clause, boost: float) -> Clause:
    (name,) = clause
    return {name: {**clause[name], "boost": boost}}


def _multiplied(scored: Clause, functions: Sequence[Clause]) -> Clause:
    return {
        "function_score": {
            "query": scored, "functions": list(functions), "score_mode": "sum", "boost_mode": "multiply",
        }
    }  # fmt: skip
