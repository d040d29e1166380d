"""Nothing unpublished leaves: random edits with a mark in every wording, and no mark in any live or deployed file.

`XINFENG_STEPS=300` makes that many edits instead of a few.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from builder.base.progress import Progress
from builder.catalogue import related
from builder.releasing.release import Options
from builder.site import build_site
from publish.following import Follower
from publish.release.precompress import SiteTwins
from publish.sources import FolderSource
from search.index import renewal
from tests.leaks import leaks
from tests.publish.conftest import BASE, Publisher
from tests.site_helper import Site, real_index, source

pytestmark = pytest.mark.thorough

STEPS = int(os.environ.get("XINFENG_STEPS", "10"))
_LETTERS, _HAN = "bcdfghjkmnpqrstvwxz", "靐齉爩鱻麤龗灪吁龖厵滟爨癵籱饢驫鲡鹂鸾"
_HOUR = timedelta(hours=1)


class Text:
    """One wording of a bulletin, a mark in everything that it says, and when it may be seen.

    `later` are the marks of a change note that is dated ahead, `attached` those of a file beside it.
    """

    def __init__(self, choose: random.Random, now: datetime) -> None:
        self._choose, self.marks = choose, list[str]()
        self.date, self.noted = now - _HOUR * choose.randint(1, 900), now + _HOUR * choose.randint(1, 5)
        self.expires: datetime | None = None
        self.draft = False
        self.withdrawn = choose.random() < 0.2
        self.title, self.keyword, self.source, self.note, self.summary = (self._mark() for _ in range(5))
        self.body = [self._mark() for _ in range(4)]
        indexed = len(self.marks)
        self.attachment = self._mark() if choose.random() < 0.3 else ""
        self.attached = frozenset(self.marks[indexed:])
        shown = len(self.marks)
        self.late_note = self._mark()
        self.later = frozenset(self.marks[shown:])
        self.countries = choose.sample(["VN", "BR", "ZA"], 1)

    def _mark(self) -> str:
        letters = "qzx" + "".join(self._choose.sample(_LETTERS, 9))
        han = "龘" + "".join(self._choose.sample(_HAN, 7))
        self.marks += [letters, han]
        return f"{letters} 关税 {han}"

    def seen(self, now: datetime) -> set[str]:
        """The marks that readers may meet at a moment."""
        if self.draft or now < self.date or (self.expires is not None and self.expires <= now):
            return set()
        return set(self.marks) - (self.later if now < self.noted else set())

    def written(self, name: str) -> str:
        """As a content file."""
        kind = "withdrawal" if self.withdrawn else "update"
        front: dict[str, object] = {
            "title": self.title, "date": self.date.isoformat(), "channel": "warning", "countries": self.countries,
            "industries": ["steel"], "keywords": [self.keyword], "summary": self.summary, "source": self.source,
            "status": "withdrawn" if self.withdrawn else None, "draft": self.draft or None,
            "expires": self.expires.isoformat() if self.expires else None,
            "changes": [
                {"date": self.date.isoformat(), "kind": kind, "note": self.note},
                {"date": self.noted.isoformat(), "kind": "update", "note": self.late_note},
            ],
        }  # fmt: skip
        first, second, third, fourth = self.body
        link = f"[附件]({name}.txt)" if self.attachment else ""
        return source(front, f"{first}。\n\n## {second}\n\n- {third}\n\n| 甲 |\n|---|\n| {fourth} |\n\n{link}")


class Editor:
    """Edits a site at random, and knows which marks may be seen."""

    def __init__(self, site: Site, choose: random.Random) -> None:
        self.site, self.choose = site, choose
        self.now = datetime.fromisoformat("2026-11-22T12:00:00+08:00")
        self.texts: dict[str, Text] = {}
        self.ever: dict[str, set[str]] = {}  # the marks that a bulletin ever had
        for _ in range(14):
            self.add()

    def add(self) -> None:
        self._write(f"2026/b{len(self.ever):03d}", Text(self.choose, self.now))

    def delete(self) -> None:
        ident = self._one()
        del self.texts[ident]
        self.site.remove(f"content/risk/{ident}.md")

    def reword(self) -> None:
        before, text = self.texts[ident := self._one()], Text(self.choose, self.now)
        text.date, text.draft, text.expires = before.date, before.draft, before.expires
        self._write(ident, text)

    def draft(self) -> None:
        text = self.texts[ident := self._one()]
        text.draft = not text.draft
        self._write(ident, text)

    def reschedule(self) -> None:
        text = self.texts[ident := self._one()]
        text.date, text.expires = self.now + _HOUR * self.choose.choice([-30, 1, 2]), None
        self._write(ident, text)

    def expire(self) -> None:
        text = self.texts[ident := self._one()]
        text.expires = max(text.date, self.now) + _HOUR * self.choose.choice([0, 1, 3])
        self._write(ident, text)

    def wait(self) -> None:
        self.now += _HOUR * self.choose.choice([1, 2, 4])

    def restyle(self) -> None:
        block = f"{{% block main %}}{self.choose.random()}{{% endblock %}}"
        self.site.file("templates/404.html", f"{{% extends 'base.html' %}}{block}")

    def edit(self) -> None:
        """One edit of any kind."""
        often = (self.delete, self.reword, self.reword, self.draft, self.reschedule, self.expire, self.wait)
        change = self.choose.choice((*often, *often, self.add, self.add, self.restyle))
        change() if len(self.texts) > 6 else self.add()

    def _one(self) -> str:
        return self.choose.choice(list(self.texts))

    def _write(self, ident: str, text: Text) -> None:
        self.texts[ident] = text
        self.ever.setdefault(ident, set()).update(text.marks)
        name = Path(ident).name
        self.site.file(f"content/risk/{ident}.md", text.written(name))
        if text.attachment:
            self.site.file(f"content/risk/{ident}.txt", text.attachment)

    def visible(self) -> set[str]:
        """What readers may see."""
        return {mark for text in self.texts.values() for mark in text.seen(self.now)}

    def indexed(self) -> set[str]:
        """What can be found."""
        return {mark for text in self.texts.values() for mark in text.seen(self.now) - text.attached}

    def unpublished(self) -> set[str]:
        """What is no published bulletin's, in whatever wording."""
        live = {ident for ident, text in self.texts.items() if text.seen(self.now)}
        return {mark for ident, marks in self.ever.items() if ident not in live for mark in marks}

    def unseen(self) -> set[str]:
        """That, and replaced wording, and notes that are dated ahead."""
        return {mark for marks in self.ever.values() for mark in marks} - self.visible()


@pytest.fixture(autouse=True)
def small_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a few bulletins meet what many thousand do: segments, wording that stays, trees that are not walked."""
    for name, value in {"MOST": 6, "QUICK": 1, "FEW": 2}.items():
        monkeypatch.setattr(renewal, name, value)
    monkeypatch.setattr("builder.releasing.last_build.WALKED", 40)
    monkeypatch.setattr(related, "SHOWN", 2)


def words(found: Iterable[str]) -> set[str]:
    return {line.partition(" ")[0] for line in found}


@pytest.mark.parametrize("seed", range(3))
def test_no_mark_of_what_is_not_published_is_in_any_live_or_deployed_file(tmp_path: Path, seed: int) -> None:
    choose = random.Random(seed)  # noqa: S311 - nothing secret
    site = Site(tmp_path / "site-folder").small().settings(f'base_url = "{BASE}"\n')
    editor, publisher = Editor(site, choose), Publisher(site, str(tmp_path / "www"))
    endpoint, root = tmp_path / "endpoint", site.root
    endpoint.mkdir()
    follower = Follower(FolderSource(tmp_path / "www"), endpoint, "", lambda said: None)
    stayed = 0
    for _ in range(STEPS):
        twins = SiteTwins(root) if choose.random() < 0.5 else None
        report = build_site(root, Options(editor.now.isoformat(), 1), real_index, Progress())
        if twins:
            twins.add(report, 1, Progress())
        assert leaks(editor.unpublished(), root / "site", root / "var" / "index") == []
        assert leaks(editor.unseen(), root / "site") == []
        assert words(leaks(editor.visible(), root / "site")) == editor.visible()
        stayed += bool(leaks(editor.unseen(), root / "var" / "index"))
        if choose.random() < 0.6:
            publisher.deploy(force=True)
            assert follower.step()
            assert leaks(editor.unseen(), root / "site", root / "var" / "index", tmp_path / "www", endpoint) == []
            assert editor.indexed() <= words(leaks(editor.indexed(), endpoint / "var" / "index"))
        for _ in range(choose.choice((1, 1, 2, 3))):
            editor.edit()
    assert stayed  # small changes leave wording in the local index
