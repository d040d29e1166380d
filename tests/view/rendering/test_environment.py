"""What templates can do: own ones before shipped ones, filters, and no name that nobody gave."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from jinja2 import UndefinedError

from tests.site_helper import Site
from view.rendering.environment import format_date, format_datetime, format_iso, json_script, make_environment
from view.settings.site_settings import Settings
from view.vocabulary.vocabulary import Vocabulary

ZONE = ZoneInfo("Asia/Shanghai")
NOTHING = Vocabulary({})


def test_dates_are_shown_without_midnight() -> None:
    moment = datetime(2026, 11, 20, 9, 5, tzinfo=ZONE)
    assert (format_date(moment), format_datetime(moment)) == ("2026-11-20", "2026-11-20 09:05")
    assert format_datetime(moment.replace(hour=0, minute=0)) == "2026-11-20"
    assert format_iso(moment) == "2026-11-20T09:05:00+08:00"


def test_json_in_a_script_cannot_end_it() -> None:
    text = json_script({"b": "</script><!--&\u2028", "a": "甲"})
    assert "<" not in text
    assert "\u2028" not in text
    assert json.loads(text) == {"a": "甲", "b": "</script><!--&\u2028"}


def test_own_templates_come_before_shipped_ones(tmp_path: Path) -> None:
    Site(tmp_path).file("one/a.html", "eins").file("two/a.html", "zwei").file("two/b.html", "{{ '/x'|endpoint }}")
    settings = Settings(endpoint_origin="https://b.example.cn")
    environment = make_environment([tmp_path / "one", tmp_path / "two"], settings, NOTHING, {})
    assert environment.get_template("a.html").render() == "eins"
    assert environment.get_template("b.html").render() == "https://b.example.cn/x"
    other = make_environment([tmp_path / "one", tmp_path / "two"], Settings(), NOTHING, {})
    assert other.get_template("b.html").render() == "/x"


def test_a_name_nobody_gave_is_an_error(tmp_path: Path) -> None:
    Site(tmp_path).file("a.html", "{{ nothing }}").file("b.html", "{{ asset('x') }}").file("c.html", "{{ '<' }}")
    environment = make_environment([tmp_path], Settings(), NOTHING, {"y": "/y"})
    with pytest.raises(UndefinedError):
        environment.get_template("a.html").render()
    with pytest.raises(KeyError, match=r'no asset "x"; there are y'):
        environment.get_template("b.html").render()
    assert environment.get_template("c.html").render() == "&lt;"


def test_compiled_templates_are_kept_and_damaged_ones_compiled_again(tmp_path: Path) -> None:
    Site(tmp_path).file("a.html", "{{ site.title }}：{{ x }}")
    kept = tmp_path / "compiled"

    def shown(title: str) -> str:
        settings = Settings(title=title)
        environment = make_environment([tmp_path], settings, NOTHING, {}, compiled=kept)
        return environment.get_template("a.html").render(x="<")

    assert shown("甲") == "甲：&lt;"
    (file,) = kept.iterdir()
    first, when = file.read_bytes(), file.stat().st_mtime_ns
    assert shown("甲") == "甲：&lt;"
    assert file.stat().st_mtime_ns == when
    assert shown("乙") == "乙：&lt;"
    for damaged in (first[:-1], first[:40] + b"x" + first[41:], b""):
        file.write_bytes(damaged)
        assert shown("甲") == "甲：&lt;"
        assert file.read_bytes() != damaged
        when = file.stat().st_mtime_ns
        assert shown("甲") == "甲：&lt;"
        assert file.stat().st_mtime_ns == when
