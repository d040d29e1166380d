"""The text and the place of a draft: front matter that is valid from the first moment, a file name that nobody has."""

from __future__ import annotations

import os
import re
import threading
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path

from builder.base.atomic import write_file
from editing.front.scalars import quoted

#: How much of a title makes a file name.
LONGEST_NAME = 60
#: Letters and digits of a title, spelt in the Latin alphabet.
_WORDS = re.compile(r"[a-z0-9]+")
#: What stands before a title in brackets: 【示例】.
_MARK = re.compile(r"^(?:【[^】]*】|\[[^\]]*\])\s*")


def draft_text(values: Mapping[str, str | Iterable[str]], notes: Iterable[str], body: str) -> str:
    """A content file that is kept back as a draft. `notes` are comments for the person who goes on with it."""
    lines = []
    for key, value in values.items():
        written = quoted(value) if isinstance(value, str) else f"[{', '.join(map(quoted, value))}]"
        lines.append(f"{key}: {value if key == 'date' else written}")
    lines += [f"# {' '.join(note.split())}" for note in notes]
    return "\n".join(["---", *lines, "draft: true    # 写好后删去这一行，即可发布", "---", "", body.strip("\n"), ""])


def slug(title: str) -> str:
    """A title as a file name: pinyin and Latin words with hyphens; empty where nothing can be spelt."""
    from pypinyin import lazy_pinyin

    text = unicodedata.normalize("NFKD", _MARK.sub("", title))
    text = "".join(one for one in text if not unicodedata.combining(one))
    words = _WORDS.findall(" ".join(lazy_pinyin(text)).lower())
    while len("-".join(words)) > LONGEST_NAME and len(words) > 1:
        words.pop()
    return "-".join(words)[:LONGEST_NAME]


def names_in(folder: Path) -> set[str]:
    """The names in a folder, or none where there is no folder, without regard to case: some disks know none."""
    return {one.casefold() for one in os.listdir(folder)} if folder.is_dir() else set()  # noqa: PTH208 - names do


def free_path(folder: Path, at: datetime, title: str, used: Collection[str] | None = None) -> Path:
    """A file of the title's name, else of the day, that is not there yet in any spelling; numbered where it is.

    `used` are the names that are taken, for those who know them already: reading a large folder takes its time.
    """
    name = slug(title)
    stem = name if len(name) >= 2 else f"{at:%d}"
    used = names_in(folder) if used is None else used
    number = 1
    while f"{stem if number == 1 else f'{stem}-{number}'}.md" in used:
        number += 1
    return folder / f"{stem if number == 1 else f'{stem}-{number}'}.md"


def write_new(path: Path, text: str) -> None:
    """Write a text file that must not be there yet, whole or not at all."""
    put_new(path, text.encode(), durable=False)


def put_new(path: Path, data: bytes, *, durable: bool) -> None:
    """Write a file that must not be there yet, whole or not at all. FileExistsError leaves the one that is there.

    `durable`: a machine that fails afterwards keeps it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.new")  # nobody else writes to it
    try:
        write_file(beside, data, durable=durable)
        _link_or_write(beside, path, data)
    finally:
        beside.unlink(missing_ok=True)


def _link_or_write(beside: Path, path: Path, data: bytes) -> None:
    try:
        os.link(beside, path)  # unlike renaming, it never takes the place of another's file
    except FileExistsError:
        raise
    except OSError:  # a file system without links, where a copy could take that place (view/second_names.py)
        with path.open("xb") as file:
            file.write(data)
