"""The settings of a site: defaults, types, ranges; and their way through JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.view.settings.loading import load
from view.problems import ContentError
from view.settings.site_settings import Settings, load_settings, settings_from_json


def test_without_a_file_every_default_holds(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings == Settings()
    assert (settings.timezone, settings.hotline, settings.per_page) == ("Asia/Shanghai", "029-95198", 20)
    assert (settings.facet_pairs, settings.endpoint_origin) == (True, "")
    assert (settings.menu.apply_url, settings.menu.claim_url) == ("/account/policies", "/account/claims")


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert load(tmp_path, "") == Settings()


def test_every_setting_can_be_set(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        """\
title = "甲"
base_url = "https://risk.example.cn/"
timezone = "Asia/Urumqi"
hotline = "1"
endpoint_origin = "https://search.example.cn"
feed_authority = "example.cn,2026"
per_page = 100
facet_pairs = false
hsts_seconds = 86400
[menu]
apply_url = "https://b.example.cn/apply"
claim_url = "https://b.example.cn/claim"
[footer]
organiser = "乙"
icp = "丙"
police = "丁"
site_id_code = "戊"
[sign_in]
portal_url = "https://portal.example.cn"
hint_domain = "example.cn"
[embed]
frame_ancestors = ["https://portal.example.cn"]
[[notify]]
name = "甲"
to = ["list@example.cn"]
subscribe = "mailto:join@example.cn"
[mail]
sender = "risk@example.cn"
""",
    )
    changed = [key for key, value in _leaves(asdict(settings)) if dict(_leaves(asdict(Settings())))[key] == value]
    assert changed == []
    assert settings.embed.frame_ancestors == ("https://portal.example.cn",)
    assert str(settings.zone) == "Asia/Urumqi"


def _leaves(data: dict[str, object], above: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for key, value in data.items():
        found += _leaves(value, f"{above}{key}.") if isinstance(value, dict) else [(above + key, value)]
    return found


def test_settings_survive_json(tmp_path: Path) -> None:
    settings = load(tmp_path, 'title = "甲"\n[embed]\nframe_ancestors = ["a", "b"]\n')
    assert settings_from_json(json.loads(json.dumps(asdict(settings)))) == settings


def test_a_byte_order_mark_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_bytes(b"\xef\xbb\xbf" + 'title = "甲"\n'.encode())
    assert load_settings(tmp_path).title == "甲"


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as refused:
        load(tmp_path, 'per_page = "a"\nx = 1\n[menu]\ny = 2\n')
    assert [(one.line, one.field) for one in refused.value.problems] == [(1, "per_page"), (2, "x"), (4, "menu.y")]
