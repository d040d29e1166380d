"""A change of a few bulletins is planned alone, and gives what a clean build gives, byte for byte.

`XINFENG_STEPS=3000` makes that many edits instead of a few.
"""

from __future__ import annotations

import os
import random
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from builder.catalogue import related
from builder.planning import ledger
from builder.site import _Build
from tests.site_helper import Site, difference, source
from view.problems import ContentError

pytestmark = pytest.mark.thorough

STEPS = int(os.environ.get("XINFENG_STEPS", "60"))
_DAYS = [f"2026-{month:02d}-{day:02d}" for month in (6, 9, 10, 11) for day in (1, 2, 15, 20)]
_TIMES = ("", "", "T08:00", "T09:30:15.5+08:00", "T23:00-05:00")
_LINKS = (
    "",
    "[甲]({0}.md)",
    "[乙](/risk/{0}/)",
    "[丙](/risk/{0}/#小标题)",
    "[丁](/risk/country/vn/page/1/)",
    "[戊](/risk/page/2/)",
)


class Editor:
    """Makes one edit after another; some are mistakes."""

    def __init__(self, site: Site, seed: int) -> None:
        self.site, self.choose = site, random.Random(seed)  # noqa: S311 - nothing secret
        self.ids: list[str] = []
        self.at = "2026-11-22T12:00"

    def write(self, ident: str) -> None:
        choose = self.choose
        date = choose.choice(_DAYS) + choose.choice(_TIMES)
        front: dict[str, object] = {
            "title": f"标题 {ident} {choose.randrange(99)}",
            "date": date,
            "channel": choose.choice(["warning", "trade-news"]),
            "countries": choose.sample(["VN", "BR", "ZA", "DE"], choose.choice([0, 1, 1, 2])),
            "industries": choose.sample(["steel", "textile"], choose.choice([0, 1, 1, 2])),
            "level": choose.choice([None, "high", "low"]),
        }
        if choose.random() < 0.2:
            front["pinned_until"] = choose.choice(["2026-11-25", "2026-11-21"])
        if choose.random() < 0.2:
            front["expires"] = choose.choice(["2026-11-30", "2026-11-22T13:00"])
        if choose.random() < 0.2:
            front["status"] = "withdrawn"
            front["changes"] = [
                {"date": choose.choice(["2026-11-21", "2026-11-23"]), "kind": "withdrawal", "note": "撤"}
            ]
        elif choose.random() < 0.2:
            kind, moment = choose.choice(["correction", "update"]), choose.choice(["2026-11-20", "2026-11-22T13:00"])
            front["changes"] = [
                {"date": moment, "kind": kind, "note": "改", "level_from": choose.choice(["medium", "低"])}
            ]
        link = choose.choice(_LINKS).format(choose.choice(self.ids) if self.ids else ident)
        self.site.file(f"content/risk/{ident}.md", source(front, f"正文。\n\n## 小标题\n\n{link}"))

    def edit(self) -> None:
        what = self.choose.random()
        if what < 0.25 or len(self.ids) < 5:
            ident = f"b{self.choose.randrange(1000):03d}"
            self.ids = sorted({*self.ids, ident})
            self.write(ident)
        elif what < 0.7:
            self.write(self.choose.choice(self.ids))
        elif what < 0.85:
            ident = self.choose.choice(self.ids)
            self.ids.remove(ident)
            self.site.remove(f"content/risk/{ident}.md")
        elif what < 0.9:
            path = self.site.root / f"content/risk/{self.choose.choice(self.ids)}.md"
            path.write_bytes(path.read_bytes())
        else:
            self.at = self.choose.choice(
                ["2026-11-22T12:00", "2026-11-22T12:30", "2026-11-22T14:00", "2026-11-23T01:00"]
            )


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_edited_the_site_is_as_if_built_at_one_go(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(related, "_LOOK_BACK", 3)
    monkeypatch.setattr(related, "SHOWN", 2)
    monkeypatch.setattr(ledger, "MOST_CHANGES", 5)
    alone = []
    release_change = _Build._release_change

    def counted(*given: Any) -> Any:
        alone.append(found := release_change(*given))
        return found

    monkeypatch.setattr(_Build, "_release_change", counted)
    site = Site(tmp_path / "ours").small().settings(("per_page = 2\n", "per_page = 3\nfacet_pairs = false\n")[seed % 2])
    site.guide("g", "[风险](/risk/) [越南](/risk/country/vn/)" if seed > 1 else "说明。")
    editor = Editor(site, seed)
    for _ in range(30):
        editor.write(ident := f"a{editor.choose.randrange(1000):03d}")
        editor.ids = sorted({*editor.ids, ident})
    for step in range(STEPS // 4):
        if step:
            for _ in range(editor.choose.choice([1, 1, 1, 2, 3])):
                editor.edit()
            if editor.choose.random() < 0.3:  # a process that built last has the ledger in memory
                with suppress(ContentError):
                    site.build(editor.at)
                editor.edit()
        compare(editor, tmp_path / f"clean-{step}")
    followed = sum(found is not None for found in alone)
    assert followed > len(alone) / 2


def compare(editor: Editor, folder: Path) -> None:
    """Build as it is and clean; both give the same, or refuse for the same reasons."""
    site = editor.site
    fresh = site.clone(folder)
    before = site.tree()
    try:
        report = site.build(editor.at)
    except ContentError as error:
        assert site.tree() == before
        with pytest.raises(ContentError) as clean:
            fresh.build(editor.at)
        refused = error.problems
        assert refused == clean.value.problems
        for ident in {Path(one.file).stem for one in refused}:
            site.file(
                f"content/risk/{ident}.md",
                source({"title": ident, "date": "2026-11-01", "channel": "warning"}, "正文。\n\n## 小标题"),
            )
    else:
        wanted = fresh.build(editor.at)
        assert site.tree() == fresh.tree()
        assert (report.changed_urls, report.removed_urls) == difference(before, site.tree())
        assert (report.generation, report.next_due) == (wanted.generation, wanted.next_due)
        assert report.warnings == wanted.warnings
        assert report.pages_written + report.pages_unchanged == wanted.pages_written
        assert (report.bulletins, report.guides) == (wanted.bulletins, wanted.guides)
    shutil.rmtree(folder)
