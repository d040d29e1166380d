"""Guides as the index takes documents."""

from __future__ import annotations

from search.index.guide_documents import as_documents
from view.bulletin import GuideDocument


def test_their_headings_are_keywords_and_the_first_of_them_is_the_newest() -> None:
    some = as_documents([GuideDocument(f"/guide/{name}/", name, "摘要", ["节"], ["文"], name) for name in "ab"])
    assert len(some) == 2
    newest = some[1]
    assert (newest.id, newest.title, newest.keywords, newest.blocks) == ("/guide/a/", "a", ("节",), ("文",))
    assert (newest.status, newest.summary, newest.digest) == ("active", "摘要", "a")
    assert some[0].date < newest.date


def test_no_guides_are_no_documents() -> None:
    assert len(as_documents([])) == 0
