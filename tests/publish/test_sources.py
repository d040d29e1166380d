"""What is fetched has bounds, and leads nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.accepting import MAX_ANNOUNCED
from publish.following import Follower
from publish.release.announcing import MANIFEST
from publish.release.history import DeployError
from publish.sources import WebSource, fetch, read
from tests.publish.endless import Endless


@pytest.mark.parametrize("how", ["chunked", "length", "until it closes"])
def test_what_has_no_end_is_given_up_before_anything_is_checked(
    endless: str, endpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(Endless, "how", how)
    said: list[str] = []
    assert not Follower(WebSource(endless), endpoint, "", said.append).step()
    assert f"larger than {MAX_ANNOUNCED} bytes" in said[0]
    with pytest.raises(DeployError, match="larger than 1000 bytes"):
        read(WebSource(endless), MANIFEST, 1000)
    with pytest.raises(DeployError, match="more than the 100000 bytes that were announced"):
        fetch(WebSource(endless), "_release/x", tmp_path / "incoming", 100_000)
    assert (tmp_path / "incoming").stat().st_size <= 100_000
    assert Endless.sent < 30 << 20  # what the system's buffers took


def test_no_redirect_is_followed(endless: str, endpoint: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither elsewhere nor to what only this machine can reach."""
    for location in (f"{endless}/secret", "http://169.254.169.254/", "/other", "file:///etc/passwd", "//evil.test/"):
        monkeypatch.setattr(Endless, "location", location)
        Endless.asked.clear()
        assert not Follower(WebSource(f"{endless}/site"), endpoint, "", lambda text: None).step()
        with pytest.raises(DeployError, match="the answer is 302"):
            fetch(WebSource(endless), "_release/x", tmp_path / "incoming", 10)
        assert set(Endless.asked) == {"/site/_release/index.json", "/_release/x"}
