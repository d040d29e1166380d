"""A site with bulletins of every status."""

from __future__ import annotations

import pytest

from tests.site_helper import Site

CHANGES = [{"date": "2026-11-21", "kind": "correction", "note": "原文有误；“7208”应为“7209”"}]


@pytest.fixture
def filled(site: Site) -> Site:
    site.small()
    site.bulletin("2026/11/a", "正文。", title="甲，乙", countries=["VN", "TH"], keywords=["关税"], level="high")
    site.bulletin("b", status="corrected", changes=CHANGES, date="2026-11-19")
    site.bulletin("c", status="superseded", superseded_by="2026/11/a", date="2026-11-18")
    site.bulletin("d", status="withdrawn", changes=[{**CHANGES[0], "kind": "withdrawal", "level_from": "高"}])
    site.bulletin("draft", draft=True).bulletin("later", date="2027-01-01")
    return site
