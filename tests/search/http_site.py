"""A small published site for tests of the endpoint: documents, an index, the shipped templates and a Flask client."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask
from flask.testing import FlaskClient

from search.faces.blueprint import make_search_blueprint
from search.index.indexing import write_index
from tests.machine import PROJECT
from view.bulletin import Document, DocumentList
from view.rendering.bundle import write_bundle
from view.settings.site_settings import Settings
from view.untrusted.intact import list_files
from view.urls import bulletin_url
from view.vocabulary.vocabulary import Vocabulary, load_vocabulary

SHIPPED = PROJECT
ZONE = ZoneInfo("Asia/Shanghai")
PER_PAGE = 5
SETTINGS = Settings(per_page=PER_PAGE)

#: A text that breaks out of HTML, XML, JSON, attributes and URLs wherever it is not escaped.
NASTY = "<script>alert('x')</script>&amp;\"]]><!-- %00\u2028 </mark>"


def vocabulary() -> Vocabulary:
    return load_vocabulary(SHIPPED)


def document(number: int, **changes: object) -> Document:
    """The numbered bulletin; most are about customs in Viet Nam, every third about Brazil."""
    moment = datetime(2026, 11, 1, 9, 30, tzinfo=ZONE) + timedelta(days=number)
    bulletin_id = f"2026/11/n{number}"
    plain = Document(
        id=bulletin_id,
        url=bulletin_url(bulletin_id),
        title=f"示例：越南调整关税第{number}号",
        date=moment,
        updated=moment,
        channel="warning" if number % 2 else "trade-news",
        countries=("BR",) if number % 3 == 0 else ("VN",),
        industries=("textiles",) if number % 2 else (),
        level=("high", "medium", "low", None)[number % 4],
        keywords=("关税", f"词{number % 3}"),
        status="active",
        summary=f"第{number}条摘要，讲关税。",
        blocks=(f"第{number}条正文，讲海关与关税。",),
        digest=str(number),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def documents() -> list[Document]:
    """Twelve ordinary bulletins and one of each kind that needs care; fourteen are listed."""
    return [
        *(document(number) for number in range(12)),
        document(12, title=f"示例：{NASTY}", summary=NASTY, keywords=(NASTY,), blocks=(NASTY,)),
        document(13, status="corrected", title="示例：更正过的消息"),
        document(14, status="withdrawn", title="示例：撤回的消息"),
        document(15, status="superseded", title="示例：被取代的消息"),
    ]


def publish(
    root: Path,
    name: str = "g1",
    published: Iterable[Document] | None = None,
    settings: Settings = SETTINGS,
    templates: Iterable[Path] = (SHIPPED / "templates",),
    previous: str | None = None,
) -> None:
    """Write a generation, on top of a `previous` one where it is named, and switch to it, as a build does."""
    folder = root / "var" / "index" / name
    folder.mkdir(parents=True)
    terms = vocabulary()
    every = DocumentList(documents() if published is None else published)
    write_index(every, folder, terms, settings.timezone, previous=folder.with_name(previous) if previous else None)
    assets = {path.name: f"/assets/{path.name}" for path in (SHIPPED / "assets").iterdir()}
    files = {path.name: path for place in templates for path in place.iterdir()}
    write_bundle(folder, settings, terms, assets, files)
    list_files(folder)
    switch(root, name)


def switch(root: Path, name: str) -> None:
    """Make the published pages name another generation."""
    site = root / "site"
    site.mkdir(parents=True, exist_ok=True)
    fresh = site / "generation.json.new"
    fresh.write_text(json.dumps({"generation": name}), encoding="utf-8")
    fresh.replace(site / "generation.json")


def client(root: Path) -> FlaskClient:
    """A client of an application that has the search blueprint and nothing else."""
    app = Flask("test", static_folder=None)
    app.testing = True
    app.register_blueprint(make_search_blueprint(root))
    return app.test_client()
