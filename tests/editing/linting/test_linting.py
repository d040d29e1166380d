"""`lint`: each code finds what it says and is silenced with a reason; what is well written is left alone."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import build
from editing.linting.finding import CODES
from editing.linting.linting import lint
from editing.linting.outside import OutsideLinks
from tests.machine import PROJECT
from tests.site_helper import NOW, PNG, Site
from view.clock import parse_moment
from view.messages.catalogue import said
from view.problems import ContentError
from view.settings.site_settings import Settings

AT = parse_moment(NOW, Settings().zone)
TEXT = (
    "2026 年 11 月起，越南海关要求提交原产地文件，部分买方推迟提货。"
    "建议核对在途订单的付款条件，暂缓发运未付定金的货物，并及时报损。请关注后续公告。"
)
SERIES = "2026 年，" + "".join(f"越南第{number}号公告把税率调整为百分之{number * 3}。" for number in range(40))
LONG = "".join(f"第{number}批货物已经到港，买方要求延期付款。" for number in range(60))

#: Code → (front matter, body, the finding).
ONE: dict[str, tuple[dict[str, Any], str, str]] = {
    "title-long": (
        {"title": "越南" + "长" * 40},
        TEXT,
        "2:1: title-long: 42 characters; lists show 40: say it shorter",
    ),
    "summary-missing": (
        {},
        f"2026 年，越南。{LONG}",
        "2:1: summary-missing: a text of 1200 characters; write `summary:` with one sentence for lists and feeds",
    ),
    "place-untagged": (
        {"title": "越南与泰国提高关税"},
        TEXT,
        '5:1: place-untagged: names "泰国", which `countries` does not hold; add it, or it is not found there',
    ),
    "place-unnamed": (
        {"countries": ["VN", "BR"]},
        TEXT,
        '5:1: place-unnamed: "巴西" is named nowhere in the text; name it, or take it away',
    ),
    "punctuation": ({}, f"{TEXT}\n\n请核对,再发运。", '10:4: punctuation: "," among Chinese; write ，'),
    "year-missing": (
        {},
        "11 月 20 日起，" + TEXT.replace("2026 年 11 月起，", ""),
        '8:1: year-missing: "11 月 20 日" before any year; write the year, for those who read it later',
    ),
    "word": ({}, f"{TEXT}\n\n帐期延长，迅速的上升。", '10:1: word: "帐" is most likely "账" here'),
    "forbidden": ({}, f"{TEXT}\n\n老赖。", '10:1: forbidden: "老赖" is not used here; write 失信买方'),
    "level-reason": (
        {"level": "高"},
        "越南提高关税。",
        "6:1: level-reason: the text has 7 characters; say why the level is so, and what to do",
    ),
    "picture-large": (
        {},
        f"{TEXT}\n\n![大图](big.png)",
        '10:7: picture-large: "big.png" has 600 kB; make it smaller than 500',
    ),
    "lint-off": ({"lint_off": {"words": "x"}}, TEXT, '1:1: lint-off: no code is called "words"; did you mean "word"?'),
}


@pytest.fixture
def written(site: Site) -> Site:
    """A site with a rule of its own, whose channels are in use."""
    site.small().file("content/lint.toml", '[forbidden]\n"老赖" = "失信买方"\n[off]\nchannel-empty = "测试"\n')
    return site.file("content/risk/big.png", PNG + b"\0" * 600_000)


def found(site: Site) -> list[str]:
    return [str(one) for one in lint(site.root, AT)]


def bulletin(site: Site, name: str, body: str, **front: object) -> Site:
    keys: dict[str, object] = {"title": "越南海关新规", "countries": ["VN"], **front}
    if keys.get("countries") is None:
        del keys["countries"]
    return site.bulletin(name, body, **keys)


@pytest.mark.parametrize("code", ONE)
def test_a_code_finds_what_it_says(written: Site, code: str) -> None:
    front, body, message = ONE[code]
    bulletin(written, "a", body, **front)
    told = [one for one in found(written) if f": {code}: " in one]
    assert told[0].endswith(message)
    assert said(told[0], "zh") != told[0]
    if code != "lint-off":
        bulletin(written, "a", body, **front, lint_off={code: "客户原话"})
        assert [one for one in found(written) if f": {code}: " in one] == []


def test_what_is_well_written_is_left_alone(written: Site) -> None:
    bulletin(written, "a", f"{TEXT}\n\n见[公告](https://example.org/a,b)，`帐,期`，比例 3:1，“引文”。", level="高")
    assert found(written) == []


def test_a_text_like_an_earlier_one_is_told_with_its_likeness(written: Site) -> None:
    bulletin(written, "a", SERIES, date="2026-11-01").bulletin("x", LONG, date="2026-11-02", summary="摘要。")
    bulletin(written, "b", SERIES + "另有一句新话。", date="2026-11-03", summary="越南的摘要。")
    told = [one for one in found(written) if "duplicate" in one]
    assert len(told) == 1
    assert told[0].startswith("content/risk/b.md:1:1: duplicate: ")
    assert told[0].endswith("% like content/risk/a.md; supersede that one, or say what is new")


def test_channels_are_empty_or_overdue(site: Site) -> None:
    site.small()
    vocabulary = site.root / "content/vocabulary.toml"
    vocabulary.write_text(vocabulary.read_text().replace('code = "warning"', 'code = "warning"\noverdue_days = 7'))
    bulletin(site, "a", TEXT, date="2026-11-01")
    assert found(site) == [
        'content/vocabulary.toml:1:1: channel-empty: nothing stands in "国际贸易与投资要闻"',
        'content/vocabulary.toml:1:1: channel-overdue: nothing new in "风险预警" for 21 days; at most 7 are promised',
    ]


def test_outside_links_are_asked_once_a_week(written: Site) -> None:
    bulletin(
        written, "a", f"{TEXT}\n\n[甲](https://a.example/)、[乙](https://b.example/)", source_url="https://a.example/"
    )
    asked: list[str] = []

    def ask(url: str) -> str:
        asked.append(url)
        return "the server says 404" if "b.example" in url else ""

    message = 'content/risk/a.md:11:29: link-broken: "https://b.example/": the server says 404; mend it or take it away'
    for moment, expected in ((AT, ["a", "b"]), (AT + timedelta(days=1), ["b"]), (AT + timedelta(days=8), ["a", "b"])):
        asked.clear()
        assert [str(one) for one in lint(written.root, moment, links=True, ask=ask)] == [message]
        assert [url[8] for url in asked] == expected
    assert found(written) == []


def test_a_damaged_memory_of_links_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var/links.json").write_text("{")
    OutsideLinks(tmp_path, AT).remember()
    assert json.loads((tmp_path / "var/links.json").read_text()) == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = [", "content/lint.toml:1:1: not valid TOML: "),
        ("likenes = 1", 'content/lint.toml:1:1: likenes: unknown key; did you mean "likeness"?'),
        ("forbidden = 1", "content/lint.toml:1:1: forbidden: must be a table of texts, not 1"),
        ("likeness = -1", "content/lint.toml:1:1: likeness: must be a number, not -1"),
    ],
)
def test_rules_that_are_none_are_a_problem(site: Site, text: str, message: str) -> None:
    site.small().file("content/lint.toml", text)
    with pytest.raises(ContentError) as refused:
        lint(site.root, AT)
    assert str(refused.value).startswith(message)


def test_the_command_exits_with_what_it_found(written: Site) -> None:
    bulletin(written, "a", "越南提高关税。", level="高")

    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(build.cli, ["--root", str(written.root), "lint", *arguments])
        return result.exit_code, result.stdout

    code, text = run()
    assert (code, text.splitlines()[-1]) == (1, "1 thing could be better")
    code, text = run("--json")
    assert code == 1
    assert [one["code"] for one in json.loads(text)] == ["level-reason"]
    bulletin(written, "a", TEXT)
    assert run() == (0, "nothing to say\n")


def test_the_handbook_tells_of_every_code() -> None:
    handbook = (PROJECT / "docs/writing.md").read_text(encoding="utf-8")
    assert [code for code in CODES if f"| `{code}` |" not in handbook] == []
