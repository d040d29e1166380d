"""Build times beside Hugo + Pagefind and Pelican: the same corpus, in one run, taking turns.

    python bench/build.py [SIZE]... [--runs N] [--case NAME]... [--json FILE] [--folder DIR]

Peers run up to 10,000 bulletins, Pelican up to 1,000. Every figure is a median of the runs.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parent.parent)  # not this folder: http.py would hide the library

from bench import corpus, machine
from bench.live import Server
from bench.measuring import Run, middle, run
from bench.peers import hugo, pelican
from view.vocabulary.vocabulary import load_vocabulary

ROOT = Path(__file__).parent.parent
PEERS_UP_TO, PELICAN_UP_TO = 10_000, 1_000
#: The limits of ratios are meant for sites of this size.
LIMITS_FROM = 10_000
CHARSET = '<meta charset="utf-8">'


@dataclass(frozen=True, slots=True)
class Case:
    """What is measured: ours, the peers' runs it is held against, and the limits of the ratio or of the seconds."""

    name: str
    what: str
    peer: str = ""
    at_most: float | None = None
    seconds: dict[int, float] = field(default_factory=dict)


CASES = (
    Case("cold", "cold build with index, facet pairs on", "hugo with pairs + pagefind", 0.75),
    Case("cold-plain", "cold build with index, facet pairs off", "hugo + pagefind", 0.75),
    Case("pages", "pages alone, facet pairs off", "hugo", 1.0),
    Case("pairs", "pages alone, facet pairs on", "hugo with pairs", 1.0),
    Case("edit", "one bulletin edited, command line", "hugo", 0.15, {100_000: 3.0}),
    Case("publish", "one bulletin added, command line", "hugo", 0.15, {100_000: 3.0}),
    Case("live", "one bulletin edited, inside `serve`, until HTTP gives it", "hugo", 0.05),
    Case("template", "base template changed, facet pairs off", "hugo", 1.3),
    Case("template-pairs", "base template changed, facet pairs on", "hugo with pairs", 1.3),
    Case("nothing", "nothing changed", "", None, {100_000: 2.0}),
    Case("pelican", "cold build with index, facet pairs off", "pelican"),
)


class Ours:
    """Our site of the corpus, and the changes that are made to it."""

    def __init__(self, folder: Path, count: int, settings: str = "") -> None:
        self.folder, self.count = folder, count
        corpus.write_site(folder, count, settings=settings)
        self.changes = 0
        self.changed_files: dict[str, list[int]] = {}

    def cold(self) -> Run:
        """From nothing, index and all."""
        self._forget()
        return self._build("cold")

    def pages(self) -> Run:
        """From nothing, without the index."""
        self._forget()
        return run([sys.executable, str(ROOT / "bench" / "pages_only.py"), str(self.folder)])

    def edit(self) -> Run:
        """Title and text of one bulletin: the newest, the oldest or one between, by turns."""
        self.change()
        return self._build("edit")

    def publish(self) -> Run:
        """One more bulletin, newer than all others."""
        self.changes += 1
        path = self.folder / "content" / "risk" / "2026" / "11" / f"added-{self.changes}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = next(corpus.bulletins(1, seed=self.changes)).file()
        moment = f"date: 2026-11-02T{self.changes // 60:02d}:{self.changes % 60:02d}"
        path.write_text(re.sub("^date: .*$", moment, text, count=1, flags=re.MULTILINE), encoding="utf-8")
        return self._build("publish")

    def template(self) -> Run:
        """The template that every page extends."""
        self.changes += 1
        own = self.folder / "templates" / "base.html"
        own.parent.mkdir(exist_ok=True)
        shipped = (ROOT / "templates" / "base.html").read_text(encoding="utf-8")
        own.write_text(shipped.replace(CHARSET, f'{CHARSET}\n<meta name="change" content="{self.changes}">', 1))
        return self._build("template")

    def nothing(self) -> Run:
        """No change at all."""
        return self._build("nothing")

    def change(self) -> tuple[Path, str, str]:
        """Edit one bulletin; its file, URL and a text that only the new page has."""
        self.changes += 1
        files = sorted((self.folder / "content" / "risk").rglob("b*.md"))
        path = files[(len(files) - 1, 0, len(files) // 2)[self.changes % 3]]
        mark = f"第 {self.changes} 次修改"
        text = path.read_text(encoding="utf-8")
        text = text.replace('"\ndate:', f'（{mark}）"\ndate:', 1) + f"\n补充说明：{mark}。\n"
        path.write_text(text, encoding="utf-8")
        return path, "/" + path.relative_to(self.folder / "content").with_suffix("").as_posix() + "/", mark

    def _build(self, case: str) -> Run:
        report = self.folder.parent / "report.json"
        command = [sys.executable, str(ROOT / "build.py"), "--root", str(self.folder), "build", "--quiet"]
        result = run([*command, "--report", str(report)])
        told = json.loads(report.read_text())
        self.changed_files.setdefault(case, []).append(len(told["changed_urls"]) + len(told["removed_urls"]))
        return result

    def _forget(self) -> None:
        for name in ("site", "var", "templates"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        for added in self.folder.glob("content/risk/2026/11/added-*.md"):
            added.unlink()


class Bench:
    """All runs of one size."""

    def __init__(self, folder: Path, count: int, cases: Sequence[str]) -> None:
        self.folder, self.count, self.cases = folder, count, cases
        self.runs: dict[str, list[Run]] = {}
        self.pages: dict[str, int] = {}
        self.vocabulary = load_vocabulary(ROOT)
        self.peers = count <= PEERS_UP_TO and any(case.peer for case in CASES if case.name in cases)
        self.ours = Ours(folder / "ours", count)
        if self._wants("cold-plain", "pages", "pelican", "template"):
            self.plain = Ours(folder / "plain", count, "facet_pairs = false\n")
        if self.peers:
            hugo.write(folder / "hugo", corpus.bulletins(count), self.vocabulary)
        if self._pelican():
            pelican.write(folder / "pelican", corpus.bulletins(count), self.vocabulary)

    def round(self) -> None:
        """Everything once, ours and theirs by turns."""
        if self.peers:
            self._hugo("hugo", pairs=False)
        if self._wants("pages"):
            self._take("pages", self.plain.pages, self.plain.folder / "site")
        if self.peers and self._wants("cold-plain"):
            self._pagefind("hugo")
        if self._wants("cold-plain", "pelican", "template"):
            self._take("cold-plain", self.plain.cold, self.plain.folder / "site")
        if self._wants("template"):
            self._take("template", self.plain.template)
        if self._pelican():
            pelican.forget(self.folder / "pelican")
            self._take("pelican", lambda: run(pelican.build_command(), self.folder / "pelican"))
        if self.peers and self._wants("cold", "pairs", "template-pairs"):
            self._hugo("hugo with pairs", pairs=True)
        if self.peers and self._wants("cold"):
            self._pagefind("hugo with pairs")
        if self._wants("pairs"):
            self._take("pairs", self.ours.pages, self.ours.folder / "site")
        self._changes()

    def _hugo(self, name: str, *, pairs: bool) -> None:
        place = self.folder / "hugo"
        hugo.forget(place)
        self._take(name, lambda: run(hugo.build_command(pairs=pairs), place), place / "public")

    def _pagefind(self, pages: str) -> None:
        """The index of the pages that were just made."""
        self._take("pagefind", lambda: run(hugo.index_command(), self.folder / "hugo"))
        self.runs.setdefault(f"{pages} + pagefind", []).append(self.runs[pages][-1].then(self.runs["pagefind"][-1]))

    def _changes(self) -> None:
        """A cold build of our own, and what can happen to it."""
        ours = self.ours
        changes = {"edit": ours.edit, "publish": ours.publish, "template-pairs": ours.template, "nothing": ours.nothing}
        if self._wants("cold", "live", *changes):
            self._take("cold", ours.cold, ours.folder / "site")
        for name, change in changes.items():
            if self._wants(name):
                self._take(name, change)
        if self._wants("live"):
            self._take("live", self._live)

    def _take(self, name: str, measure: Callable[[], Run], result: Path | None = None) -> None:
        self.runs.setdefault(name, []).append(measure())
        print(f"  {name}: {self.runs[name][-1].wall:.2f} s", file=sys.stderr, flush=True)
        if result:
            self.pages[name] = sum(1 for _ in result.rglob("*.html"))

    def _live(self) -> Run:
        with Server(self.ours.folder) as server:
            return server.until_seen(self.ours.change)

    def _wants(self, *names: str) -> bool:
        return any(name in self.cases for name in names)

    def _pelican(self) -> bool:
        return self.count <= PELICAN_UP_TO and self._wants("pelican")

    def table(self) -> str:
        """The medians as Markdown."""
        lines = [
            "| what | ours | peer | ratio | limit | | processor ours / peer | its ratio | peak memory ours / peer |"
        ]
        lines.append("| --- | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: |")
        shown = [case for case in CASES if case.name in self.cases and self._source(case) in self.runs]
        if "pelican" not in self.runs:
            shown = [case for case in shown if case.name != "pelican"]
        lines += map(self._row, shown)
        return "\n".join(lines)

    @staticmethod
    def _source(case: Case) -> str:
        return "cold-plain" if case.name == "pelican" else case.name

    def _row(self, case: Case) -> str:
        ours = middle(self.runs[self._source(case)])
        theirs = middle(self.runs[case.peer]) if case.peer in self.runs else None
        ratio = ours.wall / theirs.wall if theirs else None
        limit, kept = "", ""
        if ratio is not None and case.at_most is not None and self.count >= LIMITS_FROM:
            limit, kept = f"{case.at_most} ×", "kept" if ratio <= case.at_most else "missed"
        elif self.count in case.seconds:
            seconds = case.seconds[self.count]
            limit, kept = f"{seconds} s", "kept" if ours.wall <= seconds else "missed"
        processor = f"{ours.processor:.1f} / {f'{theirs.processor:.1f} s' if theirs else '–'}"
        share = f"{ours.processor / theirs.processor:.3f}" if theirs else ""
        if not ours.processor:  # a running server's is not the change's alone
            processor = share = ""
        return (
            f"| {case.what} | {ours.wall:.2f} s | {f'{case.peer} {theirs.wall:.2f} s' if theirs else ''} "
            f"| {f'{ratio:.3f}' if ratio is not None else ''} | {limit} | {kept} | {processor} | {share} "
            f"| {ours.peak >> 20} / {f'{theirs.peak >> 20} MB' if theirs else '–'} |"
        )

    def notes(self) -> str:
        """Pages made, time per page, and how many files a change touched."""
        lines = []
        for name, pages in self.pages.items():
            each = middle(self.runs[name]).wall / pages * 1000
            lines.append(f"- {name}: {pages} HTML pages, {each:.2f} ms a page")
        for name, counts in self.ours.changed_files.items():
            lines.append(f"- {name}: files changed {', '.join(map(str, counts))}")
        return "\n".join(lines)

    def to_json(self) -> dict[str, object]:
        """Every run, for later comparison."""
        runs = {name: [[one.wall, one.processor, one.peak] for one in found] for name, found in self.runs.items()}
        return {"count": self.count, "runs": runs, "pages": self.pages, "changed_files": self.ours.changed_files}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure every size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="*", default=[1000], metavar="SIZE")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--case", action="append", choices=[case.name for case in CASES], help="only this one; repeat")
    parser.add_argument("--folder", type=Path, help="where to work; a temporary folder if not given")
    parser.add_argument("--json", type=Path, help="write every run to this file")
    args = parser.parse_args(arguments)
    cases = args.case or [case.name for case in CASES]
    print(machine.describe())
    results = []
    with tempfile.TemporaryDirectory(dir=args.folder) as place:
        for count in args.sizes:
            bench = Bench(Path(place) / str(count), count, cases)
            for _ in range(args.runs):
                bench.round()
            print(f"\n{count:,} bulletins, median of {args.runs}\n\n{bench.table()}\n\n{bench.notes()}", flush=True)
            results.append(bench.to_json())
            shutil.rmtree(Path(place) / str(count))
    if args.json:
        args.json.write_text(json.dumps({"machine": machine.describe(), "sizes": results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
