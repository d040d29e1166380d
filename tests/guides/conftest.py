"""A browser for the tests of this room, and copies of sites served at a moment that stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from builder.base.progress import Progress
from builder.planning.build_inputs import read_inputs
from builder.reading.loading import load_content
from builder.reading.records import GuideRecord
from builder.reading.scanning import scan
from commands import wiring
from guides.browser import browser
from guides.copying import addressed, build_copy
from server.preview.still import served_still

AT = datetime.fromisoformat("2026-11-28T10:00:00+08:00")
#: Serves a copy of the site at a root; gives its address and its folder.
Serve = Callable[[Path], tuple[str, Path]]


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    """Ends with its module: while Playwright runs, no other test could start an event loop."""
    with browser() as one:
        yield one


@contextmanager
def served_copy(root: Path, folder: Path) -> Iterator[str]:
    """The origin of a copy of the site at `root`, put into `folder`."""
    build_copy(root, folder, AT, wiring.SiteIndex(folder), 2)
    with addressed(), served_still(folder, AT) as origin:
        yield origin


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serves copies until the test ends."""
    with ExitStack() as stack:

        def one(root: Path) -> tuple[str, Path]:
            folder = tmp_path / "copy"
            return stack.enter_context(served_copy(root, folder)), folder

        yield one


def guides_of(root: Path) -> list[GuideRecord]:
    """The guides of a site."""
    inputs = read_inputs(root, None, 1)
    content = load_content(root, scan(root), inputs.settings, inputs.vocabulary, None, 1, Progress())
    assert [one for one in content.problems if not one.warning] == []
    return content.guides
