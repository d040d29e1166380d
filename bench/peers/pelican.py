"""Pelican: the corpus as articles with a category, tags, paged lists, feeds and month archives."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from bench.corpus import Bulletin
from view.vocabulary.vocabulary import Vocabulary

SETTINGS = Path(__file__).parent / "pelican" / "pelicanconf.py"


def write(folder: Path, bulletins: Iterable[Bulletin], vocabulary: Vocabulary) -> None:
    """A Pelican site; countries and industries are both tags, which is all the taxonomy it has."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(SETTINGS, folder)
    for one in bulletins:
        path = folder / "content" / f"{one.id}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        tags = [vocabulary.label("country", code) for code in one.countries]
        tags += [vocabulary.label("industry", code) for code in one.industries]
        facts = {
            "Title": one.title,
            "Date": f"{one.date:%Y-%m-%d %H:%M}",
            "Category": vocabulary.label("channel", one.channel),
            "Tags": ", ".join(tags),
            "Slug": one.id.rpartition("/")[2],
        }
        head = "".join(f"{name}: {value}\n" for name, value in facts.items())
        path.write_text(f"{head}\n{one.markdown()}", encoding="utf-8")


def build_command() -> list[str]:
    """To be run in the site's folder."""
    return [sys.executable, "-m", "pelican", "content", "--output", "output", "--settings", SETTINGS.name, "--quiet"]


def forget(folder: Path) -> None:
    """Remove what earlier runs made."""
    for name in ("output", "cache"):
        shutil.rmtree(folder / name, ignore_errors=True)
