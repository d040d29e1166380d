"""`[desk]` of site.toml: what it may say, and that pages know nothing of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from view.settings.desk_settings import DeskSettings
from view.settings.site_settings import Settings, read_all


def said(root: Path, text: str) -> tuple[DeskSettings, list[str]]:
    (root / "site.toml").write_text(f"[desk]\n{text}\n", encoding="utf-8")
    loaded = read_all(root)
    assert loaded.site == Settings()
    return loaded.endpoint.desk, [str(one) for one in loaded.problems]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("", ""),
        ('publish = "build"', ""),
        ('publish = "deploy /srv/www"', "/srv/www"),
        ('publish = "deploy s3://a/b c"', "s3://a/b c"),
    ],
)
def test_what_publishing_runs(tmp_path: Path, text: str, target: str) -> None:
    desk, problems = said(tmp_path, text)
    assert problems == []
    assert desk.target == target


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('publish = "deploy"', 'site.toml:2:1: desk.publish: must be "build" or "deploy TARGET", not "deploy"'),
        ('publish = "deploy --force"',
         'site.toml:2:1: desk.publish: must be "build" or "deploy TARGET", not "deploy --force"'),
        ('publish = "rm -rf /"', 'site.toml:2:1: desk.publish: must be "build" or "deploy TARGET", not "rm -rf /"'),
        ('url = "desk.example.cn"',
         'site.toml:2:1: desk.url: must be an origin such as https://risk.example.cn, not "desk.example.cn"'),
        ("editor_values = []",
         "site.toml:1:1: desk.editor_claim: name the claim and the values that tell an editor"),
        ("live_seconds = -1", "site.toml:2:1: desk.live_seconds: must be 0 (do not look) or a number of seconds"),
        ("revew = true", 'site.toml:2:1: desk.revew: unknown key; did you mean "review"?'),
        ('review = "yes"', "site.toml:2:1: desk.review: must be true or false, not 'yes'"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_a_problem_at_its_line(tmp_path: Path, text: str, problem: str) -> None:
    assert said(tmp_path, text)[1] == [problem]
