"""The commands as a person types them: what they print, what they write, how they exit."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import build
from builder.base.progress import Progress
from builder.reading.parsing import Parser
from builder.reading.records import BulletinRecord
from builder.releasing.release import Options
from builder.site import check_site
from editing.life.bulletins import Bulletins
from editing.life.new import Asked, NewFileError, write_new_bulletin
from tests.site_helper import NOW, SMALL_VOCABULARY, Site, difference
from view.clock import parse_moment
from view.problems import Problem, problem_lines
from view.settings.site_settings import Settings
from view.vocabulary.vocabulary import load_vocabulary

HERE = Path(__file__).parent.parent
KEYS = {
    "generation", "pages_written", "pages_unchanged", "pages_removed", "changed_urls", "removed_urls", "next_due",
    "seconds",
}  # fmt: skip


def run(site: Site, *arguments: str) -> Result:
    return CliRunner().invoke(build.cli, ["--root", str(site.root), *arguments])


def built(site: Site, *arguments: str) -> Result:
    result = run(site, "build", "--at", NOW, "--jobs", "1", *arguments)
    assert result.exit_code == 0, result.output
    return result


def report(site: Site, *arguments: str) -> dict[str, object]:
    built(site, "--report", str(site.root / "report.json"), *arguments)
    loaded: dict[str, object] = json.loads((site.root / "report.json").read_text(encoding="utf-8"))
    return loaded


def test_a_build_ends_with_a_summary(site: Site) -> None:
    result = built(site.small().bulletin("a").guide("g"))
    assert result.stdout.startswith("1 bulletins, 1 guides: ")
    assert "pages written, 0 unchanged, 0 removed" in result.stdout
    assert site.has("/risk/a/")
    assert (site.root / "var" / "index" / json.loads(site.text("/generation.json"))["generation"]).is_dir()


def test_a_quiet_build_says_nothing(site: Site) -> None:
    assert built(site.small(), "--quiet").output == ""


def test_a_verbose_build_says_why(site: Site) -> None:
    built(site.small().bulletin("a"))
    result = built(site.bulletin("a", title="另一个"), "--verbose")
    assert "/risk/a/: bulletin\n" in result.stdout


def test_a_report_tells_the_truth(site: Site) -> None:
    first = report(site.small().bulletin("a", countries=["VN"]).bulletin("越南 1", countries=["VN"]))
    before = site.tree()
    assert set(first) == KEYS
    assert (first["changed_urls"], first["removed_urls"]) == difference({}, before)
    assert "/risk/%E8%B6%8A%E5%8D%97%201/" in before or "/risk/%E8%B6%8A%E5%8D%97%201/" in str(first["changed_urls"])
    assert first["pages_written"] == sum(name.endswith(".html") for name in before)
    site.remove("content/risk/越南 1.md").bulletin("a", "另一段。", countries=["VN"])
    second = report(site)
    after = site.tree()
    assert (second["changed_urls"], second["removed_urls"]) == difference(before, after)
    gone = "/risk/%E8%B6%8A%E5%8D%97%201/"
    assert second["removed_urls"] == [gone, f"{gone}index.txt"]
    assert "/risk/country/vn/feed.atom" in str(second["changed_urls"])
    changed = [name for name in after if name.endswith(".html") and before.get(name) != after[name]]
    assert (second["pages_written"], second["pages_removed"]) == (len(changed), 1)
    assert second["pages_unchanged"] == sum(name.endswith(".html") for name in after) - len(changed)
    assert second["generation"] == json.loads(site.text("/generation.json"))["generation"]
    third = report(site)
    assert (third["changed_urls"], third["removed_urls"], third["pages_written"]) == ([], [], 0)
    assert isinstance(third["seconds"], dict)
    assert all(isinstance(value, float) for value in third["seconds"].values())


def test_a_report_tells_when_the_next_change_is_due(site: Site) -> None:
    assert report(site.small())["next_due"] is None
    assert report(site.bulletin("a", date="2026-12-01T09:00"))["next_due"] == "2026-12-01T09:00:00+08:00"


def test_a_report_that_cannot_be_written_is_wrong_usage_and_nothing_is_built(site: Site) -> None:
    result = run(site.small(), "build", "--report", str(site.root / "nowhere" / "report.json"))
    assert result.exit_code == 2
    assert "nowhere" in result.output
    assert not (site.root / "site").exists()


def test_a_site_can_be_built_as_it_stood(site: Site) -> None:
    site.small().bulletin("a", date="2026-11-20T09:30")
    for at, there in [("2026-11-20", False), ("2026-11-20T09:30", True), ("2026-11-20T01:29:59Z", False)]:
        assert run(site, "build", "--at", at, "--jobs", "1").exit_code == 0
        assert site.has("/risk/a/") is there


def test_a_clean_build_gives_the_same(site: Site) -> None:
    built(site.small().bulletin("a"))
    before = site.tree()
    assert report(site, "--clean")["changed_urls"] == []
    assert site.tree() == before


def test_problems_are_listed_all_and_nothing_is_written(site: Site) -> None:
    site.bulletin("a", titel="甲", level="高高")
    before = site.everything()
    result = run(site, "build")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == (
        'content/risk/a.md:5:1: titel: unknown key; did you mean "title"?\n'
        'content/risk/a.md:6:8: level: unknown value "高高"; did you mean "高"?\n'
        "2 problems; nothing was written\n"
    )
    assert site.everything() == before


def test_a_refused_clean_build_leaves_the_last_site_and_its_var(site: Site) -> None:
    built(site.small().bulletin("a"))
    site.bulletin("b", titel="甲")
    before = site.everything()
    assert run(site, "build", "--clean", "--jobs", "1").exit_code == 1
    assert site.everything() == before


def test_check_can_be_strict_and_mend(site: Site) -> None:
    site.small().bulletin("a", body="说明：\n- 一")
    assert run(site, "check", "--jobs", "1").exit_code == 0
    assert run(site, "check", "--jobs", "1", "--strict").exit_code == 1
    before = site.everything()
    fixed = run(site, "check", "--jobs", "1", "--strict", "--fix")
    assert fixed.exit_code == 0
    assert "+\n - 一\n" in fixed.stdout
    assert "1 file corrected\n0 problems, 0 warnings\n" in fixed.stdout
    changed = {name for name, data in site.everything().items() if before.get(name) != data}
    assert {name for name in changed if not name.startswith("state/") and name != "state"} == {"content/risk/a.md"}
    assert "0 files corrected" in run(site, "check", "--jobs", "1", "--fix").stdout


def test_the_same_message_in_many_files_is_a_line_with_a_count() -> None:
    problems = [Problem(f"{name}.md", 3, 8, "level", 'unknown value "x"', warning=True) for name in "abc"]
    problems.insert(1, Problem("a.md", 1, 1, "date", "missing; every file needs `date:`"))
    assert problem_lines(problems, grouped=True) == [
        "== Values ==",
        'a.md:3:8: warning: level: unknown value "x" (3 places; also in b.md:3 and 1 more)',
        "== How the front matter is written ==",
        "a.md:1:1: date: missing; every file needs `date:`",
    ]
    assert problem_lines(problems, grouped=False) == [str(one) for one in problems]


def test_check_lists_problems_and_warnings_and_writes_nothing(site: Site) -> None:
    site.bulletin("a", titel="甲").bulletin("b", draft=True, level="红")
    before = site.everything()
    result = run(site, "check")
    assert result.exit_code == 1
    assert result.stdout == (
        'content/risk/a.md:5:1: titel: unknown key; did you mean "title"?\n'
        'content/risk/b.md:6:8: warning: level: unknown value "红"; one of 高, 中, 低\n'
        "1 problem, 1 warning\n"
    )
    assert site.everything() == before
    result = run(site.bulletin("a"), "check", "--at", "2026-11-22", "--jobs", "1")
    assert result.exit_code == 0
    assert result.stdout.endswith("0 problems, 1 warning\n")


WRONG = {
    "no such command": ["bulid"],
    "no such option": ["build", "--cleen"],
    "no time": ["build", "--at", "tomorrow"],
    "a time before all calendars": ["build", "--at", "0001-01-01T00:00+14:00"],
    "no jobs": ["build", "--jobs", "0"],
    "no number of jobs": ["build", "--jobs", "many"],
    "no title": ["new", "--channel", "warning"],
    "no channel": ["new", "标题"],
    "no port": ["serve", "--port", "99999"],
    "no host": ["serve", "--host", ""],
    "no host but a space": ["serve", "--host", " "],
    "an argument too many": ["build", "now"],
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_usage_exits_2_and_writes_nothing(site: Site, name: str) -> None:
    before = site.everything()
    result = run(site, *WRONG[name])
    assert result.exit_code == 2
    assert "Error: " in result.stderr
    assert "Traceback" not in result.output
    assert site.everything() == before


def test_a_root_that_is_not_there_is_wrong_usage() -> None:
    result = CliRunner().invoke(build.cli, ["--root", "/no/such/folder", "build"])
    assert result.exit_code == 2


def test_a_new_bulletin_is_valid_and_its_path_is_printed(site: Site) -> None:
    result = run(
        site, "new", "越南对卷钢发起反倾销复审", "--country", "越南", "--country", "USA", "--industry", "钢铁",
        "--channel", "预警",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    path = Path(result.stdout.strip())
    assert path.is_file()
    assert path.relative_to(site.root).as_posix().startswith("content/risk/20")
    text = path.read_text(encoding="utf-8")
    assert 'title: "越南对卷钢发起反倾销复审"' in text
    assert 'countries: ["越南", "美国"]' in text
    assert check_site(site.root, Options(), Progress()) == []
    path.write_text("".join(line for line in text.splitlines(True) if not line.startswith("draft")), encoding="utf-8")
    assert run(site, "check").exit_code == 0


def test_two_new_bulletins_of_one_title_are_two_files(site: Site) -> None:
    paths = {run(site, "new", "Steel review", "--channel", "warning").stdout for _ in range(3)}
    assert sorted(Path(path.strip()).name for path in paths) == [
        "steel-review-2.md",
        "steel-review-3.md",
        "steel-review.md",
    ]


def test_a_new_bulletin_with_wrong_values_names_them_all_and_writes_nothing(site: Site) -> None:
    result = run(site, "new", "长" * 201, "--country", "越男", "--industry", "stel", "--channel", "waring")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "title: must have 1 to 200 characters, not 201",
        'country: unknown value "越男"; did you mean "越南"?',
        'industry: unknown value "stel"; did you mean "steel"?',
        'channel: unknown value "waring"; did you mean "warning"?',
    ]
    assert not (site.root / "content" / "risk").exists()


@given(title=st.text(min_size=1, max_size=40))
def test_any_title_makes_a_valid_file_or_is_refused(site: Site, title: str) -> None:
    zone = Settings().zone
    vocabulary = load_vocabulary(site.root)
    try:
        bulletins = Bulletins(site.root, parse_moment(NOW, zone))
        path = write_new_bulletin(bulletins, Asked(title, "warning", ["VN"]))
    except NewFileError:
        return
    file = path.relative_to(site.root).as_posix()
    parsed = Parser(vocabulary, zone).parse("risk", "x", file, path.read_bytes())
    assert parsed.problems == ()
    assert isinstance(parsed.record, BulletinRecord)
    assert parsed.record.facts.title == " ".join(title.split())
    path.unlink()


def test_the_terminal_search_asks_the_live_index(site: Site) -> None:
    assert run(site, "search", "关税").exit_code == 1
    built(site.bulletin("a", title="越南上调钢铁关税", countries=["VN"]).bulletin("b", title="巴西港口罢工"))
    found = json.loads(run(site, "search", "关税", "--country", "越南", "--json").stdout)
    assert [one["id"] for one in found["results"]] == ["a"]
    assert "越南上调钢铁关税" in run(site, "search", "关税").stdout


def script(*arguments: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *options, str(HERE / "build.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, cwd="/", check=False)


def test_outside_its_environment_build_py_says_so_in_one_line() -> None:
    result = script("build", options=("-S", "-E"))
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1
    assert "make setup" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["build", "--at", NOW], 0), (["check"], 0), (["build", "--jobs", "x"], 2), (["search", "关税"], 1)],
)
def test_a_real_process_exits_with_the_contract_s_codes(site: Site, arguments: list[str], code: int) -> None:
    site.small().bulletin("a")
    assert script("--root", str(site.root), *arguments).returncode == code


def test_the_shipped_site_has_no_problems() -> None:
    assert [str(one) for one in check_site(HERE, Options(at=NOW, jobs=1), Progress())] == []


def test_a_site_of_bulletins_alone_or_guides_alone_builds(tmp_path: Path) -> None:
    built(Site(tmp_path / "bulletins").bulletin("a"))
    built(Site(tmp_path / "guides").guide("g"))
    (tmp_path / "nothing").mkdir()
    assert run(Site(tmp_path / "own").file("content/vocabulary.toml", SMALL_VOCABULARY), "build").exit_code == 0


def test_very_many_problems_that_quote_something_else_are_one_line_on_a_terminal() -> None:
    told = '"{}.md" does not exist; did you mean "{}a.md"?'
    some = [Problem(f"content/risk/n{at:02}.md", 1, 1, "link", told.format(at, at)) for at in range(20)]
    assert len(problem_lines(some[:19], grouped=True)) == 1 + 19
    assert problem_lines(some, grouped=True)[1:] == [
        f"{some[0]} (20 places, 19 of them with other words; also in content/risk/n01.md:1 and 18 more)"
    ]
    assert len(problem_lines(some, grouped=False)) == 20


def test_wrong_settings_stop_the_corrections_too(site: Site) -> None:
    ended = run(site.small().settings('titel = "x"\n'), "check", "--fix")
    assert (ended.exit_code, ended.stderr) == (1, 'site.toml:1:1: titel: unknown key; did you mean "title"?\n')
