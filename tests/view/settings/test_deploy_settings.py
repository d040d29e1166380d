"""Settings of deploys and limits have ranges."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.view.settings.loading import load
from view.problems import ContentError


def test_settings_of_deploys_and_limits_have_ranges(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as refused:
        load(
            tmp_path,
            '[deploy]\nmax_removed_share = 2\nkeep_releases = 1\ns3_endpoint_url = "s3"\n[limits]\nsearches = 0\n',
        )
    assert [str(one) for one in refused.value.problems] == [
        "site.toml:2:1: deploy.max_removed_share: must be from 0 to 1",
        "site.toml:3:1: deploy.keep_releases: must be 2 or more",
        'site.toml:4:1: deploy.s3_endpoint_url: must be an address such as https://s3.example, not "s3"',
        "site.toml:6:1: limits.searches: must be 1 or more",
    ]
