"""The guides that are shipped: every step does what it says, and a change of the product is noticed at its line."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from guides.picturing import compressed, take_picture
from guides.stepping import lists_of, run_list
from guides.trying import Trial, try_guides
from tests.guides.conftest import guides_of, served_copy
from tests.machine import PROJECT

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served_copy(PROJECT, tmp_path_factory.mktemp("copy")) as one:
        yield one


def test_every_step_does_what_it_says(running: Browser, origin: str) -> None:
    trial = try_guides(running, origin, PROJECT, guides_of(PROJECT), lambda file: None, pictured=False)
    assert [str(one) for one in trial.problems] == []
    assert trial.steps > 60
    missing = [file for file in trial.pictures if not (PROJECT / file).is_file()]
    assert missing == [], "run build.py pictures"


def test_pictures_taken_twice_are_the_same_bytes(running: Browser, origin: str) -> None:
    guides = [one for one in guides_of(PROJECT) if one.id in ("latest", "account")]

    def taken() -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for guide in guides:
            for steps in lists_of(guide):

                def take(page: object, step: object) -> list[object]:
                    found[step.picture.file] = take_picture(page, step.picture)  # type: ignore[attr-defined,arg-type]
                    return []

                assert list(run_list(running, origin, guide, steps, take)) == []  # type: ignore[arg-type]
        return found

    first, second = taken(), taken()
    assert len(first) > 3
    assert [file for file, data in first.items() if data != second[file]] == []
    one = next(iter(first))
    assert compressed(first[one]) == compressed(second[one])


#: What is changed in the product (file, from, to) → the guide that speaks of it, its line, and what it is told.
PLANTED = {
    "a link is renamed": (
        ("templates/home.html", "更多&gt;&gt;", "全部&gt;&gt;"),
        ("home", "  expect: 更多>>", '"更多>>" is not on the page in "最新风险信息"'),
    ),
    "a heading is renamed": (
        ("templates/macros.html", "本机关注</h3>", "本机收藏</h3>"),
        ("subscribe", "  expect: [怎样收到更新：越南风险信息, 本机关注, 订阅源]", '"本机关注" is not on the page'),
    ),
    "an entry of the menu is renamed": (
        ("templates/macros.html", "menu_entry('索赔申请'", "menu_entry('申请索赔'"),
        ("claims", "  click: 索赔申请\n", 'nothing to click shows "索赔申请" in "主菜单"; did you mean "申请索赔"?'),
    ),
    "an entry of the menu is gone": (
        ("templates/macros.html", "{{ menu_entry('使用指南'", "{{ '' and menu_entry('使用指南'"),
        ("faq", "  click: 使用指南", 'nothing to click shows "使用指南" in "主菜单"'),
    ),
    "a sentence is written anew": (
        ("templates/account.html", "数量截至", "数据截至"),
        (
            "account",
            "  expect: [待确认保单（3）, 保单生效通知（5）, 索赔申请通知（2）, 数量截至, 越南 3]",
            '"数量截至" is not on the page',
        ),
    ),
    "the filters are called otherwise": (
        ("templates/search.html", "筛选{% if narrowed %}（已选", "条件{% if narrowed %}（已选"),
        ("search", "  click: [查询, 筛选（已选 1）]", 'nothing to click shows "筛选（已选 1）"'),
    ),
    "the order of a list is said otherwise": (
        ("templates/list.html", "新的在前</p>", "最新在前</p>"),
        ("latest", "  expect: [国别（地区）, 行业, 关键字, 新的在前]", '"新的在前" is not on the page'),
    ),
    "a button is renamed": (
        ("templates/bulletin.html", ">复制引用</button>", ">引用本条</button>"),
        ("read", "  expect: 复制引用", '"复制引用" is not on the page'),
    ),
    "the hotline has lost its words": (
        ("templates/macros.html", '<span class="wide">24 小时服务热线 </span>', ""),
        ("service", "  expect: [24 小时服务热线, 029-95198]", '"24 小时服务热线" is not on the page in "页头"'),
    ),
    "a mode is renamed": (
        ("templates/macros.html", ">长者模式</button>", ">大字模式</button>"),
        ("requirements", "  expect: 长者模式", '"长者模式" is not on the page in "页头"'),
    ),
    "a script writes another word": (
        ("assets/site.js", "make('button', '退出'", "make('button', '注销'"),
        ("account", "  click: 退出", 'nothing to click shows "退出" in "信用保险服务中心"'),
    ),
    "a count is another one": (
        ("", "", ""),
        (
            "insure",
            "  plain: [待确认保单（0）, 保单生效通知（0）]",
            '"保单生效通知（0）" is not on the page; did you mean "保单生效通知（1）"?',
        ),
    ),
}


def told(running: Browser, root: Path, copy: Path) -> list[str]:
    """What the guides say of a product in which all of it was changed."""
    shutil.copytree(PROJECT / "content", root / "content")
    for (file, old, new), _ in PLANTED.values():
        if file:
            path = root / file
            path.parent.mkdir(exist_ok=True)
            text = (path if path.is_file() else PROJECT / file).read_text(encoding="utf-8")
            assert old in text, f"{file} does not hold {old}: plant something else"
            path.write_text(text.replace(old, new), encoding="utf-8")
    guides = [one for one in guides_of(root) if one.id in {guide for _, (guide, _, _) in PLANTED.values()}]
    with served_copy(root, copy) as origin:
        change_a_count(copy)
        trial: Trial = try_guides(running, origin, root, guides, lambda file: None, pictured=False)
    return [str(one) for one in trial.problems]


def change_a_count(copy: Path) -> None:
    """A notice for the company that has none."""
    with sqlite3.connect(copy / "var" / "demo.sqlite") as database:
        database.execute(
            "INSERT INTO notices (number, enterprise, kind, subject, content, issued)"
            " VALUES ('示例-TZ-9', 'demo-b', 'policy', '示例-TB-9', '已生效', '2026-11-01')"
        )
    database.close()


def test_changes_of_the_product_are_noticed_at_their_lines(running: Browser, tmp_path: Path) -> None:
    """All at once, each in another list of steps: a list ends with the first step that fails."""
    said = told(running, tmp_path / "planted", tmp_path / "copy")
    unnoticed = {}
    for change, (_, (guide, line, message)) in PLANTED.items():
        file = f"content/guide/{guide}.md"
        text = (PROJECT / file).read_text(encoding="utf-8")
        assert line in text
        number = text[: text.index(line)].count("\n") + 1
        if not any(one.startswith(f"{file}:{number}:") and message in one for one in said):
            unnoticed[change] = f"{file}:{number}: {message}"
    assert unnoticed == {}, "\n".join(said)
    assert len(PLANTED) >= 10
