"""The manual as a PDF: tagged, with bookmarks and embedded fonts, and the same bytes for the same text and pictures."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from guides.manual import ManualText
from guides.pdf_pictures import with_palettes
from view.hosting.media import content_type
from view.problems import PlainError

#: Where the document's own addresses begin; nothing is fetched from anywhere.
_BASE = "https://manual.invalid"
_LOG = logging.getLogger("weasyprint")


class _Files(URLFetcher):  # type: ignore[misc] # WeasyPrint has no annotations
    """Gives the pictures of the guides, and nothing else."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        super().__init__()
        self._files = files

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """A picture by its address."""
        path = self._files.get(url.removeprefix(_BASE).partition("?")[0])
        if path is None:
            raise ValueError(f"{url} is no picture of a guide")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": content_type(path.name)})


def print_manual(text: ManualText) -> bytes:
    """The PDF. PlainError where something of it cannot be printed, such as a picture."""
    told: list[str] = []
    handler = _Listener(told)
    _LOG.addHandler(handler)
    try:
        document = HTML(string=text.html, base_url=f"{_BASE}/", url_fetcher=_Files(text.files))
        data = document.write_pdf(
            finisher=with_palettes,
            pdf_variant="pdf/ua-1",
            pdf_tags=True,
            presentational_hints=True,
            pdf_identifier=text.made_of.encode(),
        )
    finally:
        _LOG.removeHandler(handler)
    if told or data is None:
        raise PlainError(f"the manual cannot be printed: {told[0] if told else 'no pages'}")
    return bytes(data)


class _Listener(logging.Handler):
    """Keeps what the printer says is wrong."""

    def __init__(self, told: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._told = told

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message."""
        self._told.append(record.getMessage())
