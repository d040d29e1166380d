"""Nothing is published that only seems to lie in the site: links that lead out of it, FIFOs, sockets, devices."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.site_helper import PNG, Site
from view.untrusted.own_files import OwnFiles

SECRET = "geheim-4c1e"  # noqa: S105 - what must not leak
LEADS_OUT = "is a symbolic link that leads outside the site; put the file itself here"
LIES_BEHIND = "lies behind a symbolic link that leads outside the site; put the file itself here"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the site with what nobody may see."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "key.txt").write_text(SECRET)
    (folder / "style.css").write_text(SECRET)
    (folder / "x.md").write_text("---\ntitle: x\ndate: 2026-11-01\nchannel: warning\n---\n" + SECRET)
    return folder


def never_shown(site: Site) -> bool:
    """Whether nothing that was built says the secret."""
    return not any(SECRET.encode() in data for data in site.tree().values())


@pytest.mark.parametrize(
    "target", ["/proc/self/environ", "/etc/passwd", "{outside}/key.txt", "../../../outside/key.txt"]
)
@pytest.mark.parametrize("kind", ["[x](a.txt)", "![x](a.txt)"])
def test_an_attachment_that_is_a_link_out_of_the_site_is_a_problem(
    site: Site, outside: Path, target: str, kind: str
) -> None:
    site.small().bulletin("2026/11/a", kind)
    (site.root / "content/risk/2026/11/a.txt").symlink_to(
        target.format(outside=outside)
        if target[0] != "."
        else os.path.relpath(outside / "key.txt", site.root / "content/risk/2026/11")
    )
    field, column = ("image", 6) if kind[0] == "!" else ("link", 5)
    assert site.problems() == [f'content/risk/2026/11/a.md:7:{column}: {field}: "a.txt" {LEADS_OUT}']


def test_an_attachment_behind_a_link_out_of_the_site_is_a_problem(site: Site, outside: Path) -> None:
    site.small().bulletin("a", "正文。\n\n[x](files/key.txt)")
    (site.root / "content/risk/files").symlink_to(outside)
    assert site.problems() == [
        f'content/risk/a.md:9:5: link: "files/key.txt" {LIES_BEHIND}',
        "content/risk/files:1:1: name: a symbolic link to a folder is not followed; put the folder itself here",
    ]


def test_links_into_what_is_never_published_are_problems(site: Site) -> None:
    """The site's folder holds more than what is published: sessions, keys in settings, what is not published yet."""
    site.small().settings('[footer]\nicp = "x"\n').bulletin("a").build()
    site.file("state/x.txt", SECRET).file("var/x.txt", SECRET).file("content/risk/.hidden/x.txt", SECRET)
    for target in ("site.toml", "var/x.txt", "state/x.txt", "site/index.html", "content/risk/.hidden/x.txt"):
        link = site.bulletin("b", "[x](x.txt)").root / "content/risk/x.txt"
        link.unlink(missing_ok=True)
        link.symlink_to(site.root / target)
        assert site.problems() == [f'content/risk/b.md:7:5: link: "x.txt" {LEADS_OUT}'], target


def test_links_within_the_site_are_as_good_as_files(site: Site) -> None:
    site.small().file("shared/a.txt", "gemeinsam").file("content/risk/p.png", PNG)
    site.bulletin("a", "[x](a.txt) ![y](q.png)")
    (site.root / "content/risk/a.txt").symlink_to("../../shared/a.txt")
    (site.root / "content/risk/q.png").symlink_to("p.png")
    site.build()
    assert site.text("/risk/a/a.txt") == "gemeinsam"


@pytest.mark.parametrize("name", ["content", "templates", "assets"])
def test_a_folder_of_the_site_may_lie_elsewhere_as_a_whole(site: Site, tmp_path: Path, name: str) -> None:
    site.small().bulletin("a", "[x](a.txt)").file("content/risk/a.txt", "x").file("templates/404.html", "y")
    site.file("assets/own.css", "body{}").build()
    wanted = site.tree()
    (site.root / name).rename(tmp_path / "moved")
    (site.root / name).symlink_to(tmp_path / "moved")
    site.build(clean=True)
    assert site.tree() == wanted


def test_the_whole_site_may_be_reached_by_a_link(site: Site, tmp_path: Path) -> None:
    site.small().bulletin("a", "[x](a.txt)").file("content/risk/a.txt", "x")
    (tmp_path / "link").symlink_to(site.root)
    Site(tmp_path / "link").build()
    assert site.text("/risk/a/a.txt") == "x"


def test_content_that_is_a_link_out_of_the_site_is_a_problem(site: Site, outside: Path) -> None:
    site.small().bulletin("a")
    (site.root / "content/risk/l.md").symlink_to(outside / "x.md")
    (site.root / "content/guide").symlink_to(outside)
    assert site.problems() == [
        "content/guide:1:1: name: a symbolic link that leads outside the site; put the folder itself here",
        f'content/risk/l.md:1:1: name: "l.md" {LEADS_OUT}',
    ]


def test_a_vocabulary_that_lies_elsewhere_is_a_problem(site: Site, outside: Path) -> None:
    (site.root / "content/vocabulary.toml").symlink_to(outside / "key.txt")
    assert site.problems() == [f'content/vocabulary.toml:1:1: file: "vocabulary.toml" {LEADS_OUT}']


@pytest.mark.parametrize("folder", ["assets", "templates"])
def test_designers_files_that_lie_elsewhere_are_problems_all_at_once(site: Site, outside: Path, folder: str) -> None:
    site.small().file(f"{folder}/parts/good.txt", "x").file("content/risk/bad.md", "no front matter")
    (site.root / folder / "style.css").symlink_to(outside / "style.css")
    (site.root / folder / "all").symlink_to(outside)
    (site.root / folder / "root").symlink_to("/")
    told = site.problems()
    assert [one for one in told if one.startswith(folder)] == [
        f'{folder}/all:1:1: file: "all" leads outside the site; put the folder itself here',
        f'{folder}/root:1:1: file: "root" leads outside the site; put the folder itself here',
        f'{folder}/style.css:1:1: file: "style.css" {LEADS_OUT}',
    ]
    assert [one for one in told if one.startswith("content/risk/bad.md:1:1:")]


def test_a_designers_file_that_comes_later_is_seen(site: Site, outside: Path) -> None:
    site.small().bulletin("a").file("assets/x.txt").build()
    (site.root / "assets/y.txt").symlink_to(outside / "key.txt")
    assert site.problems() == [f'assets/y.txt:1:1: file: "y.txt" {LEADS_OUT}']


def fifo(path: Path) -> None:
    os.mkfifo(path)


def bound(path: Path) -> None:
    """A socket: bound by a short name, for the name of one has room for a hundred bytes."""
    here = os.open(path.parent, os.O_RDONLY)
    try:
        with closing(socket.socket(socket.AF_UNIX)) as one:
            one.bind(f"/proc/self/fd/{here}/{path.name}")
    finally:
        os.close(here)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.fixture(params=[(fifo, "a FIFO"), (bound, "a socket"), (device, "a device")], ids=lambda one: one[1])
def odd(request: pytest.FixtureRequest) -> tuple[Callable[[Path], None], str]:
    """What makes something that is no file, and what it is called."""
    made: tuple[Callable[[Path], None], str] = request.param
    return made


def test_what_is_no_file_is_a_problem_and_is_not_waited_for(
    site: Site, odd: tuple[Callable[[Path], None], str]
) -> None:
    make, name = odd
    site.small().bulletin("a", "[x](x.pdf) ![y](y.png)").file("assets/ok.css").file("templates/ok.html")
    for place in ("content/risk/x.pdf", "content/risk/y.png", "content/risk/z.md", "assets/a.css", "templates/a.html"):
        make(site.root / place)
    told = site.problems()
    said = f"is {name}, not a file"
    assert f'content/risk/a.md:7:5: link: "x.pdf" {said}' in told
    assert f'content/risk/a.md:7:17: image: "y.png" {said}' in told
    assert any(one.startswith("content/risk/z.md:1:1: name: ") for one in told)
    assert f'assets/a.css:1:1: file: "a.css" {said}' in told
    assert f'templates/a.html:1:1: file: "a.html" {said}' in told
    (site.root / "content/vocabulary.toml").unlink()
    make(site.root / "content/vocabulary.toml")
    assert f'content/vocabulary.toml:1:1: file: "vocabulary.toml" {said}' in site.problems()


def test_a_folder_is_no_attachment(site: Site) -> None:
    site.small().bulletin("a", "[x](x)").file("content/risk/x/y.txt")
    assert site.problems() == ['content/risk/a.md:7:5: link: "x" is a folder, not a file']


def test_a_link_that_turns_outside_later_is_seen(site: Site, outside: Path) -> None:
    link = site.small().bulletin("a", "[x](x.txt)").file("content/risk/y.txt", "gut").root / "content/risk/x.txt"
    link.symlink_to("y.txt")
    site.build()
    link.unlink()
    link.symlink_to(outside / "key.txt")
    assert site.problems() == [f'content/risk/a.md:7:5: link: "x.txt" {LEADS_OUT}']
    assert never_shown(site)


def test_names_that_begin_alike_are_not_inside(tmp_path: Path) -> None:
    root, twin = tmp_path / "site", tmp_path / "site-other"
    for folder in (root, twin):
        folder.mkdir()
        (folder / "a.txt").touch()
    own = OwnFiles(root)
    assert own.holds(root / "a.txt")
    assert not own.holds(twin / "a.txt")
    assert not own.holds(root / ".." / "site-other" / "a.txt")
    assert own.holds(root / "various.txt")
