"""`new`: a valid file whose path is printed, or every wrong value by name."""

from __future__ import annotations

from pathlib import Path

from builder.base.progress import Progress
from builder.releasing.release import Options
from builder.site import check_site
from tests.commands.running import run
from tests.site_helper import Site


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
