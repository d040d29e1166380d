"""`verify` names every fault of what is published, and knows where old addresses may lead."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.release.history import DeployError
from publish.sources import FolderSource, WebSource
from publish.verifying import verify
from tests.publish.conftest import Publisher
from tests.publish.releases import publish
from tests.publish.serving import Quiet

pytestmark = pytest.mark.thorough  # processes of its own, or whole releases: some seconds each


def test_verify_names_every_fault(publisher: Publisher, served: str) -> None:
    publish(publisher, "一")
    target = Path(publisher.target)
    assert list(verify(WebSource(served), "")[1]) == []
    (target / "index.html").write_text("defaced")
    (target / "404.html").unlink()
    (target / "extra.html").write_text("x")
    assert list(verify(FolderSource(target), "")[1]) == [
        "404.html: No such file or directory",
        "index.html: not what was published",
        "extra.html: no part of the release",
    ]
    assert list(verify(WebSource(served), "")[1]) == [
        f"{served}/404.html: the answer is 404",
        "index.html: not what was published",
    ]
    with pytest.raises(DeployError, match="is not signed"):
        verify(FolderSource(target), "x" * 44)


def test_verify_knows_where_old_addresses_may_lead(
    publisher: Publisher, served: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.site.bulletin("2026/11/new", "正文。", aliases=["/old/"])
    publish(publisher, "一")
    for location, faults in {
        "/risk/2026/11/new/": [],
        f"{served}/risk/2026/11/new/": [],
        "/risk/2026/10/b01/": [f"{served}/old/: the answer is 301, to {served}/risk/2026/10/b01/"],
        "https://evil.example/risk/2026/11/new/": [f"{served}/old/: the answer is 301"],
    }.items():
        monkeypatch.setattr(Quiet, "moved", {"/old/": location})
        assert list(verify(WebSource(served), "")[1]) == faults
    monkeypatch.setattr(Quiet, "moved", {"/risk/": "/"})
    assert list(verify(WebSource(served), "")[1]) == [f"{served}/risk/: the answer is 301, to {served}/"]
