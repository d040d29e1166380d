"""`build` and `check`: what they print, what they write, how they exit."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands.running import KEYS, built, report, run
from tests.site_helper import SMALL_VOCABULARY, Site, difference


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


def test_a_site_of_bulletins_alone_or_guides_alone_builds(tmp_path: Path) -> None:
    built(Site(tmp_path / "bulletins").bulletin("a"))
    built(Site(tmp_path / "guides").guide("g"))
    (tmp_path / "nothing").mkdir()
    assert run(Site(tmp_path / "own").file("content/vocabulary.toml", SMALL_VOCABULARY), "build").exit_code == 0


def test_wrong_settings_stop_the_corrections_too(site: Site) -> None:
    ended = run(site.small().settings('titel = "x"\n'), "check", "--fix")
    assert (ended.exit_code, ended.stderr) == (1, 'site.toml:1:1: titel: unknown key; did you mean "title"?\n')
