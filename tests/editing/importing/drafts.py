"""What tests of imports read: the draft that a file became, and what was told of it."""

from __future__ import annotations

from editing.importing.files import FileReport, import_files
from editing.importing.writing.drafting import ImportOptions
from editing.life.bulletins import Bulletins
from tests.editing.life.desk import AT
from tests.site_helper import Site


def imported(site: Site, data: bytes, name: str = "来稿.docx", **options: object) -> FileReport:
    """Import one file into the site."""
    path = site.file(f"in/{name}", data).root / f"in/{name}"
    return next(import_files(Bulletins(site.root, AT), [path], ImportOptions(**options)))  # type: ignore[arg-type]


def body_of(site: Site, report: FileReport) -> str:
    return text_of(site, report).split("\n---\n", 1)[1].strip()


def text_of(site: Site, report: FileReport) -> str:
    return (site.root / next(one for one in report.written if one.endswith(".md"))).read_text(encoding="utf-8")


def told(report: FileReport) -> list[str]:
    return [f"{one.where}: {one.what}" for one in report.lost]
