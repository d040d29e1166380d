"""Writes bulletins in the manner of the real ones, any number of them: the same seed gives the same bytes.

    python bench/corpus.py FOLDER COUNT [--seed N]

Bulletin number n depends on the seed and n alone, so a smaller corpus is the beginning of a larger one.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from json import dumps
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parent.parent)  # not this folder: http.py would hide the library

from bench.drawing import Chooser, Deck, parts
from view.bulletin import Document
from view.urls import bulletin_url
from view.vocabulary.vocabulary import Vocabulary, load_vocabulary

ROOT = Path(__file__).parent.parent
ZONE = "Asia/Shanghai"
SEED = 2026
#: All bulletins are published between these, so that what is "now" changes nothing.
FIRST, LAST = datetime(2016, 1, 4), datetime(2026, 10, 30)
#: Characters of body text at which a bulletin ends; gives files of about 2.4 kB.
BODY_CHARACTERS = 720


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a body. `kind` is p, h2, ul, quote or table; `lines` its paragraphs, items or rows of cells."""

    kind: str
    lines: tuple[str, ...]

    def markdown(self) -> str:
        """The block as Markdown."""
        if self.kind == "table":
            rows = ["| " + " | ".join(line.split("\t")) + " |" for line in self.lines]
            return "\n".join([rows[0], "|" + " --- |" * len(self.lines[0].split("\t")), *rows[1:]])
        prefix = {"p": "", "h2": "## ", "ul": "- ", "quote": "> "}[self.kind]
        return "\n".join(prefix + line for line in self.lines)

    def texts(self) -> Iterator[str]:
        """What a reader sees, piece by piece."""
        for line in self.lines:
            plain = re.sub(r"\[([^\]]*)\]\([^)]*\)|\*\*", r"\1", line)
            yield from plain.split("\t") if self.kind == "table" else (plain,)


@dataclass(frozen=True, slots=True)
class Bulletin:
    """One generated bulletin, before anybody's file format."""

    id: str
    title: str
    date: datetime
    channel: str
    countries: tuple[str, ...]
    industries: tuple[str, ...]
    level: str | None
    keywords: tuple[str, ...]
    source: str
    status: str
    change: tuple[str, str] | None
    body: tuple[Block, ...]

    @property
    def url(self) -> str:
        """Its page."""
        return bulletin_url(self.id)

    def markdown(self) -> str:
        """The body."""
        return "\n\n".join(block.markdown() for block in self.body) + "\n"

    def file(self) -> str:
        """The content file."""
        facts: list[tuple[str, object]] = [
            ("title", self.title), ("channel", self.channel), ("countries", self.countries),
            ("industries", self.industries), ("level", self.level), ("keywords", self.keywords),
            ("source", self.source), ("status", self.status if self.status != "active" else None),
        ]  # fmt: skip
        lines = [f"{name}: {dumps(value, ensure_ascii=False)}" for name, value in facts if value]
        lines.insert(1, f"date: {self.date:%Y-%m-%dT%H:%M}")
        if self.change:
            kind, note = self.change
            lines += ["changes:", f"  - date: {self.changed:%Y-%m-%d}", f"    kind: {kind}", f"    note: {note}"]
        return "\n".join(["---", *lines, "---", "", self.markdown()])

    @property
    def changed(self) -> datetime:
        """When its change note was written."""
        return self.date + timedelta(days=9)

    def document(self, zone: ZoneInfo) -> Document:
        """What the index receives."""
        first = next((block.lines[0] for block in self.body if block.kind == "p"), "")
        date = self.date.replace(tzinfo=zone)
        return Document(
            id=self.id, url=self.url, title=self.title, date=date, updated=date, channel=self.channel,
            countries=self.countries, industries=self.industries, level=self.level, keywords=self.keywords,
            status=self.status, summary=first, blocks=tuple(text for block in self.body for text in block.texts()),
            digest=self.id,
        )  # fmt: skip


class Phrases:
    """The phrase bank, its templates cut into parts once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        data = tomllib.loads(Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8"))
        self.data: dict[str, Any] = data
        self.vocabulary = vocabulary
        self.countries: list[str] = data["countries"].split()
        self.industries = [term.code for term in vocabulary.terms["industry"]]
        self.products: dict[str, list[list[str]]] = {
            code: [one.split(" ", 1) for one in products] for code, products in data["products"].items()
        }

    def products_of(self, industry: str) -> list[list[str]]:
        """[tariff heading, product] pairs of an industry."""
        return self.products.get(industry) or self.products["wholesale-retail"]


class Writer:
    """Writes one bulletin."""

    def __init__(self, phrases: Phrases, seed: int, number: int) -> None:
        self.phrases, self.number, self.seed = phrases, number, seed
        self.choose = Chooser(f"{seed}/{number}")
        self.date = _date(self.choose)
        choose = self.choose
        self.countries = _some(choose, phrases.countries)
        self.industries = _some(choose, phrases.industries)
        self.other = choose.early(phrases.countries)
        self.topic: dict[str, Any] = choose.early(phrases.data["topics"])
        self.products = phrases.products_of(self.industries[0])
        self.heading, self.product = choose.early(self.products)
        self.special = Deck(choose, self.topic["sentences"])
        self.general = Deck(choose, phrases.data["common"]["sentences"])

    def slot(self, name: str) -> str:
        """The words for a slot."""
        if name in _LISTS:
            return str(self.choose.early(self.phrases.data[_LISTS[name]]))
        return _SLOTS[name](self)

    def fill(self, template: str) -> str:
        """A template with its choices made and its slots filled."""
        pieces = []
        for kind, value in parts(template):
            if kind == "text":
                pieces.append(value)
            elif kind == "slot":
                pieces.append(self.slot(value))
            else:
                pieces.append(self.fill(self.choose.one(value)))
        return "".join(pieces)

    def write(self) -> Bulletin:
        """The bulletin."""
        choose = self.choose
        status, change = _status(choose)
        words = [*self.topic["keywords"], self.product]
        keywords = tuple(dict.fromkeys(choose.one(words) for _ in range(choose.below(4))))
        return Bulletin(
            id=_id(self.date, self.number),
            title=self.fill(choose.one(self.topic["titles"])),
            date=self.date,
            channel=choose.one(self.topic["channels"]),
            countries=self.countries,
            industries=self.industries,
            level=(None, "high", "medium", "medium", "low")[choose.below(5)],
            keywords=keywords,
            source=choose.one(self.phrases.data["sources"]),
            status=status,
            change=(change, self.fill(choose.one(self.phrases.data["common"]["notes"]))) if change else None,
            body=tuple(self.body()),
        )

    def body(self) -> Iterator[Block]:
        """Blocks until there is enough to read."""
        choose, common = self.choose, self.phrases.data["common"]
        headings = list(self.phrases.data["headings"])
        extras = [kind for kind, share in (("table", 3), ("ul", 5), ("quote", 2)) if choose.below(10) < share]
        length, block = 0, Block("p", (self.fill(choose.one(common["openings"])) + self.paragraph(2),))
        while True:
            yield block
            length += sum(map(len, block.lines))
            if length >= BODY_CHARACTERS:
                return
            if choose.below(3) == 0 and headings:
                yield Block("h2", (headings.pop(choose.below(len(headings))),))
            if extras and length > BODY_CHARACTERS // 3:
                block = getattr(self, extras.pop())()
            else:
                block = Block("p", (self.paragraph(choose.below(3) + 2),))

    def paragraph(self, count: int) -> str:
        """So many sentences, one in three of them general, now and then with emphasis or a link."""
        choose = self.choose
        sentences = []
        for _ in range(count):
            deck = self.general if choose.below(3) == 0 else self.special
            sentences.append(self.fill(deck.draw()))
        at = choose.below(12)
        if at == 0:
            sentences[0] = f"**{sentences[0][:-1]}**。"
        elif at == 1:
            sentences.append(f"详见[{self.product}专题](https://example.org/risk/{self.number}?from=bulletin)。")
        elif at == 2 and self.number:
            earlier = choose.below(self.number)
            date = _date(Chooser(f"{self.seed}/{earlier}"))
            if date < self.date:
                sentences.append(f"此前的情况见[早先的一期](/risk/{_id(date, earlier)}/)。")
        return "".join(sentences)

    def table(self) -> Block:
        """Stages and amounts."""
        rows = ["阶段\t比例\t期限\t实际情况"]
        for stage in ("签约", "发货", "验收", "质保")[: self.choose.below(3) + 2]:
            late = self.choose.below(60)
            rows.append(f"{stage}\t{self.slot('pct')}%\t{self.slot('days')} 日\t{f'晚 {late} 天' if late else '按期'}")
        return Block("table", tuple(rows))

    def ul(self) -> Block:
        """Advice."""
        deck = Deck(self.choose, self.phrases.data["common"]["advice"])
        items = [self.fill(deck.draw()) for _ in range(3)]
        return Block("ul", tuple(items))

    def quote(self) -> Block:
        """A remark."""
        return Block("quote", (self.fill(self.general.draw()),))


#: Slots that are drawn from a list of the phrase bank, and those that are made.
_LISTS = {"city": "cities", "pay": "payments", "agency": "agencies", "currency": "currencies", "buyer": "buyers"}
_SLOTS: dict[str, Callable[[Writer], str]] = {
    "c": lambda to: to.phrases.vocabulary.label("country", to.countries[0]),
    "c2": lambda to: to.phrases.vocabulary.label("country", [*to.countries, to.other][1]),
    "i": lambda to: to.phrases.vocabulary.label("industry", to.choose.one(to.industries)),
    "p": lambda to: to.product,
    "p2": lambda to: to.choose.early(to.products)[1],
    "hs": lambda to: f"{to.heading}.{to.choose.below(90) + 10}",
    "pct": lambda to: f"{to.choose.below(400) / 10 + 1:.1f}".removesuffix(".0"),
    "days": lambda to: str(to.choose.below(170) + 4),
    "amount": lambda to: str((to.choose.below(99) + 1) * (10, 1, 25)[to.choose.below(3)]),
    "month": lambda to: f"{to.date.year} 年 {to.date.month} 月",
    "quarter": lambda to: "第" + "一二三四"[(to.date.month - 1) // 3] + "季度",
    "year": lambda to: str(to.date.year),
}


def _date(choose: Chooser) -> datetime:
    """The first draws of every bulletin, so that others can link to it without writing it."""
    day = FIRST + timedelta(days=choose.below((LAST - FIRST).days))
    return day + timedelta(minutes=8 * 60 + 5 * choose.below(120))


def _id(date: datetime, number: int) -> str:
    return f"{date:%Y/%m}/b{number:06d}"


def _some(choose: Chooser, values: Sequence[str]) -> tuple[str, ...]:
    """One or, one time in three, two."""
    return tuple(dict.fromkeys(choose.early(values) for _ in range(2 if choose.below(3) == 0 else 1)))


def _status(choose: Chooser) -> tuple[str, str]:
    """Status and the kind of its change note: most bulletins have none."""
    return {0: ("corrected", "correction"), 1: ("withdrawn", "withdrawal"), 2: ("active", "update")}.get(
        choose.below(200) // 2, ("active", "")
    )


def bulletins(count: int, seed: int = SEED) -> Iterator[Bulletin]:
    """The corpus, one bulletin at a time."""
    phrases = Phrases(load_vocabulary(ROOT))
    for number in range(count):
        yield Writer(phrases, seed, number).write()


def documents(count: int, seed: int = SEED) -> Iterator[Document]:
    """The corpus as the index receives it, oldest first as the builder gives it."""
    zone = ZoneInfo(ZONE)
    return (one.document(zone) for one in sorted(bulletins(count, seed), key=lambda one: (one.date, one.id)))


def write_site(root: Path, count: int, seed: int = SEED, settings: str = "") -> None:
    """A site folder with the corpus as its content."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "site.toml").write_text(f'base_url = "https://risk.example.org"\n{settings}', encoding="utf-8")
    for one in bulletins(count, seed):
        path = root / "content" / "risk" / f"{one.id}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(one.file(), encoding="utf-8")


def main() -> None:
    """Write a site folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=SEED)
    args = parser.parse_args()
    write_site(args.folder, args.count, args.seed)


if __name__ == "__main__":
    main()
