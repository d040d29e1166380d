"""A field of a bulletin reaches every place that `view/bulletin.py` says it does: what was left out fails here.

One bulletin is built whose every value is seen nowhere else; the page, a row, the feed and `/api/search` of the built
site are searched for each.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from html import unescape
from typing import Any

import pytest

from builder.catalogue.published import published_of, stand
from builder.reading.keys import BULLETIN_KEYS
from builder.reading.parsing import Parser
from builder.reading.records import BulletinRecord
from search.faces.openapi import describe
from server.app import create_app
from tests.machine import PROJECT
from tests.site_helper import Site, source
from view.bulletin import Bulletin, Facts, bulletin_of, facts_about, field_names, to_json, to_plain
from view.rendering.bundle import read_bundle
from view.settings.site_settings import Settings
from view.vocabulary.vocabulary import load_vocabulary

ZONE = Settings().zone
PLACES = ("page", "row", "feed", "json")
#: What readers see of values that are not shown as they are: codes as labels, times in the words of their place.
SEEN = {
    "channel": {"": "风险预警", "json": "warning"},
    "countries": {"": "越南", "json": "VN"},
    "industries": {"": "钢铁", "json": "steel"},
    "level": {"": "高", "json": "high"},
    "status": {"": "已更正", "json": "corrected"},
    "date": {"": "2026-11-10", "json": "2026-11-10T09:30:00+08:00"},
    "updated": {"page": "2026-11-15", "feed": "2026-11-15"},
    "pinned": {"row": "置顶"},
    "url": {"": "/risk/here/"},
    "feed_id": {"feed": ":risk/%E5%AD%97feed_id</id>"},
    "id": {"json": "here"},
    "source_url": {"page": "https://example.org/source_url"},
    "keywords": {"page": "词keywords"},
}


def front() -> dict[str, object]:
    """Front matter with a value of its own for every key that a text can be."""
    texts = {name: f"字{name}" for name, (kind, _) in facts_about(Facts).items() if kind in (str, str | None)}
    del texts["id"]
    return texts | {
        "date": "2026-11-10T09:30", "channel": "warning", "countries": ["VN"], "industries": ["steel"], "level": "high",
        "keywords": ["词keywords"], "source_url": "https://example.org/source_url", "status": "corrected",
        "changes": [{"date": "2026-11-15", "kind": "correction", "note": "字note"}], "pinned_until": "2027-01-01",
        **{name: [f"项{name}"] for name, (kind, _) in facts_about(Facts).items()
           if kind == tuple[str, ...] and name not in SEEN},
    }  # fmt: skip


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What readers see of the bulletin in each place."""
    site = Site(tmp_path_factory.mktemp("site"))
    site.file("content/risk/here.md", source(front(), "正文。")).build(at="2026-11-20", index=True)

    def text(path: str) -> str:
        return unescape((site.root / "site" / path).read_text(encoding="utf-8"))

    client = create_app(site.root, demo=False).test_client()
    answer = client.get("/api/search").get_data(as_text=True)
    rows = text("risk/index.html")
    found = json.loads(answer)["results"][0]
    return {
        "page": text("risk/here/index.html"),
        "row": rows[rows.index("<main") :],
        "feed": text("risk/feed.atom"),
        "json": json.dumps(found, ensure_ascii=False),
    }


SHOWN = [
    pytest.param(name, place, id=f"{name} in {place}")
    for name, (_, fact) in facts_about(Bulletin).items()
    for place in fact.shown
]


@pytest.mark.parametrize(("name", "place"), SHOWN)
def test_a_value_is_shown_where_its_line_says(places: dict[str, str], name: str, place: str) -> None:
    said = SEEN.get(name, {})
    kind = facts_about(Bulletin)[name][0]
    wanted = said.get(place) or said.get("") or (f"项{name}" if kind == tuple[str, ...] else f"字{name}")
    assert wanted in places[place]


def test_places_are_those_that_are_known() -> None:
    assert {place for _, fact in facts_about(Bulletin).values() for place in fact.shown} <= {*PLACES}


def test_every_fact_has_a_key_and_every_key_a_field() -> None:
    keys = [one.name for one in BULLETIN_KEYS]
    assert len(set(keys)) == len(keys)
    assert set(field_names(Facts)) - {"id"} <= {*keys}
    assert {*keys} <= {*field_names(Facts), *BulletinRecord._fields}
    assert {*field_names(Facts)}.isdisjoint(BulletinRecord._fields)


def _record(**changes: object) -> BulletinRecord:
    parser = Parser(load_vocabulary(PROJECT), ZONE)
    parsed = parser.parse("risk", "here", "content/risk/here.md", source({**front(), **changes}, "正文。").encode())
    assert not parsed.problems
    assert isinstance(parsed.record, BulletinRecord)
    return parsed.record


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, datetime):
        return value.replace(year=value.year - 1)
    return (*value, "x") if isinstance(value, tuple) else f"{value}x"


@pytest.mark.parametrize("name", field_names(Bulletin))
def test_the_digest_of_a_row_covers_every_field(name: str) -> None:
    whole = stand(_record(), datetime(2026, 11, 20, tzinfo=ZONE), awaited=False)
    changed = whole._replace(row=replace(whole.row, **{name: _other(getattr(whole.row, name))}))
    assert published_of(changed).digest != published_of(whole).digest
    assert published_of(changed).printed != published_of(whole).printed


def test_what_the_index_stores_comes_back_whole() -> None:
    row = stand(_record(), datetime(2026, 11, 20, tzinfo=ZONE), awaited=False).row
    assert bulletin_of(json.loads(json.dumps(to_plain(row)))) == row
    with pytest.raises(ValueError, match="shorter"):
        bulletin_of(to_plain(row)[:-1])


def test_openapi_describes_what_json_says(site: Site) -> None:
    site.bulletin("a").build(index=True)
    (folder,) = (site.root / "var" / "index").iterdir()
    result = describe(read_bundle(folder))["components"]["schemas"]["Result"]["properties"]
    row = stand(_record(), datetime(2026, 11, 20, tzinfo=ZONE), awaited=False).row
    assert [*result] == [*to_json(row), "highlights", "via"]
