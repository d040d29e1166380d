"""Signatures: made once, checked by the key that is given."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from publish.following import Follower
from publish.release.history import DeployError
from publish.release.signing import make_key
from publish.sources import FolderSource
from publish.verifying import verify
from tests.publish.conftest import Publisher
from tests.publish.releases import publish
from view.settings.deploy_settings import Deploy


def test_signatures(make_publisher: Callable[..., Publisher], endpoint: Path, tmp_path: Path) -> None:
    public = make_key(tmp_path / "release.pem")
    other = make_key(tmp_path / "other.pem")
    assert (tmp_path / "release.pem").stat().st_mode & 0o777 == 0o600
    with pytest.raises(DeployError, match="cannot write"):
        make_key(tmp_path / "release.pem")
    publisher = make_publisher(settings=Deploy(signing_key=str(tmp_path / "release.pem")))
    publish(publisher, "一")
    source = FolderSource(Path(publisher.target))
    count, faults = verify(source, public)
    assert (count > 50, list(faults)) == (True, [])
    with pytest.raises(DeployError, match="was not signed with the key"):
        verify(source, other)
    with pytest.raises(DeployError, match="not an Ed25519 public key"):
        verify(source, "abc")
    assert Follower(source, endpoint, public, lambda text: None).step()
    said: list[str] = []
    assert not Follower(source, tmp_path / "endpoint2", other, said.append).step()
    assert "was not signed with the key" in said[0]
