"""A text that was read → a draft and its pictures below content/risk/, once: what was imported before is known."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from editing.importing.facts import Suggested, suggestions, take_facts
from editing.importing.labels import FACETS, IMPORTED, is_of_use, moment_of, parts, written
from editing.importing.limits import LARGEST_FILE, LONGEST_BULLETIN
from editing.importing.model import Image, Lost, Picture, RefusedError, Source
from editing.importing.writing.markdown_writer import MarkdownWriter
from editing.importing.writing.pictures import UnreadablePictureError, prepared
from editing.life.bulletins import RISK, Bulletins
from editing.life.drafts import draft_text, free_path, names_in, slug, write_new

#: The comment by which a draft is known that was imported before; it survives whatever editors do to the file.
_MARK = re.compile(rb"^#[ \t]*imported: ([0-9a-f]{16})\b", re.MULTILINE)
#: Where front matter ends at the latest.
_HEAD = 20_000
#: Facts in the order of front matter.
_ORDER = (*IMPORTED, "updated", "expires", "aliases")


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What was said of all files: values of facets, and names of columns."""

    channel: str = ""
    countries: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False


@dataclass(slots=True)
class Draft:
    """A file to be written, with the pictures beside it."""

    mark: str
    path: Path
    text: str
    pictures: dict[Path, bytes]
    suggested: Suggested


class Drafting:
    """Makes drafts for one site, each once."""

    def __init__(self, site: Bulletins, options: ImportOptions) -> None:
        self._site, self._options = site, options
        self.root = site.root
        self._used: dict[Path, set[str]] = {}
        self.known = self._known()
        slug("读音")  # loads the readings, which take longer than most files: once, for the processes of all

    def _known(self) -> dict[str, str]:
        """The marks of drafts and bulletins that were imported before, each with its file."""
        found: dict[str, str] = {}
        for one in self._site.files:
            with (self._site.root / one.file).open("rb") as file:
                head = file.read(_HEAD)
            for mark in _MARK.findall(head.partition(b"\n---")[0]):
                found.setdefault(mark.decode(), one.file)
        return found

    def mark_of(self, source: Source) -> str:
        """What tells a text when it comes again."""
        return hashlib.blake2b(source.identity, digest_size=8).hexdigest()

    def draft(self, source: Source, beside: Path | None, name: str) -> Draft:
        """The draft of a text; pictures that it names are looked for `beside` its file. `name` is the file's."""
        take_facts(source, self._site.vocabulary, self._site.settings)
        offered = suggestions(source, self._site.vocabulary)
        values = self._values(source)
        at = moment_of(str(values["date"]), self._site.settings) or self._site.at
        folder = self._site.root / RISK / f"{at:%Y}" / f"{at:%m}"
        path = free_path(folder, at, str(values["title"]), self._used_in(folder))
        pictures = _Pictures(path, beside, source)
        body = MarkdownWriter(pictures.place, source.lost, source.changed).write(source.blocks)
        if len(body) > LONGEST_BULLETIN:
            most = f"{LONGEST_BULLETIN:,}"
            raise RefusedError(f"its text has {len(body):,} characters; a bulletin has at most {most}: divide it")
        notes = [*self._offers(values, offered), f"imported: {self.mark_of(source)} {name}"]
        return Draft(self.mark_of(source), path, draft_text(values, notes, body), pictures.found, offered)

    def take(self, drafts: list[Draft]) -> None:
        """Know drafts as if they were written: their names are taken, and they are not made again."""
        for one in drafts:
            self._used_in(one.path.parent).add(one.path.name.casefold())
            self.known.setdefault(one.mark, one.path.relative_to(self.root).as_posix())

    def _used_in(self, folder: Path) -> set[str]:
        if folder not in self._used:
            self._used[folder] = names_in(folder)
        return self._used[folder]

    def write(self, draft: Draft) -> list[str]:
        """Write pictures first, so that a draft that is there is whole; gives the files."""
        for path, data in draft.pictures.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        write_new(draft.path, draft.text)
        return self.named(draft)

    def named(self, draft: Draft) -> list[str]:
        """The files of a draft, relative to the root."""
        return [one.relative_to(self.root).as_posix() for one in (draft.path, *draft.pictures)]

    def _values(self, source: Source) -> dict[str, str | list[str]]:
        """Front matter: what was asked for, else what the text says, as far as its keys take it."""
        facts = dict(source.facts)
        source.facts = {}
        facts.pop("draft", None)
        words = str(facts.pop("about keywords", ""))
        if words and "keywords" not in facts:
            facts["keywords"] = parts(words, self._site.vocabulary, "")
        if self._options.channel:
            facts["channel"] = self._options.channel
        for key, asked in (("countries", self._options.countries), ("industries", self._options.industries)):
            if asked:
                facts[key] = list(asked)
        values: dict[str, str | list[str]] = {}
        for key in _ORDER:
            if key in facts and (value := self._value(key, facts[key], source)):
                values[key] = value
        values.setdefault("date", written(self._site.at))
        return {key: values[key] for key in _ORDER if key in values}

    def _value(self, key: str, value: str | list[str], source: Source) -> str | list[str]:
        site = self._site
        if key in ("keywords", "aliases", "countries", "industries"):
            facet = FACETS.get(key, "")
            given = value if isinstance(value, list) else parts(value, site.vocabulary, facet)
            items = [item for one in given for item in (parts(one, site.vocabulary, facet) if facet else [one])]
            good = [one for one in dict.fromkeys(" ".join(one.split()) for one in items) if self._is_good(key, one)]
            source.lost += [Lost(key, one) for one in items if " ".join(one.split()) not in good]
            return [
                site.vocabulary.label(facet, site.vocabulary.resolve(facet, one) or one) if facet else one
                for one in good
            ]
        text = " ".join(str(value).split())
        if not is_of_use(key, text, site.vocabulary, site.settings):
            source.lost.append(Lost(key, text))
            return ""
        moment = moment_of(text, site.settings) if key in ("date", "updated", "expires") else None
        if moment:
            return written(moment)
        return site.vocabulary.label(key, site.vocabulary.resolve(key, text) or text) if key in FACETS else text

    def _is_good(self, key: str, value: str) -> bool:
        if key in FACETS:
            return self._site.vocabulary.resolve(FACETS[key], value) is not None
        if key == "aliases":
            return re.fullmatch(r"/(?!/)[^?#\\%\s]+", value) is not None
        return len(value) <= 50

    def _offers(self, values: Mapping[str, object], offered: Suggested) -> list[str]:
        """Comments for the editor: the lines that may be right, with the words of the text that say so."""
        lines = []
        for facet, key in (("channel", "channel"), ("country", "countries"), ("industry", "industries")):
            if key in values or facet not in offered:
                continue
            labels = [self._site.vocabulary.label(facet, one["value"]) for one in offered[facet]]
            value = labels[0] if facet == "channel" else f"[{', '.join(labels)}]"
            lines.append(f"{key}: {value}    # 依据：{'；'.join(one['because'] for one in offered[facet])}")
        if "channel" not in values and "channel" not in offered:
            channels = " / ".join(term.label for term in self._site.vocabulary.terms["channel"])
            lines.append(f"channel:     # 必填：{channels}")
        return lines


class _Pictures:
    """The pictures of one draft: named after it, kept beside it."""

    def __init__(self, path: Path, beside: Path | None, source: Source) -> None:
        self._path, self._beside, self._source = path, beside, source
        self._names: dict[bytes, str] = {}
        self.found: dict[Path, bytes] = {}

    def place(self, image: Image) -> str | None:
        """The path of a picture in the text; None where it is not kept, which is told."""
        where = image.picture.where if image.picture else "the text"
        picture = image.picture or self._named(image.path)
        if picture is None:
            self._source.lost.append(Lost(where, f"the picture {image.path}, which is not beside the file"))
            return None
        key = hashlib.blake2b(picture.data + repr(picture.crop).encode()).digest()
        if key not in self._names:
            try:
                data, ending, done = prepared(picture)
            except UnreadablePictureError as error:
                self._source.lost.append(Lost(where, f"a picture: {error}"))
                return None
            name = self._free_name(ending)
            self._source.changed += [Lost(where, f"picture {name}: {one}") for one in done]
            self.found[self._path.parent / name] = data
            self._names[key] = name
        return self._names[key]

    def _named(self, path: str) -> Picture | None:
        if self._beside is None:
            return None
        file = (self._beside / unquote(path.partition("?")[0].partition("#")[0])).resolve()
        if not file.is_relative_to(self._beside.resolve()) or not file.is_file() or file.stat().st_size > LARGEST_FILE:
            return None
        kind = "svg" if file.suffix.lower() == ".svg" else file.suffix.lower().lstrip(".")
        return Picture(file.read_bytes(), kind)

    def _free_name(self, ending: str) -> str:
        number = len(self.found) + 1
        while (self._path.parent / (name := f"{self._path.stem}-{number}.{ending}")).exists():
            number += 1
        return name
