"""Turns a folder of other people's Markdown into bulletins of a site, so that real content can be built.

    python bench/import_markdown.py SOURCE SITE [--channel CODE]

The body is kept. What content may not have (raw HTML, links that lead nowhere, images from elsewhere) is escaped so
that readers see it as text. The title is the first heading, else the file's name; the date that of the front matter
or name, else a day counted from 2020. Afterwards the site is checked; what is still wrong is escaped more broadly.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from json import dumps
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parent.parent)  # not this folder: http.py would hide the library

from builder.base.progress import Progress
from builder.reading.bodies.html_rules import raw_problems
from builder.releasing.release import Options
from builder.site import check_site
from view.problems import Problem

#: How often the site is checked and what is wrong escaped, each time more broadly.
ATTEMPTS = 6
#: From this attempt on everything that could be markup of a file with problems is escaped, from the last on it is code.
BROADLY, AS_CODE = 3, 5
PAGES = (".md", ".markdown", ".mdown", ".mkd")
IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif")
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.年/]?(0[1-9]|1[0-2])[-_.月/]?(0[1-9]|[12]\d|3[01])(?!\d)")
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>|<[!?][^>]*>", re.DOTALL)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_REMOTE_IMAGE = re.compile(r"!\[([^\]]*)\]\(\s*<?(https?://[^\s)>]+)>?(?:\s+[^)]*)?\)")
_NO_ALT = re.compile(r"!\[\s*\]\(")


@dataclass(slots=True)
class Page:
    """One imported file: where it is written, its front matter as a text, and its body."""

    path: Path
    front: str
    body: str

    def write(self) -> None:
        """Write front matter and body."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(self.front + self.body, encoding="utf-8")


def import_folder(source: Path, site: Path, channel: str) -> list[Problem]:
    """Write all bulletins, check the site and mend; what could not be mended is returned."""
    pages = {}
    top = site / "content" / "risk"
    for number, path in enumerate(sorted(one for one in source.rglob("*") if one.suffix.lower() in PAGES)):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(source).parts):
            target = top / place(path.relative_to(source))
            if target.relative_to(site).as_posix() in pages:
                target = target.with_stem(f"{target.stem}-{number}")
            page = read_page(path, target, number, channel)
            pages[target.relative_to(site).as_posix()] = page
            page.write()
    copy_images(source, top)
    print(f"{len(pages)} files written to {top}")
    problems: list[Problem] = []
    for attempt in range(ATTEMPTS + 1):
        problems = [one for one in check_site(site, Options(), Progress()) if not one.warning]
        if not problems or attempt == ATTEMPTS:
            break
        mend(pages, problems, attempt)
    return problems


def place(relative: Path) -> Path:
    """Where a file goes: names that a URL or the site cannot have are changed, and all lie below one folder."""
    parts = [re.sub(r'[\\:*?"<>|%#]|[^\w\s.()（）-]', "-", part).strip(" .") or "_" for part in relative.parts]
    return Path("imported", *parts).with_suffix(".md")


def copy_images(source: Path, top: Path) -> None:
    """Images lie beside the files as they did."""
    for path in source.rglob("*"):
        if path.suffix.lower() in IMAGES and path.is_file():
            target = top / "imported" / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def read_page(path: Path, target: Path, number: int, channel: str) -> Page:
    """A file as a bulletin."""
    text = read_text(path)
    front, body = "", text
    if found := _FRONT.match(text):
        front, body = found[1], text[found.end() :]
    title = re.search(r"^title:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", front, re.MULTILINE)
    heading = title or _HEADING.search(outside_code(body))
    name = re.sub(r"[#*_`\[\]]", "", heading[1]).strip() if heading else ""
    name = re.sub(r"[\x00-\x1f\x7f-\x9f]", "", name) or path.stem
    facts = {"title": name[:200], "date": str(day_of(front, path, number)), "channel": channel}
    lines = [f"{key}: {dumps(value, ensure_ascii=False) if key == 'title' else value}" for key, value in facts.items()]
    return Page(target, "\n".join(["---", *lines, "---", ""]), clean(body))


def read_text(path: Path) -> str:
    """The file's text in one of the encodings that Chinese files have, with line ends as ours."""
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "gb18030"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = raw.decode("utf-8", "replace")
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text.replace("\r\n", "\n").replace("\r", "\n"))


def day_of(front: str, path: Path, number: int) -> date:
    """The date that the front matter or the name tells, else one of its own."""
    told = re.search(r"^(?:date|created|publishDate):.*$", front, re.MULTILINE)
    for text in (told[0] if told else "", path.name):
        for found in _DATE.finditer(text):
            try:
                return min(date(int(found[1]), int(found[2]), int(found[3])), date(2026, 1, 1))
            except ValueError:
                continue
    return date(2020, 1, 1) + timedelta(days=number % 2000)


def clean(body: str) -> str:
    """The body with raw HTML that is not allowed as text, and images from elsewhere as links."""

    def tag(found: re.Match[str]) -> str:
        return "&lt;" + found[0][1:] if raw_problems(found[0]) else found[0]

    def image(found: re.Match[str]) -> str:
        return f"[{found[1].strip() or '图片'}]({found[2]})"

    def one(text: str) -> str:
        return _NO_ALT.sub("![图片](", _REMOTE_IMAGE.sub(image, _TAG.sub(tag, text)))

    return "".join(piece if code else one(piece) for code, piece in pieces(body))


def outside_code(body: str) -> str:
    """What is not inside code."""
    return "".join(piece for code, piece in pieces(body) if not code)


def pieces(body: str) -> Iterator[tuple[bool, str]]:
    """(whether code, text) by turns: fenced blocks and code spans are code."""
    prose: list[str] = []
    fence = ""
    block: list[str] = []
    for line in body.splitlines(keepends=True):
        found = _FENCE.match(line)
        if fence:
            block.append(line)
            if found and found[1].startswith(fence) and not line.strip().strip(fence[0]):
                yield True, "".join(block)
                fence, block = "", []
        elif found:
            yield from spans("".join(prose))
            prose, fence, block = [], found[1], [line]
        else:
            prose.append(line)
    yield from spans("".join(prose))
    yield False, "".join(block)  # a fence that is never closed is no code


def spans(text: str) -> Iterator[tuple[bool, str]]:
    """Prose cut at its code spans."""
    for number, piece in enumerate(re.split(r"(`+[^`\n]+`+)", text)):
        yield number % 2 == 1, piece


def mend(pages: dict[str, Page], problems: Iterable[Problem], attempt: int) -> None:
    """Escape what the problems point at, later attempts more than that."""
    by_file: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_file[problem.file].append(problem)
    for file, found in by_file.items():
        page = pages.get(file)
        if page is None:
            continue
        if attempt >= AS_CODE:
            page.body = "~~~~~~~~\n" + page.body.replace("~~~~~~~~", "") + "\n~~~~~~~~\n"
        elif attempt >= BROADLY:
            page.body = broadly(page.body)
        else:
            page.body = precisely(page, found)
        page.write()


def precisely(page: Page, problems: Sequence[Problem]) -> str:
    """The body with a backslash or an entity where each problem begins, from the end to the beginning."""
    lines = (page.front + page.body).split("\n")
    for problem in sorted(problems, key=lambda one: (one.line, one.column), reverse=True):
        if 0 < problem.line <= len(lines):
            lines[problem.line - 1] = _escape(lines[problem.line - 1], problem.column - 1)
    return "\n".join(lines)[len(page.front) :]


def _escape(line: str, at: int) -> str:
    """A line with the markup that holds the target at a column made text: `](`, `]:` or `<` before it."""
    attempts: tuple[tuple[str, Callable[[int], str]], ...] = (
        ("](", lambda place: f"{line[:place]}\\{line[place:]}"),
        ("]:", lambda place: f"{line[:place]}\\{line[place:]}"),
        ("<", lambda place: f"{line[:place]}&lt;{line[place + 1 :]}"),
    )
    found = [(line.rfind(mark, 0, at + 1), make) for mark, make in attempts]
    place, make = max(found, key=lambda one: one[0])
    return make(place) if place >= 0 else line


def broadly(body: str) -> str:
    """No tags, links or images at all."""
    return re.sub(r"(?<!\\)\](?=[\[(:])", r"\\]", body.replace("<", "&lt;"))


def main() -> None:
    """Import a folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("site", type=Path)
    parser.add_argument("--channel", default="trade-news")
    args = parser.parse_args()
    problems = import_folder(args.source, args.site, args.channel)
    for problem in problems:
        print(problem)
    if problems:
        sys.exit(1)


if __name__ == "__main__":
    main()
