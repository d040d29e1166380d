"""What an endpoint reads before it starts: all that is wrong is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.start import read_start, start_or_exit
from view.problems import ContentError


def test_all_that_is_wrong_is_told_before_the_start(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text("titel = 'x'\n[limits]\nsearches = 0\n[oidc]\nissuer = 'no address'\n")
    environment = {"XINFENG_ROOT": str(tmp_path), "XINFENG_SERVER_METRICS": "x", "XINFENG_LIMITS_WAITIN": "1"}
    with pytest.raises(ContentError) as refused:
        read_start(environment)
    said = "\n".join(str(one) for one in refused.value.problems)
    for one in (
        "titel: unknown key",
        "limits.searches",
        "oidc.issuer",
        "server.metrics",
        "XINFENG_LIMITS_WAITIN: unknown",
    ):
        assert one in said
    with pytest.raises(SystemExit, match="does not exist"):
        start_or_exit({"XINFENG_ROOT": str(tmp_path / "nowhere")})
