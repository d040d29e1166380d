"""The reader's whole journey in a browser of 2012's kind."""

from __future__ import annotations

import json
from pathlib import Path

from tests.browser import phantom
from tests.browser.served import Served

STEPS = (
    *("home", "home-halves", "sign-in", "home-counts", "waiting", "account", "home-again", "list", "list-charts"),
    *("suggestions", "search", "facet", "bulletin", "copy", "guides", "guide", "elder", "elder-kept", "elder-off"),
    *("signed-out", "home-signed-out"),
)


def test_the_whole_journey_in_phantomjs(shipped: Served, results: Path) -> None:
    folder = results / "phantomjs"
    folder.mkdir(exist_ok=True)
    said = json.loads(phantom.run("phantom_journey.js", shipped.address, str(folder)))
    assert said["stopped"] is None
    assert said["faults"] == []
    assert tuple(said["done"]) == STEPS
    assert all((folder / f"{step}.png").stat().st_size > 5_000 for step in STEPS)
