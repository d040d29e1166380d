"""Published bulletins as the index receives them, read one at a time, and the name of their generation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from builder.planning.build_inputs import BuildInputs
from builder.planning.documents import PublishedDocuments, generation
from builder.reading.records import GuideRecord
from tests.builder.catalogue.listing import AT, PARSER, model, record
from view.settings.site_settings import Settings

NOTE = {"date": "2026-11-21", "kind": "correction", "note": "更正了"}
ONE = record("a", title_en="Title", source="海关", actions=["核对"], status="corrected", changes=[NOTE])
GUIDE = PARSER.parse("guide", "g", "content/guide/g.md", "---\ntitle: 指南\n---\n\n## 节\n".encode()).record
INPUTS = BuildInputs(Settings(), PARSER.vocabulary, [], {}, {"a.html": b"x"}, AT)


def documents(read: list[bytes]) -> PublishedDocuments:
    site = model(ONE)

    def blocks(key: bytes) -> tuple[str, ...]:
        read.append(key)
        return ("文。",)

    assert isinstance(GUIDE, GuideRecord)
    keys = {ONE.file: b"1", GUIDE.file: b"2"}
    return PublishedDocuments(site.selection.published, [GUIDE], site.loader, keys, blocks)


def test_its_text_has_what_the_page_shows_beside_the_body_and_is_read_when_asked_for() -> None:
    read: list[bytes] = []
    some = documents(read)
    one = some[0]
    assert (len(some), one.title, one.digest) == (1, "a", next(some.marks())[1])
    assert read == []
    assert tuple(one.blocks) == ("文。", "核对", "更正了", "海关", "Title")
    assert (len(one.blocks), one.blocks[0], one.blocks[1:3], read) == (5, "文。", ("核对", "更正了"), [b"1"])


def test_guides_have_their_headings() -> None:
    (guide,) = documents([]).guides
    assert (guide.url, guide.title, list(guide.headings), list(guide.blocks)) == ("/guide/g/", "指南", ["节"], ["文。"])


def test_whatever_is_published_names_another_generation() -> None:
    assert isinstance(GUIDE, GuideRecord)
    published = model(ONE).selection.published
    names = {
        generation(published, [GUIDE], INPUTS),
        generation(published, [], INPUTS),
        generation([], [GUIDE], INPUTS),
        generation(published, [GUIDE], replace(INPUTS, sources={"a.html": b"y"})),
        generation(published, [GUIDE], replace(INPUTS, settings=Settings(title="甲"))),
        generation(published, [GUIDE], replace(INPUTS, index_place="cluster")),
    }
    assert len(names) == 6
    again = replace(INPUTS, at=AT.replace(year=2030), templates={"a.html": Path("elsewhere")})
    assert generation(published, [GUIDE], again) == generation(published, [GUIDE], INPUTS)
