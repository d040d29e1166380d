"""Every engine answers alike: thousands of random requests over random bulletins, after updates and deletes too."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.search.conformance import PER_PAGE, TYPED, bulletins, changed, differences, requests
from tests.search.engines_beside import both, write

#: Corpora, and requests to each: XINFENG_STEPS=2000 asks many thousands.
CORPORA, REQUESTS = 8, int(os.environ.get("XINFENG_STEPS", "100"))


@pytest.mark.parametrize("seed", range(CORPORA))
def test_whoosh_and_arrays_answer_alike(tmp_path: Path, seed: int) -> None:
    documents = bulletins(seed, 60)
    folder = write(tmp_path / "first", documents)
    if seed % 2:
        documents = changed(seed, documents, 1000)
        folder = write(tmp_path / "second", documents, folder)
    whoosh, arrays = both(folder)
    wrong = {query: said for query in requests(seed, REQUESTS) if (said := differences(whoosh, arrays, query))}
    assert wrong == {}
    assert [whoosh.suggest(typed) for typed in TYPED] == [arrays.suggest(typed) for typed in TYPED]
    matches = {arrays.answer(query, PER_PAGE).match for query in requests(seed, REQUESTS)}
    assert matches == {"all", "most"}
