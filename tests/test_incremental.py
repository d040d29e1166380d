"""Whatever is edited, in whatever order: the next build gives what a clean build gives, byte for byte.

`XINFENG_STEPS=3000` runs that many edits instead of a few.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from search.engines.opening import open_engine
from tests.machine import PROJECT
from tests.random_edits import ALIASES, BASES, BODIES, IDS, MOMENTS, QUERIES, SETTINGS, TEMPLATES, pick, terms
from tests.site_helper import PNG, SMALL_VOCABULARY, Site, difference, source
from view.problems import ContentError
from view.settings.site_settings import load_settings
from view.vocabulary.vocabulary import load_vocabulary

pytestmark = pytest.mark.thorough

STEPS = int(os.environ.get("XINFENG_STEPS", "120"))


class Editing(RuleBasedStateMachine):
    """An editor at work on one site; after each edit the site is built and compared."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.site = Site(self.folder / "site-folder").small()
        self.files = dict(self._inputs())
        self.fronts: dict[str, dict[str, object]] = {}
        self.bodies: dict[str, str] = {}
        self.at, self.jobs = "2026-11-22T12:00", 1
        self.number = 0
        self.index = False

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def _inputs(self) -> dict[str, bytes]:
        return {
            name: data
            for name, data in self.site.everything().items()
            if data is not None and not name.startswith(("site/", "var/"))
        }

    def _save(self, identifier: str) -> None:
        text = source(self.fronts[identifier], self.bodies[identifier])
        self.site.file(f"content/risk/{identifier}.md", text)

    def _one(self, number: int) -> str:
        ids = sorted(self.fronts)
        return ids[number % len(ids)]

    def _compare(self) -> None:
        """Build, compare with a clean build, and take the edit back when it was a mistake."""
        self.number += 1
        before = self.site.tree()
        fresh = self.site.clone(self.folder / f"clean-{self.number}")
        try:
            report = self.site.build(self.at, jobs=self.jobs, index=self.index)
        except ContentError as error:
            assert self.site.tree() == before
            with pytest.raises(ContentError) as clean:
                fresh.build(self.at)
            refused = error.problems
            assert refused == clean.value.problems
            self._undo()
        else:
            wanted = fresh.build(self.at, index=self.index)
            assert self._answers(self.site) == self._answers(fresh)
            after = self.site.tree()
            assert after == fresh.tree()
            assert _folders(self.site.root / "site") == _folders(fresh.root / "site")
            assert (report.changed_urls, report.removed_urls) == difference(before, after)
            assert report.generation == wanted.generation
            assert report.next_due == wanted.next_due
            assert report.warnings == wanted.warnings
            pages = {name: data for name, data in after.items() if name.endswith(".html")}
            assert report.pages_written == sum(before.get(name) != data for name, data in pages.items())
            assert report.pages_written + report.pages_unchanged == len(pages)
            assert report.pages_removed == sum(name.endswith(".html") for name in before.keys() - after.keys())
            self.files = self._inputs()
        shutil.rmtree(fresh.root)

    def _undo(self) -> None:
        now = self._inputs()
        for name in now.keys() - self.files.keys():
            self.site.remove(name)
        for name, data in self.files.items():
            if now.get(name) != data:
                self.site.file(name, data)
        self.fronts = {one: front for one, front in self.kept.items() if f"content/risk/{one}.md" in self.files}
        self.site.build(self.at, index=self.index)

    def _answers(self, site: Site) -> list[list[str]]:
        """What the live index answers."""
        if not self.index:
            return []
        folder = site.root / "var" / "index" / json.loads(site.text("/generation.json"))["generation"]
        own = load_settings(site.root)
        engine = open_engine(folder, load_vocabulary(site.root), own.timezone)
        found = [engine.ids(query) for query in QUERIES]
        engine.close()
        return found

    @property
    def kept(self) -> dict[str, dict[str, object]]:
        """The front matter that the files say again after an edit was taken back."""
        import yaml

        found: dict[str, dict[str, object]] = {}
        for name, data in self.files.items():
            if name.startswith("content/risk/") and name.endswith(".md"):
                _, front, body = data.decode().split("---\n", 2)
                identifier = name.removeprefix("content/risk/").removesuffix(".md")
                found[identifier] = yaml.safe_load(front)
                self.bodies[identifier] = body.strip()
        return found

    @initialize(index=st.sampled_from([False, False, False, True]))
    def index_too(self, index: bool) -> None:
        """Some sites have their index written and asked as well."""
        self.index = index

    @rule(identifier=st.sampled_from(IDS), date=st.sampled_from(MOMENTS), body=st.sampled_from(BODIES), terms=terms)
    def create(self, identifier: str, date: str, body: str, terms: dict[str, object]) -> None:
        self.fronts[identifier] = {"title": f"标题 {identifier}", "date": date, **terms}
        self.bodies[identifier] = body
        self._save(identifier)
        self._compare()

    @precondition(lambda self: self.fronts)
    @rule(which=pick, body=st.sampled_from(BODIES), extra=st.text("甲乙<&>*_\n", max_size=8))
    def edit(self, which: int, body: str, extra: str) -> None:
        self.bodies[self._one(which)] = f"{body}\n\n改{extra}"
        self._save(self._one(which))
        self._compare()

    @precondition(lambda self: self.fronts)
    @rule(which=pick, terms=terms, title=st.sampled_from(["新标题", "标题 <b>&amp;</b>"]))
    def retag(self, which: int, terms: dict[str, object], title: str) -> None:
        self.fronts[self._one(which)] |= {**terms, "title": title}
        self._save(self._one(which))
        self._compare()

    @precondition(lambda self: self.fronts)
    @rule(which=pick, key=st.sampled_from(["date", "updated", "pinned_until", "expires"]), at=st.sampled_from(MOMENTS))
    def reschedule(self, which: int, key: str, at: str) -> None:
        self.fronts[self._one(which)][key] = at
        self._save(self._one(which))
        self._compare()

    @precondition(lambda self: self.fronts)
    @rule(
        which=pick,
        status=st.sampled_from(["active", "corrected", "withdrawn", "superseded"]),
        at=st.sampled_from(MOMENTS),
        successor=pick,
    )
    def mark(self, which: int, status: str, at: str, successor: int) -> None:
        front = self.fronts[self._one(which)]
        kind = {"corrected": "correction", "withdrawn": "withdrawal"}.get(status, "update")
        changes = [{"date": at, "kind": kind, "note": f"说明 {at}"}]
        if successor % 2:
            changes[0]["level_from"] = "high"
        front |= {"status": status, "changes": changes, "superseded_by": None}
        if status == "superseded":
            front["superseded_by"] = self._one(successor)
        self._save(self._one(which))
        self._compare()

    @precondition(lambda self: self.fronts)
    @rule(which=pick, draft=st.booleans())
    def draft(self, which: int, draft: bool) -> None:
        self.fronts[self._one(which)]["draft"] = draft
        self._save(self._one(which))
        self._compare()

    @precondition(lambda self: self.fronts)
    @rule(which=pick, aliases=st.lists(st.sampled_from(ALIASES), unique=True, max_size=2))
    def alias(self, which: int, aliases: list[str]) -> None:
        self.fronts[self._one(which)]["aliases"] = aliases
        self._save(self._one(which))
        self._compare()

    @precondition(lambda self: self.fronts)
    @rule(which=pick, identifier=st.sampled_from(IDS))
    def rename(self, which: int, identifier: str) -> None:
        old = self._one(which)
        if identifier not in self.fronts:
            self.fronts[identifier], self.bodies[identifier] = self.fronts.pop(old), self.bodies.pop(old)
            self.site.remove(f"content/risk/{old}.md")
            self._save(identifier)
        self._compare()

    @precondition(lambda self: self.fronts)
    @rule(which=pick)
    def delete(self, which: int) -> None:
        old = self._one(which)
        del self.fronts[old]
        self.site.remove(f"content/risk/{old}.md")
        self._compare()

    @rule(name=st.sampled_from(["g", "h/i", "指南"]), order=st.integers(0, 3), there=st.booleans())
    def guides(self, name: str, order: int, there: bool) -> None:
        if there:
            self.site.guide(name, "## 一\n\n[风险](/risk/)", order=order, topic=f"topic-{order}")
        elif f"content/guide/{name}.md" in self.files:
            self.site.remove(f"content/guide/{name}.md")
        self._compare()

    @rule(folder=st.sampled_from(["", "2026/11/", "2026/12/"]), tail=st.binary(max_size=2))
    def files_beside(self, folder: str, tail: bytes) -> None:
        self.site.file(f"content/risk/{folder}图.png", PNG + tail)
        self.site.file(f"content/risk/{folder}表.csv", b"a,b\n" + tail)
        self._compare()

    @rule(name=st.sampled_from(sorted(TEMPLATES)), there=st.booleans(), word=st.sampled_from("甲乙"))
    def override_template(self, name: str, there: bool, word: str) -> None:
        if there:
            own = TEMPLATES[name]
            shipped = (PROJECT / "templates" / name).read_text(encoding="utf-8")
            self.site.file(f"templates/{name}", own + word if own else shipped.replace("更正", f"更{word}正"))
        elif f"templates/{name}" in self.files:
            self.site.remove(f"templates/{name}")
        self._compare()

    @rule(text=st.sampled_from(["", *BASES]))
    def override_frame(self, text: str) -> None:
        self.site.file("templates/part.html", "{{ page.kind }}")
        if text:
            self.site.file("templates/base.html", text)
        elif "templates/base.html" in self.files:
            self.site.remove("templates/base.html")
        self._compare()

    @rule(text=st.sampled_from(["body{}", "body{color:red}"]))
    def override_asset(self, text: str) -> None:
        self.site.file("assets/style.css", text)
        self._compare()

    @rule(label=st.sampled_from(["钢铁", "钢材", "黑色金属"]), more=st.booleans(), country=st.booleans())
    def vocabulary(self, label: str, more: bool, country: bool) -> None:
        text = SMALL_VOCABULARY.replace('label = "钢铁"', f'label = "{label}"')
        text += '\n[[industry]]\ncode = "food"\nlabel = "食品"\n' if more else ""
        text += '\n[country.VN]\nlabel = "越南（社会主义共和国）"\n' if country else ""
        self.site.file("content/vocabulary.toml", text)
        self._compare()

    @rule(text=st.sampled_from(SETTINGS))
    def configure(self, text: str) -> None:
        self.site.settings(text)
        self._compare()

    @rule(at=st.sampled_from(MOMENTS), jobs=st.sampled_from([1, 1, 1, 2]))
    def move_time(self, at: str, jobs: int) -> None:
        self.at, self.jobs = at, jobs
        self._compare()

    @rule(which=pick, what=st.sampled_from(["delete", "change", "touch", "add", "a folder"]))
    def meddle_with_the_result(self, which: int, what: str) -> None:
        """Somebody else's hands in `site/`: the next build puts it right and tells the real difference."""
        names = sorted(self.site.tree())
        if names:
            path = self.site.root / "site" / names[which % len(names)]
            if what == "delete":
                path.unlink()
            elif what == "change":
                path.write_bytes(path.read_bytes()[:-1] + b"x")  # the spare tree shares the inode
            elif what == "touch":
                os.utime(path)
            elif what == "add":
                path.with_name("stray.html").write_text("stray", encoding="utf-8")
            else:
                path.unlink()
                path.mkdir()
                (path / "stray").write_text("stray", encoding="utf-8")
        self._compare()

    @rule(what=st.sampled_from(["var", "var/cache", "var/spare", "var/build.sqlite"]))
    def forget(self, what: str) -> None:
        """Anything below `var/` may be deleted at any time."""
        path = self.site.root / what
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
        self._compare()


def _folders(top: Path) -> set[str]:
    return {path.relative_to(top).as_posix() for path in top.rglob("*") if path.is_dir()}


TestEditing = Editing.TestCase
TestEditing.settings = settings(
    max_examples=max(1, STEPS // 30),
    stateful_step_count=30,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
