"""The names that others have for the keys of front matter (editing/data/labels.toml), and values as keys take them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path

from builder.reading.fields import LONGEST_TITLE
from view import clock
from view.settings.site_settings import Settings
from view.vocabulary.vocabulary import Vocabulary, fold_name

_FILE = Path(__file__).parent.parent / "data" / "labels.toml"
_SEPARATORS = re.compile(r"[，、；,;|/\s]+")
_DOTTED = re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})")
FACETS = {"countries": "country", "industries": "industry", "channel": "channel", "level": "level"}


#: What a text may bring of the keys of front matter, in their order there.
IMPORTED = (
    *("title", "date", "channel", "countries", "industries", "level", "keywords", "summary", "source", "source_url"),
)


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def in_lines() -> dict[str, str]:
    """Folded name → key, for a line such as 来源：海关."""
    return {fold_name(name): key for key, names in _tables()["lines"].items() for name in names}


@cache
def in_columns() -> dict[str, str]:
    """Folded name → key, for columns of tables and fields of other systems; keys stand for themselves."""
    columns = {fold_name(name): key for key, names in _tables()["columns"].items() for name in names}
    return {**in_lines(), **columns, **{fold_name(key): key for key in IMPORTED}}


@cache
def line_pattern() -> re.Pattern[str]:
    """A name, a colon and what it says, up to the next name or the end."""
    names = "|".join(sorted((re.escape(one) for names in _tables()["lines"].values() for one in names), key=len)[::-1])
    return re.compile(rf"({names})\s*[：:]\s*(.*?)(?=[\s　]+(?:{names})\s*[：:]|$)", re.IGNORECASE)


def parts(value: str, vocabulary: Vocabulary, facet: str) -> list[str]:
    """The values of a list on one line; a whole value that the vocabulary knows is one."""
    if facet and vocabulary.resolve(facet, value):
        return [value]
    return [one for one in _SEPARATORS.split(value) if one]


def is_of_use(key: str, value: str, vocabulary: Vocabulary, settings: Settings) -> bool:
    """Whether a value is one that its key takes."""
    if key in ("date", "updated", "expires"):
        return moment_of(value, settings) is not None
    if key in FACETS:
        facet = FACETS[key]
        values = parts(value, vocabulary, facet) if key in ("countries", "industries") else [value]
        return bool(values) and all(vocabulary.resolve(facet, one) for one in values)
    if key == "source_url":
        return re.fullmatch(r"https?://[^\s<>\"]+", value) is not None
    return key != "title" or len(value) <= LONGEST_TITLE


def moment_of(value: str, settings: Settings) -> datetime | None:
    """The moment that a text names, as people and machines write it, in the site's zone."""
    text = _DOTTED.sub(r"\1-\2-\3", unicodedata.normalize("NFKC", value).strip())
    try:
        return clock.parse_moment(text, settings.zone)
    except (ValueError, OverflowError):
        pass
    try:
        found = parsedate_to_datetime(text)
        return found.replace(tzinfo=settings.zone) if found.tzinfo is None else found.astimezone(settings.zone)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def written(moment: datetime) -> str:
    """A moment as front matter has it."""
    return f"{moment:%Y-%m-%d}" if moment.time() == moment.time().min else f"{moment:%Y-%m-%dT%H:%M}"
