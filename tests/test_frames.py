"""When only the frame of pages changes, the frame alone is rendered: and the site is that of a clean build."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from builder.frames import Frames
from builder.framing import pack_frame, unpack_frame
from builder.site import _Build
from tests.site_helper import Site, difference
from view.items import Link, PageMeta
from view.problems import ContentError

SHIPPED = Path(__file__).parent.parent / "templates"
BASE = (SHIPPED / "base.html").read_text(encoding="utf-8")
BULLETIN = (SHIPPED / "bulletin.html").read_text(encoding="utf-8")
CHARSET = '<meta charset="utf-8">'
MAIN = "{% block main %}{% endblock %}"


def edit(site: Site, number: int, body: str = "正文 <&>。", **front: object) -> Site:
    """Write one of its bulletins."""
    usual = {"countries": ["VN", "BR"][: number % 3], "industries": ["steel"], "date": f"2026-11-1{number}"}
    return site.bulletin(f"2026/b{number}", body, **usual | front)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A built site with a few bulletins, lists of several pages, and a guide."""
    site = Site(tmp_path / "ours").small().settings("per_page = 2\n")
    for number in range(5):
        edit(site, number)
    site.guide("g")
    site.build(index=True)
    return site


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Has an entry for each build that planned everything."""
    everything, found = _Build._everything, []

    def counted(*given: Any) -> Any:
        found.append(True)
        return everything(*given)

    monkeypatch.setattr(_Build, "_everything", counted)
    return found


def rebuild(site: Site, folder: Path, *, jobs: int = 1) -> list[str]:
    """Build, compare with a clean build, and give the URLs that the report says changed."""
    before = site.tree()
    report = site.build(index=True, jobs=jobs)
    fresh = site.clone(folder)
    wanted = fresh.build(index=True)
    assert site.tree() == fresh.tree()
    assert report.generation == wanted.generation
    assert (report.changed_urls, report.removed_urls) == difference(before, site.tree())
    assert (report.bulletins, report.guides, report.next_due) == (wanted.bulletins, wanted.guides, wanted.next_due)
    assert report.pages_unchanged + report.pages_written == wanted.pages_written
    return report.changed_urls


#: Changes of the frame alone: what is replaced in base.html, and by what.
FRAMES = {
    "text": (CHARSET, f"{CHARSET}<!-- 甲 -->"),
    "names of the page": (CHARSET, CHARSET + "{{ page.url }}{{ page.trail|length }}{{ page.feeds|join(',') }}"),
    "a global": (CHARSET, CHARSET + "{{ site.title }}{{ label('level', 'high') }}{{ range(3)|list }}"),
    "a macro of the frame": (CHARSET, CHARSET + "{% macro i(text) %}<i>{{ text }}{% endmacro %}{{ i(page.title) }}"),
    "a name of its own": (CHARSET, CHARSET + "{% set mine = page.title %}{{ mine }}"),
    "a loop": (CHARSET, CHARSET + "{% for item in page.trail %}{{ item.text }}{% endfor %}"),
    "a block that nobody fills": (CHARSET, CHARSET + "{% block more %}{{ page.title }}{{ home }}{% endblock %}"),
    "a block less": (" {% block print_dates %}{% endblock %}".strip(), ""),
    "a block elsewhere": (MAIN, "</main><main>" + MAIN),
    "the order of blocks": ("{% block head %}{% endblock %}\n</head>", "</head>{% block head %}{% endblock %}"),
    "a part of its own": (CHARSET, CHARSET + "{% include 'redirect_line.html' %}"),
    "nothing that shows": (CHARSET, "{# 说明 #}" + CHARSET),
}  # fmt: skip


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("change", FRAMES)
def test_the_frame_alone_is_rendered(site: Site, tmp_path: Path, whole: list[bool], change: str, jobs: int) -> None:
    if "redirect_line" in FRAMES[change][1]:
        site.file("templates/redirect_line.html", "{{ page.kind }}").build(index=True)
        whole.clear()
    site.file("templates/base.html", BASE.replace(*FRAMES[change], 1))
    changed = rebuild(site, tmp_path / "fresh", jobs=jobs)
    assert whole == [True]  # the clean build's alone
    assert ("/risk/2026/b1/" in changed) == ("/risk/page/1/" in changed) == (change != "nothing that shows")
    site.file("templates/base.html", BASE)
    rebuild(site, tmp_path / "back")
    assert len(whole) == (3 if change == "a block less" else 2)  # that block's text is in no page


#: Changes that blocks have to do with: base.html before, and after.
BEYOND = {
    "what blocks see": (BASE, BASE.replace("{% set home", "{% set listed = false %}{% set home", 1)),
    "what blocks saw": (BASE.replace("{% set home", "{% set newer = none %}{% set home", 1), BASE),
    "another import": (BASE, BASE.replace("'macros.html' as m", "'search_macros.html' as m", 1)),
    "a late import": (BASE, BASE.replace("{% import", "{% set m = page %}{% import", 1)),
    "a name of the content": (BASE, BASE.replace(CHARSET, CHARSET + "{% if bulletin is defined %}甲{% endif %}", 1)),
    "a name of the template": (BASE, BASE.replace(CHARSET, CHARSET + "{{ published|default('') }}", 1)),
    "a block of the content": (BASE.replace(MAIN, "{% if true %}" + MAIN + "{% endif %}"), BASE),
    "a block that came": (BASE.replace("{% block head %}{% endblock %}", ""), BASE),
    "a block under a condition": (BASE, BASE.replace(MAIN, "{% if page.title %}" + MAIN + "{% endif %}")),
    "a block in a filter": (BASE, BASE.replace(MAIN, "{% filter upper %}" + MAIN + "{% endfilter %}")),
    "a block in a block": (BASE, BASE.replace(MAIN, "{% block body %}" + MAIN + "{% endblock %}")),
    "a block with names": (BASE, BASE.replace(MAIN, "{% block main scoped %}{% endblock %}")),
    "a block that must be filled": (BASE, BASE.replace(MAIN, "{% block main required %}{% endblock %}")),
    "a block twice": (BASE, BASE.replace(MAIN, MAIN + "{{ self.main()|length }}")),
    "a part that sees": (BASE, BASE.replace(CHARSET, CHARSET + "{% include 'part.html' %}")),
    "a part without a fixed name": (BASE, BASE.replace(CHARSET, CHARSET + "{% include ['part.html'] %}")),
    "macros that see": (BASE, BASE.replace(CHARSET, CHARSET + "{% import 'part.html' as part with context %}")),
}  # fmt: skip


#: What base.html may be changed to, in any order (`tests/test_incremental.py`).
BASES = [
    *(BASE.replace(*change, 1) for change in FRAMES.values()),
    *(after for name, (_, after) in BEYOND.items() if name not in ("another import", "a block that must be filled")),
]


@pytest.mark.parametrize("change", BEYOND)
def test_all_is_rendered_where_blocks_may_have_to_do_with_it(
    site: Site, tmp_path: Path, whole: list[bool], change: str
) -> None:
    before, after = BEYOND[change]
    assert before != after
    search = (SHIPPED / "search_macros.html").read_text(encoding="utf-8")
    site.file("templates/search_macros.html", (SHIPPED / "macros.html").read_text(encoding="utf-8") + search)
    site.file("templates/part.html", "{% if bulletin is defined %}{{ bulletin.title }}{% endif %}")
    site.file("templates/base.html", before).build(index=True)
    whole.clear()
    site.file("templates/base.html", after)
    rebuild(site, tmp_path / "fresh")
    assert whole == [True, True]


#: Templates of bulletins whose blocks see more than their own names.
CLOSE = {
    "super": BULLETIN.replace("{% block head %}", "{% block head %}{{ super() }}", 1),
    "self": BULLETIN.replace("{% block head %}", "{% block head %}{{ self.og_type() }}", 1),
    "a name of the frame": BULLETIN.replace("{% block head %}", "{% block head %}{{ home|default('') }}", 1),
    "a part that sees": BULLETIN.replace("{% block head %}", "{% block head %}{% include 'part.html' %}", 1),
    "a name that the frame asks for": BULLETIN.replace("{% set listed", "{% set site = site %}{% set listed", 1),
    "a namespace of the frame": BULLETIN.replace("{% block head %}", "{% block head %}{% set ns.n = 7 %}", 1),
    "text before the frame": "甲" + BULLETIN,
    "a line before the frame": "\n" + BULLETIN,
    "another frame": BULLETIN.replace("'base.html'", "'middle.html'", 1),
    "a frame by name": BULLETIN.replace("'base.html'", "'base' ~ '.html'", 1),
}


@pytest.mark.parametrize("close", CLOSE)
def test_all_is_rendered_where_blocks_see_the_frame(site: Site, tmp_path: Path, whole: list[bool], close: str) -> None:
    assert CLOSE[close] != BULLETIN
    site.file("templates/part.html", "{{ home|default('') }}")
    site.file("templates/middle.html", "{% extends 'base.html' %}{% block banner %}旗{% endblock %}")
    base = BASE.replace("{% set home", "{% set ns = namespace(n=1) %}{% set home", 1)
    base = base.replace("</body>", "{{ ns.n }}</body>", 1)
    site.file("templates/base.html", base).file("templates/bulletin.html", CLOSE[close]).build(index=True)
    whole.clear()
    site.file("templates/base.html", base.replace(CHARSET, f"{CHARSET}<!-- 甲 -->", 1))
    rebuild(site, tmp_path / "fresh")
    assert whole == [True, True]


def test_what_prints_nothing_may_stand_before_the_frame(site: Site, tmp_path: Path, whole: list[bool]) -> None:
    silent = "{# 甲 #}\n{% import 'macros.html' as m %}\n{% set mine = 1 %}\n{% macro one() %}1{% endmacro %}\n"
    text = BULLETIN.replace(
        "{% extends 'base.html' %}\n{% import 'macros.html' as m %}\n", f"{silent}{{% extends 'base.html' %}}\n"
    )
    assert text != BULLETIN
    site.file("templates/base.html", BASE).file("templates/bulletin.html", text).build(index=True)
    whole.clear()
    site.file("templates/base.html", BASE.replace(CHARSET, f"{CHARSET}<!-- 甲 -->", 1))
    rebuild(site, tmp_path / "fresh")
    assert whole == [True]


def test_templates_that_stand_once_need_no_whole_plan(site: Site, tmp_path: Path, whole: list[bool]) -> None:
    home = (SHIPPED / "home.html").read_text(encoding="utf-8")
    site.file("templates/home.html", home.replace("<h1", "<h1 lang='zh'", 1) + "{# 甲 #}")
    assert set(rebuild(site, tmp_path / "fresh")) <= {"/", "/generation.json"}
    assert whole == [True]


def test_macros_are_rendered_everywhere(site: Site, tmp_path: Path, whole: list[bool]) -> None:
    macros = (SHIPPED / "macros.html").read_text(encoding="utf-8")
    site.file("templates/macros.html", macros.replace("跳到", "去") + "{# 甲 #}")
    rebuild(site, tmp_path / "fresh")
    assert whole == [True, True]


def test_frames_follow_what_was_edited_before(site: Site, tmp_path: Path, whole: list[bool]) -> None:
    edit(site, 2, "另一个正文。", title="新标题 & 甲", countries=["BR"]).build(index=True)
    edit(site, 9, date="2026-11-09").remove("content/risk/2026/b0.md").build(index=True)
    whole.clear()
    site.file("templates/base.html", BASE.replace(CHARSET, CHARSET + "{{ page.description }}", 1))
    rebuild(site, tmp_path / "fresh")
    assert whole == [True]
    edit(site, 3, "再改。")
    rebuild(site, tmp_path / "again")
    assert whole == [True, True]


def test_a_change_of_content_with_it_is_planned_whole(site: Site, tmp_path: Path, whole: list[bool]) -> None:
    site.file("templates/base.html", BASE.replace(CHARSET, f"{CHARSET}<!-- 甲 -->", 1))
    edit(site, 2, "改。")
    rebuild(site, tmp_path / "fresh")
    assert whole == [True, True]


@pytest.mark.parametrize("harm", ["gone", "other bytes", "cut off", "a live page", "one missing"])
def test_harm_is_made_good(site: Site, tmp_path: Path, whole: list[bool], harm: str) -> None:
    frames, page = site.root / "var" / "frames", site.root / "site" / "risk" / "2026" / "b1" / "index.html"
    if harm == "gone":
        frames.unlink()
    elif harm == "other bytes":
        frames.write_bytes(b"?" * frames.stat().st_size)
    elif harm == "cut off":
        frames.write_bytes(frames.read_bytes()[:5000])
    elif harm == "a live page":
        page.write_text("甲")
    else:
        frames.unlink()
        edit(site, 1, "改。").build(index=True)  # the frames of what that touched are known again
    site.file("templates/base.html", BASE.replace(CHARSET, f"{CHARSET}<!-- 甲 -->", 1))
    before = site.tree()
    site.build(index=True)
    assert whole == [True]
    assert site.tree() != before
    site.file("templates/base.html", BASE)
    rebuild(site, tmp_path / "fresh")
    assert whole == [True, True]  # all frames are known again


def test_a_manifest_that_cannot_be_read_is_no_base(
    site: Site, tmp_path: Path, whole: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builder.planning.manifest.Manifest.entries", lambda _: {})
    site.file("templates/base.html", BASE.replace(CHARSET, f"{CHARSET}<!-- 甲 -->", 1))
    rebuild(site, tmp_path / "fresh")
    assert whole == [True, True]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("{% if %}", 9, "Expected an expression"),
        ("{{ page.nothing }}", 9, "UndefinedError"),
        ("{{ site.x.y }}", 9, "x"),
    ],
)
def test_mistakes_in_a_frame_are_told_with_their_place(site: Site, text: str, line: int, message: str) -> None:
    before = site.tree()
    site.file("templates/base.html", BASE.replace(CHARSET, f"{CHARSET}\n{text}", 1))
    with pytest.raises(ContentError) as told:
        site.build()
    place = told.value.problems[0]
    assert (place.file, place.line) == ("templates/base.html", BASE[: BASE.index(CHARSET)].count("\n") + 2), place
    assert message in place.message
    assert site.tree() == before
    assert not list((site.root / "var" / "index").glob(".*"))


def test_reasons_name_the_template(site: Site) -> None:
    site.file("templates/base.html", BASE.replace(CHARSET, f"{CHARSET}<!-- 甲 -->", 1))
    reasons = site.build().reasons
    assert reasons["/risk/2026/b1/"] == reasons["/risk/"] == reasons["/"] == ["template base.html"]


def test_what_is_kept_of_a_page_comes_back_as_it_was() -> None:
    trail = (Link("首页", "/"), Link("正文", None, 3))
    page = PageMeta("/risk/甲/", "标题", "bulletin", "摘要", trail, (Link("订阅", "/feed.atom"),), noindex=True)
    spans = {"main": (7, 12), "head": (0, 3)}
    assert unpack_frame(pack_frame(page, spans)) == (page, spans)
    assert unpack_frame(pack_frame(PageMeta("/", "", "home"), {})) == (PageMeta("/", "", "home"), {})


def test_frames_of_another_version_are_begun_again(tmp_path: Path) -> None:
    path = tmp_path / "frames"
    frames = Frames(path)
    frames.put("a", b"1")
    frames.commit(())
    frames = Frames(path)
    assert frames.all() == {"a": b"1"}
    frames.put("b", b"2")
    frames.commit(["a"])
    assert Frames(path).all() == {"b": b"2"}
    path.write_bytes(path.read_bytes().replace(b"\x00\x00\x00\x01", b"\x00\x00\x00\x09"))
    assert Frames(path).all() == {}


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_first_mistake_in_the_order_of_the_plan_is_told(tmp_path: Path, jobs: int) -> None:
    site = Site(tmp_path / "ours").small()
    for number in range(70):
        site.bulletin(f"b{number:02d}", date=f"2026-{1 + number % 9:02d}-01")
    text = BULLETIN.replace(
        "{% block main %}", "{% block main %}{% if bulletin.id >= 'b60' %}{{ bulletin.x }}{% endif %}"
    )
    site.file("templates/bulletin.html", text)
    with pytest.raises(ContentError) as told:
        site.build(jobs=jobs)
    assert "while rendering /risk/b63/" in str(told.value.problems[0])  # the oldest of them
