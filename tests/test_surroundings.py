"""What stands around a build: odd places, damage, people who save while it runs, and time alone."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from builder.base.progress import Progress
from builder.releasing.release import Options
from builder.site import build_site
from tests.machine import PATIENCE, PROJECT
from tests.site_helper import NOW, Site, no_index, source
from view.problems import ContentError

pytestmark = pytest.mark.thorough  # processes of its own, or whole releases: some seconds each

LATER = "2026-11-27T12:00:00+08:00"


def run(root: Path, *arguments: str, at: str = NOW) -> subprocess.CompletedProcess[str]:
    """The command, as an operator runs it."""
    command = [sys.executable, str(PROJECT / "build.py"), "--root", str(root), "build", "--at", at, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def clean_of(site: Site, at: str = NOW) -> dict[str, bytes]:
    """The pages of a clean build of the same site elsewhere."""
    other = site.root.with_name("elsewhere")
    shutil.rmtree(other, ignore_errors=True)
    shutil.copytree(site.root, other, ignore=shutil.ignore_patterns("var", "site"), symlinks=True)
    Site(other, at).build()
    return files(other / "site")


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a tree."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def small(site: Site) -> Site:
    """A built site of three bulletins."""
    site.small()
    for name in ("n1", "n2", "n3"):
        site.bulletin(name)
    site.build()
    return site


class TestTime:
    """The same content must not become an error while nobody is at the desk."""

    def test_links_to_lists_that_time_takes_stand_as_text(self, small: Site) -> None:
        small.bulletin("e", countries=["BR"], date="2026-10-05", expires="2026-11-25", aliases=["/old/e/"])
        links = ["/risk/country/br/feed.atom", "/risk/month/2026-10/feed.atom", "/old/e/", "/risk/country/br/"]
        small.bulletin("n1", " ".join(f"[{link}]({link})" for link in links)).build()
        told = small.warnings(LATER)
        assert len(told) == len(links)
        assert all(any(f'"{link}" is not published now' in one for one in told) for link in links)
        assert "<p>/risk/country/br/feed.atom" in small.text("/risk/n1/")

    def test_numbered_pages_that_time_takes_stand_as_text(self, small: Site) -> None:
        small.settings("per_page = 2\n").bulletin("e", expires="2026-11-25").bulletin("f", expires="2026-11-25")
        small.bulletin("n1", "[旧](/risk/page/3/)").build()
        assert "is not published now" in small.warnings(LATER)[0]
        small.bulletin("n1", "[旧](/risk/page/9/)")
        assert "does not exist" in small.problems()[0]

    def test_a_page_that_will_never_be_is_told_when_bulletins_go(self, small: Site) -> None:
        small.settings("per_page = 1\n").bulletin("n1", "[旧](/risk/page/4/)").build()
        small.remove("content/risk/n3.md")
        assert "does not exist" in small.problems()[0]

    def test_a_heading_that_a_scheduled_bulletin_has_not_is_told_today(self, small: Site) -> None:
        small.bulletin("s", "## 一\n\n文。", date="2026-11-25").bulletin("n1", "[甲](s.md#wrong) [乙](/risk/s/#一)")
        assert any('link: "s.md" has no heading "#wrong"' in one for one in small.problems())

    @pytest.mark.parametrize("alias", ["/risk/n1/", "/old/"])
    def test_an_address_that_a_scheduled_bulletin_cannot_have_is_told_today(self, small: Site, alias: str) -> None:
        small.bulletin("n2", aliases=["/old/"]).bulletin("s", date="2026-11-25", aliases=[alias])
        (told,) = small.problems()
        assert told.startswith("content/risk/s.md:")
        assert "duplicate URL" in told

    def test_an_address_of_what_has_expired_can_be_had_again(self, small: Site) -> None:
        small.bulletin("e", date="2026-11-01", expires="2026-11-10", aliases=["/old/"])
        small.bulletin("s", date="2026-11-25", aliases=["/old/"]).build()
        small.build(LATER)
        assert "_redirects" in files(small.root / "site")


class TestLikeClean:
    """An incremental build says and makes what a clean one does."""

    def test_a_page_where_a_folder_of_files_is(self, small: Site) -> None:
        small.bulletin("a/index.html").build()
        small.bulletin("a")
        assert small.problems() == [
            'content/risk/a.md:1:1: url: duplicate URL "/risk/a/index.html/"; the file of "/risk/a/" stands where its '
            "folder must be"
        ]

    def test_templates_that_were_compiled_for_other_settings(self, small: Site) -> None:
        """Jinja makes `'/account'|endpoint` a part of the code that it keeps."""
        for origin in ("", "https://api.risk.example", ""):
            small.settings(f'base_url = "https://www.risk.example"\nendpoint_origin = "{origin}"\n').build()
            for text in ("一", "二"):
                small.bulletin("n1", text, title=text).build()
                assert files(small.root / "site") == clean_of(small)

    def test_links_to_a_draft_that_cannot_be_read(self, small: Site) -> None:
        small.file("content/risk/d.md", "---\ntitle: [broken\ndraft: true\n---\n").build()
        small.bulletin("n1", "[草](d.md)")
        told = small.warnings()
        assert [one.partition(":")[0] for one in told] == ["content/risk/d.md"]
        assert [str(one) for one in small.build(clean=True).warnings] == told
        small.bulletin("n1", "[草](/risk/d/)")
        assert any('n1.md:7:5: link: "/risk/d/" does not exist' in one for one in small.problems())

    def test_warnings_of_others_stay(self, small: Site) -> None:
        small.file(
            "content/risk/d.md",
            source(
                {"title": "草", "date": "2026-11-01", "channel": "warning", "level": "x", "draft": True}, "[甲](n1.md)"
            ),
        )
        small.bulletin("y", date="2026-11-30")
        small.bulletin("x", "[甲](n1.md)", status="superseded", superseded_by="y", changes=[]).build()
        before = small.warnings()
        assert len(before) >= 2
        small.bulletin("n1", "新。")
        assert small.warnings() == before

    def test_templates_behind_links_are_watched_and_hidden_ones_refused(self, small: Site) -> None:
        small.file("shared/x.html", "旧").file("templates/404.html", "{% include 'parts/x.html' %}")
        (small.root / "templates" / "parts").symlink_to("../shared")
        small.build()
        assert files(small.root / "site")["404.html"] == "旧".encode()
        small.file("shared/x.html", "新").build()
        assert files(small.root / "site") == clean_of(small)
        small.file("templates/.parts/x.html", "旧").file("templates/404.html", "{% include '.parts/x.html' %}")
        assert 'refers to ".parts/x.html", which does not exist' in small.problems()[0]

    def test_templates_that_may_be_missing_are_used_when_they_come(self, small: Site) -> None:
        small.file(
            "templates/404.html",
            "{% include ['a.html', 'b.html'] ignore missing %}|{% include 'c.html' ignore missing %}",
        )
        small.build()
        for name, text in (("b", "|"), ("c", "|"), ("a", "|")):
            small.file(f"templates/{name}.html", name).build()
            assert files(small.root / "site") == clean_of(small), text
        assert files(small.root / "site")["404.html"] == b"a|c"

    def test_the_endpoints_templates_are_compiled_too(self, small: Site) -> None:
        small.file("templates/search.html", "{% foo %}")
        assert small.problems()[0].startswith("templates/search.html:1:1: template: Encountered unknown tag 'foo'")

    def test_a_template_without_end_is_a_problem(self, small: Site) -> None:
        small.file("templates/404.html", "{% include '404.html' %}")
        with pytest.raises(ContentError, match=r"templates/404\.html:1:1: template: RecursionError"):
            small.build()


class TestPlaces:
    """Where the trees lie."""

    def test_site_may_be_a_link(self, small: Site, tmp_path: Path) -> None:
        (small.root / "site").rename(tmp_path / "www")
        for link in (tmp_path / "www", Path("../www")):
            (small.root / "site").unlink(missing_ok=True)
            (small.root / "site").symlink_to(link)
            small.bulletin("n1", f"经由 {link}").build()
            assert (small.root / "site").is_symlink()
            assert files(tmp_path / "www") == clean_of(small)

    def test_site_may_be_a_volume(self, small: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        shutil.rmtree(small.root / "site")
        (small.root / "site").mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", small.root / "site"], check=False).returncode == 0
        if not mounted:  # only root may; then the answer of the system is played
            monkeypatch.setattr("builder.releasing.switching.exchange", lambda one, other: False)
        try:
            for text in ("一", "二"):
                small.bulletin("n1", text).build()
                assert files(small.root / "site") == clean_of(small)
        finally:
            if mounted:
                subprocess.run(["umount", small.root / "site"], check=True)

    def test_links_and_odd_names_in_the_tree_are_replaced(self, small: Site, tmp_path: Path) -> None:
        tree = small.root / "site"
        whole = files(tree)
        other = tmp_path / "other"
        other.write_bytes(whole["index.html"])
        for target in (Path("/nonexistent"), tmp_path, other):
            (tree / "index.html").unlink()
            (tree / "index.html").symlink_to(target)
            (tree / os.fsdecode(b"\xff.html")).touch()
            report = small.build()
            assert files(tree) == whole
            assert not (tree / "index.html").is_symlink()
            assert "/%FF.html" in report.removed_urls

    def test_a_content_link_that_leads_nowhere_is_a_problem(self, small: Site, tmp_path: Path) -> None:
        (small.root / "content" / "risk" / "l.md").symlink_to("nowhere.md")
        (small.root / "content" / "risk" / "years").symlink_to(tmp_path)
        assert small.problems() == [
            "content/risk/l.md:1:1: name: a symbolic link that leads to no file",
            "content/risk/years:1:1: name: a symbolic link to a folder is not followed; put the folder itself here",
        ]

    def test_an_attachment_may_not_look_like_a_twin(self, small: Site) -> None:
        small.file("content/risk/e.txt", "甲" * 999).file("content/risk/e.txt.gz", b"other")
        small.bulletin("n1", "[甲](e.txt) [乙](e.txt.gz)")
        (told,) = small.problems()
        assert told.startswith("content/risk/n1.md:1:1: link:")
        assert "rename it" in told


class TestDamage:
    """What of `var/` is lost is made again."""

    def test_a_stray_in_the_spare_tree_does_not_go_live(self, small: Site) -> None:
        small.file("var/spare/stray.html", "fremd")
        report = small.bulletin("n1", "新。").build()
        assert files(small.root / "site") == clean_of(small)
        assert not any("stray" in url for url in report.changed_urls + report.removed_urls)

    @pytest.mark.parametrize("harm", ["gone", "another", "written to", "all gone", "linked once more"])
    def test_a_large_spare_tree_that_was_touched_is_made_whole(
        self, small: Site, harm: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("builder.releasing.last_build.WALKED", 0)
        page = small.root / "var" / "spare" / "guide" / "index.html"
        assert page.stat().st_nlink == 2
        if harm in ("gone", "another", "linked once more"):
            page.unlink()
        if harm == "another":
            page.write_text("fremd")
        elif harm == "written to":
            page.write_text("fremd")  # the live one with it
        elif harm == "all gone":
            shutil.rmtree(small.root / "var" / "spare")
        elif harm == "linked once more":
            os.link(small.root / "site" / "robots.txt", small.root / "robots.txt")
        small.bulletin("n1", "新。").build()
        assert files(small.root / "site") == clean_of(small)
        small.bulletin("n1", "又。").build()
        assert files(small.root / "site") == clean_of(small)

    def test_a_token_of_other_bytes_is_no_token(self, small: Site) -> None:
        (small.root / "var" / "spare.token").write_bytes("甲".encode())
        small.bulletin("n1", "新。").build()
        assert files(small.root / "site") == clean_of(small)


class TestMeanwhile:
    """Others save while a build runs or waits."""

    def test_inputs_are_read_after_waiting(self, small: Site) -> None:
        lock = (small.root / "var" / "build.lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX)
        small.file("assets/extra.css", "a{}").file("templates/404.html", "旧")
        waits = threading.Event()
        options = Options(NOW, 1)
        waiting = threading.Thread(target=lambda: build_site(small.root, options, no_index, Progress(), waits.set))
        waiting.start()
        assert waits.wait(PATIENCE)
        small.file("assets/extra.css", "b{}").remove("templates/404.html").settings('hotline = "12345"\n')
        lock.close()
        waiting.join(PATIENCE)
        assert files(small.root / "site") == clean_of(small)

    def test_a_copy_of_what_has_changed_meanwhile_is_refused(
        self, small: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        small.file("assets/extra.css", "a{}")
        original = Path.read_bytes
        asked: list[Path] = []

        def read(path: Path) -> bytes:
            asked.append(path)
            if path.name == "extra.css" and sum(one.name == "extra.css" for one in asked) > 1:
                return b"b{}"
            return original(path)

        monkeypatch.setattr(Path, "read_bytes", read)
        with pytest.raises(ContentError, match="changed while the site was built; build again"):
            small.build()

    def test_a_killed_worker_ends_the_build_and_the_lock(self, site: Site) -> None:
        site.small()
        for number in range(150):
            site.bulletin(f"many/{number}")
        script = f"""
import os, runpy, signal, sys
from builder.reading.parsing import Parser

whole, parse = os.getpid(), Parser.parse

def dying(self, kind, name, *given):
    if name == "many/70" and os.getpid() != whole:
        os.kill(os.getpid(), signal.SIGKILL)
    return parse(self, kind, name, *given)

Parser.parse = dying
sys.argv = ["build.py", "--root", {str(site.root)!r}, "build", "--jobs", "2", "--at", {NOW!r}]
runpy.run_path("build.py", run_name="__main__")
"""
        found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=PROJECT, check=False)
        assert found.returncode == 1
        assert "a worker process was killed" in found.stderr
        assert "Traceback" not in found.stderr
        assert run(site.root).returncode == 0


def test_what_the_system_refuses_is_one_line(small: Site) -> None:
    (small.root / "content" / "risk" / "l.md").symlink_to("l.md")
    found = run(small.root)
    assert (found.returncode, "Traceback" in found.stderr) == (1, False)
    assert "l.md: Too many levels of symbolic links" in found.stderr
    (small.root / "content" / "risk" / "l.md").unlink()
    found = run(small.root, "--report", "/dev/full")
    assert (found.returncode, "Traceback" in found.stderr) == (1, False)
    assert "No space left on device" in found.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('title = "a\\u0000b"', "title: must be one line of text"),
        ('[footer]\norganiser = "a\\nb"', "footer.organiser: must be one line of text"),
        ('feed_authority = "a b"', "feed_authority: must be a domain and a date"),
        ('[embed]\nframe_ancestors = ["https://a.cn\\nX-Evil: 1"]', "embed.frame_ancestors: must be CSP sources"),
        ('[embed]\nframe_ancestors = ["https://a.cn; script-src *"]', "embed.frame_ancestors: must be CSP sources"),
    ],
)
def test_settings_hold_what_their_place_can(small: Site, text: str, told: str) -> None:
    (found,) = small.settings(text + "\n").problems()
    assert told in found
