"""Queries as engines are handed them, with the shipped vocabulary."""

from __future__ import annotations

from search.text.analysis import Analyser
from search.understanding.understanding import Understanding, Understood
from tests.search.corpora import vocabulary

ANALYSER = Analyser(vocabulary())
UNDERSTANDING = Understanding(ANALYSER.names, ANALYSER.segmenter, ANALYSER.synonyms)


def read(q: str) -> Understood:
    """What a query asks for."""
    return UNDERSTANDING.read(q)
