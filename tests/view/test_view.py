"""URLs, times, headers, filters, the bundle of a generation, and problems as lines."""

from __future__ import annotations

import json
import pickle
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from jinja2 import UndefinedError

from tests.site_helper import Site
from view import clock, urls
from view.hosting.headers import origin, own_sources, security_headers
from view.problems import ContentError, Problem
from view.rendering.bundle import read_bundle, write_bundle
from view.rendering.environment import format_date, format_datetime, format_iso, json_script, make_environment
from view.settings.site_settings import Embed, Settings
from view.vocabulary.vocabulary import Vocabulary, load_vocabulary

ROOT = Path(__file__).parent.parent.parent
ZONE = ZoneInfo("Asia/Shanghai")
NOTHING = Vocabulary({})


def test_addresses_are_percent_encoded_utf_8() -> None:
    assert urls.bulletin_url("2026/11/越南 关税") == "/risk/2026/11/%E8%B6%8A%E5%8D%97%20%E5%85%B3%E7%A8%8E/"
    assert urls.guide_url("a b", embed=True) == "/embed/guide/a%20b/"
    assert urls.encode_path("/a?b#c%d") == "/a%3Fb%23c%25d"


@pytest.mark.parametrize("text", ["", "a b", "越南/关税", "~-._", "é&=+%", "\r\n", "𠮷", "!'()*;:@$,?#[]"])
def test_texts_are_encoded_as_python_does(text: str) -> None:
    assert urls.encode_text(text) == quote(text)
    assert urls.encode_path(text) == quote(text, safe="/-._~!$&'()*+,;=:@")


def test_names_of_files_that_are_not_utf_8_are_encoded_byte_by_byte() -> None:
    assert urls.encode_path("/\udce9\udcff/é") == "/%E9%FF/%C3%A9"


def test_search_addresses_leave_out_what_is_empty_and_repeat_lists() -> None:
    assert urls.search_url({}) == "/search"
    assert urls.search_url({"q": "关税 a&b", "country": ["VN", "", "BR"], "level": ""}) == (
        "/search?q=%E5%85%B3%E7%A8%8E+a%26b&country=VN&country=BR"
    )


def test_absolute_addresses_and_entry_ids() -> None:
    assert urls.absolute("https://a.example.cn/", "/risk/") == "https://a.example.cn/risk/"
    assert urls.absolute("https://a.example.cn", "https://b.example.cn/x") == "https://b.example.cn/x"
    assert urls.entry_id("a.example.cn,2026", "2026/越") == "tag:a.example.cn,2026:risk/2026/%E8%B6%8A"


def test_moments_are_in_the_site_s_zone() -> None:
    assert clock.parse_moment("2026-11-20", ZONE) == datetime(2026, 11, 20, tzinfo=ZONE)
    assert clock.parse_moment(" 2026-11-20T01:30Z ", ZONE).isoformat() == "2026-11-20T09:30:00+08:00"
    assert clock.end_of_day(datetime(2026, 12, 31, tzinfo=ZONE).date(), ZONE).isoformat() == "2027-01-01T00:00:00+08:00"
    assert clock.current(ZONE).microsecond == 0


@pytest.mark.parametrize(
    "text",
    [
        *("2026-11-28T09:30", "2026-11-28 9:30", "2026/11/28 9：30", "2026年11月28日 9:30", "2026年11月28日9时30分"),
        *("２０２６-11-28T09:30:00", "20261128T0930", "2026-11-28T01:30Z", "2026-11-28 10:30+09:00"),
    ],
)
def test_a_moment_may_be_written_as_people_do(text: str) -> None:
    assert clock.parse_moment(text, ZONE).isoformat() == "2026-11-28T09:30:00+08:00"


def test_a_day_is_told_from_a_time() -> None:
    assert [clock.parse_day(one) for one in ("2026/11/28", "2026-11-28 0:00")] == [date(2026, 11, 28), None]


@pytest.mark.parametrize(
    "text",
    [
        *("", "gestern", "2026-13-01", "20261", "2026-11-20T25:00", "2026-11-01~15", "2026-W48-1", "2026-11/20"),
        *("2026-11-20 0930", "11月20日", "2026-11-20T9"),
    ],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        clock.parse_moment(text, ZONE)


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


def test_pages_run_nothing_inline_and_nothing_foreign() -> None:
    policy = security_headers(Settings())["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert security_headers(Settings())["X-Frame-Options"] == "DENY"


def test_only_embed_pages_can_be_framed() -> None:
    headers = security_headers(Settings(embed=Embed(("https://portal.example.cn",))), "embed")
    assert "frame-ancestors https://portal.example.cn" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers
    assert "frame-ancestors 'none'" in security_headers(Settings(embed=Embed(())), "embed")["Content-Security-Policy"]
    assert security_headers(Settings(), "data")["Content-Security-Policy"].startswith("default-src 'none'")


def test_an_endpoint_of_its_own_is_one_of_ours() -> None:
    settings = Settings(base_url="https://a.example.cn/", endpoint_origin="https://b.example.cn:8443")
    assert own_sources(settings) == ["'self'", "https://a.example.cn", "https://b.example.cn:8443"]
    assert origin("https://b.example.cn:8443/x?y") == "https://b.example.cn:8443"


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


def test_a_bundle_renders_as_the_pages_did(tmp_path: Path) -> None:
    settings, vocabulary = Settings(title="甲", embed=Embed(("a", "b"))), load_vocabulary(ROOT)
    own = Site(tmp_path).file("own/a/b.html", "{{ site.title }}{{ label('country', 'VN') }}{{ asset('x') }}").root
    write_bundle(tmp_path / "g", settings, vocabulary, {"x": "/x.1"}, {"a/b.html": own / "own" / "a" / "b.html"})
    bundle = read_bundle(tmp_path / "g")
    assert (bundle.settings, bundle.assets) == (settings, {"x": "/x.1"})
    assert bundle.vocabulary.terms == vocabulary.terms
    assert bundle.environment.get_template("a/b.html").render() == "甲越南/x.1"


def test_problems_are_lines_in_the_order_of_their_places() -> None:
    some = [
        Problem("b.md", 1, 1, "", "x"),
        Problem("a.md", 10, 1, "k", "y"),
        Problem("a.md", 9, 2, "k", "z", warning=True),
    ]
    error = ContentError(some)
    assert str(error) == "a.md:9:2: warning: k: z\na.md:10:1: k: y\nb.md:1:1: x"
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert again.problems == error.problems


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
