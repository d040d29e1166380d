"""A new bulletin file for an editor to fill in: valid from the first moment, kept back as a draft."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from builder.reading.fields import LONGEST_TITLE
from builder.reading.scanning import is_good_name
from editing.life.bulletins import RISK, Bulletins, EditingError, id_of
from editing.life.drafts import draft_text, free_path, write_new
from view.vocabulary.vocabulary import FACET_LABELS

_BODY = "在这里写正文。第一段就是摘要，先说结论：发生了什么，影响谁，建议怎么做。"


class NewFileError(EditingError):
    """What was asked for cannot be written; one line for each reason."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a new bulletin is to say. `file` is its id or file where the title's pinyin is not to be its name."""

    title: str
    channel: str
    countries: Iterable[str] = ()
    industries: Iterable[str] = ()
    level: str = ""
    source: str = ""
    file: str = ""


def write_new_bulletin(site: Bulletins, asked: Asked) -> Path:
    """Write content/risk/YYYY/MM/NAME.md as a draft and give its path. NewFileError names every wrong value."""
    problems: list[str] = []
    title = " ".join(asked.title.split())
    if not 1 <= len(title) <= LONGEST_TITLE:
        problems.append(f"title: must have 1 to {LONGEST_TITLE} characters, not {len(title)}")

    def labels(facet: str, values: Iterable[str]) -> list[str]:
        codes = [_code(site, facet, value, problems) for value in values]
        return list(dict.fromkeys(site.vocabulary.label(facet, code) for code in codes))

    countries, industries = labels("country", asked.countries), labels("industry", asked.industries)
    values: dict[str, str | list[str]] = {
        "title": title,
        "date": f"{site.at:%Y-%m-%d %H:%M}",
        "channel": labels("channel", [asked.channel])[0],
        "countries": countries,
        "industries": industries,
        "level": "".join(labels("level", [asked.level] if asked.level else [])),
        "keywords": [],
        "source": " ".join(asked.source.split()),
    }
    path = _path(site, asked.file, title, problems)
    levels = " / ".join(term.label for term in site.vocabulary.terms["level"])
    notes = [] if asked.level else [f"level: 中    # {FACET_LABELS['level']}：{levels}"]
    written = {key: value for key, value in values.items() if value or key not in ("level", "source")}
    text = draft_text(written, notes, _BODY)
    if not problems:
        problems = [f"{one.field}: {one.message}" for one in site.read("2026/a", text.encode()).problems]
    if problems:
        raise NewFileError("\n".join(problems))
    try:
        write_new(path, text)
    except FileExistsError:
        raise NewFileError(f"{path} is there already") from None
    except OSError as error:
        raise NewFileError(f"{error.filename or path}: {error.strerror}") from None
    return path


def _code(site: Bulletins, facet: str, value: str, problems: list[str]) -> str:
    code = site.vocabulary.resolve(facet, value)
    if code is None:
        problems.append(f'{facet}: unknown value "{value}"{site.vocabulary.nearest(facet, value)}')
    return code or ""


def _path(site: Bulletins, file: str, title: str, problems: list[str]) -> Path:
    """The file that was asked for, or one of the title's name in the folder of the month."""
    if not file:
        return free_path(site.root / RISK / f"{site.at:%Y}" / f"{site.at:%m}", site.at, title)
    identifier = id_of(file)
    identifier = identifier if "/" in identifier else f"{site.at:%Y}/{site.at:%m}/{identifier}"
    parts = identifier.split("/")
    if not all(part and is_good_name(part) and not part.startswith(".") for part in parts):
        problems.append(f'file: "{file}" cannot be an id; write one such as 2026/11/vn-steel')
    else:
        others = (one.message for one in site.read(identifier, b"---\n---\n").parsed.problems if one.field == "id")
        problems += [f"file: {message}" for message in others]
    return site.path(identifier)
