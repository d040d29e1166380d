"""The closed lists of a site: channels, industries, levels and countries, with their labels and aliases."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from view.near_values import NearValues, did_you_mean
from view.problems import ContentError, Problem
from view.settings.toml_tables import key_position, load_toml, toml_error_position, toml_error_text
from view.untrusted.own_files import OwnFiles
from view.vocabulary.countries import builtin_countries
from view.vocabulary.language import Language, read_language

#: The facets whose values are closed lists, in the order that forms show them.
CLOSED_FACETS = ("country", "industry", "channel", "level")
FACET_LABELS = {
    "country": "国别（地区）",
    "industry": "行业",
    "channel": "栏目",
    "level": "风险等级",
    "keyword": "关键字",
}
#: What readers call the statuses of a bulletin.
STATUS_LABELS = {"active": "有效", "corrected": "已更正", "withdrawn": "已撤回", "superseded": "已被取代"}
FILE = "content/vocabulary.toml"
SHIPPED = Path(__file__).parents[2] / FILE


@dataclass(frozen=True, slots=True)
class Term:
    """One value of a closed list. `gbt4754` are the GB/T 4754-2017 divisions an industry covers.

    `overdue_days`: a channel promises something new within so many days; 0 promises nothing.
    """

    code: str
    label: str
    aliases: tuple[str, ...] = ()
    gbt4754: tuple[str, ...] = ()
    overdue_days: int = 0


@lru_cache(maxsize=20_000)  # every file of a site names some of the same few
def fold_name(value: str) -> str:
    """How names are compared: width, case, spaces and points do not matter (`Ｕ.Ｓ.Ａ.` is `usa`)."""
    folded = unicodedata.normalize("NFKC", value).casefold()
    return "".join(char for char in folded if not char.isspace() and char not in "._-·")


class Vocabulary:
    """The closed lists by facet, and what the site says of words.

    Terms keep the file's order; countries are in the order of their labels.
    """

    def __init__(self, terms: Mapping[str, Iterable[Term]], language: Language | None = None) -> None:
        self.language = language or Language()
        self.terms: dict[str, tuple[Term, ...]] = {facet: tuple(terms.get(facet, ())) for facet in CLOSED_FACETS}
        self._by_code = {facet: {term.code: term for term in self.terms[facet]} for facet in CLOSED_FACETS}
        self._names: dict[str, dict[str, str]] = {facet: {} for facet in CLOSED_FACETS}
        self._near: dict[str, NearValues] = {}
        for facet in CLOSED_FACETS:
            names = self._names[facet]
            for term in self.terms[facet]:
                for name in term.aliases:
                    names.setdefault(fold_name(name), term.code)
            for term in self.terms[facet]:
                names[fold_name(term.label)] = term.code
            for term in self.terms[facet]:
                names[fold_name(term.code)] = term.code

    def resolve(self, facet: str, value: str) -> str | None:
        """The code for a code, label or alias, or None. Codes go before labels, labels before aliases."""
        return self._names[facet].get(fold_name(value))

    def nearest(self, facet: str, value: str) -> str:
        """The tail of an error message: which known value is nearest, or which there are."""
        terms = self.terms[facet]
        labels = [term.label for term in terms]
        if len(labels) <= 12:
            known = [*labels, *(term.code for term in terms)]
            hint = did_you_mean(value, known)
            return hint if "did you mean" in hint else "; one of " + ", ".join(labels)
        if facet not in self._near:
            names = [name for term in terms for name in (term.label, term.code, *term.aliases)]
            self._near[facet] = NearValues(names)
        return self._near[facet].hint(value)

    def term(self, facet: str, code: str) -> Term | None:
        """The term with this code, or None."""
        return self._by_code[facet].get(code)

    def label(self, facet: str, code: str) -> str:
        """What readers see for a code; a code that has left the vocabulary stands for itself."""
        term = self._by_code.get(facet, {}).get(code)
        return term.label if term else code

    def order(self, facet: str) -> dict[str, int]:
        """Code → rank in the facet's order."""
        return {term.code: rank for rank, term in enumerate(self.terms[facet])}

    def to_json(self) -> dict[str, Any]:
        """Plain data that `from_json` reads back."""
        lists = {
            facet: [
                [term.code, term.label, list(term.aliases), list(term.gbt4754), term.overdue_days] for term in terms
            ]
            for facet, terms in self.terms.items()
        }
        return {**lists, "language": self.language.to_json()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Vocabulary:
        """The vocabulary that `to_json` wrote."""
        lists = {
            facet: [
                Term(code, label, tuple(aliases), tuple(gbt), days) for code, label, aliases, gbt, days in data[facet]
            ]
            for facet in CLOSED_FACETS
        }
        return cls(lists, Language.from_json(data["language"]))


def load_vocabulary(root: Path) -> Vocabulary:
    """Read ROOT/content/vocabulary.toml, or the shipped one when the site has none; ContentError lists all problems."""
    vocabulary, problems = read_vocabulary(root)
    if problems or vocabulary is None:
        raise ContentError(problems)
    return vocabulary


def read_vocabulary(root: Path) -> tuple[Vocabulary | None, list[Problem]]:
    """The vocabulary as far as it can be read (None: not at all), and every problem."""
    own = root / FILE
    try:
        if fault := OwnFiles(root).fault_of(own):
            return None, [Problem(FILE, 1, 1, "file", f'"{own.name}" {fault}')]
    except (FileNotFoundError, NotADirectoryError):
        own = SHIPPED
    raw = own.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, [Problem(FILE, line, 1, "encoding", "not UTF-8; save the file with the encoding UTF-8")]
    vocabulary, problems = _read_text(text)
    return vocabulary, list(problems)


@lru_cache(maxsize=2)
def _read_text(text: str) -> tuple[Vocabulary | None, tuple[Problem, ...]]:
    """What `read_vocabulary` gives for a text; a development server asks again at every saved file."""
    try:
        data = load_toml(text)
    except tomllib.TOMLDecodeError as error:
        position = toml_error_position(str(error), text)
        return None, (Problem(FILE, *position, "toml", f"not valid TOML: {toml_error_text(error)}"),)
    reader = _Reader(text)
    vocabulary = reader.read(data)
    return vocabulary, tuple(reader.problems)


class _Reader:
    """Checks the plain TOML data and builds the terms."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[Problem] = []

    def problem(self, table: str, key: str, message: str, nth: int = 0) -> None:
        line, column = self._position(table, key, nth)
        self.problems.append(Problem(FILE, line, column, f"{table}.{key}".strip("."), message))

    def _position(self, table: str, key: str, nth: int) -> tuple[int, int]:
        """The line of the nth `[[table]]`'s key, else of its header."""
        seen, header = -1, (1, 1)
        for number, line in enumerate(self.text.splitlines(), 1):
            stripped = line.strip()
            if stripped.startswith("["):
                if stripped.strip("[] ") == table:
                    seen += 1
                    header = (number, 1) if seen == nth else header
                elif seen == nth:
                    break
            elif seen == nth and stripped.partition("=")[0].strip() == key:
                return number, line.index(key[0]) + 1
        return header if header != (1, 1) else key_position(self.text, "", table)

    def read(self, data: dict[str, Any]) -> Vocabulary:
        known = ["channel", "industry", "level", "country", "synonym", "names"]
        for key in data:
            if key not in known:
                self.problem(key, "", "unknown table" + did_you_mean(key, known))
        terms: dict[str, Iterable[Term]] = {
            facet: self._terms(facet, data.get(facet, [])) for facet in ("channel", "industry", "level")
        }
        terms["country"] = self._countries(data.get("country", {}))
        return Vocabulary(terms, read_language(data, self.problem))

    def _terms(self, facet: str, items: Any) -> list[Term]:
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            self.problem(facet, "", f"must be an array of tables: write [[{facet}]]")
            return []
        own = {"industry": ["gbt4754"], "channel": ["overdue_days"]}
        allowed = ["code", "label", "aliases", *own.get(facet, [])]
        found: dict[str, Term] = {}
        for nth, item in enumerate(items):
            for key in item:
                if key not in allowed:
                    self.problem(facet, key, "unknown key" + did_you_mean(key, allowed), nth)
            term = self._term(facet, item, nth)
            if term and term.code in found:
                self.problem(facet, "code", f'duplicate code "{term.code}"', nth)
            elif term:
                found[term.code] = term
        return list(found.values())

    def _term(self, facet: str, item: dict[str, Any], nth: int) -> Term | None:
        code, label = item.get("code"), item.get("label")
        lists = {key: item.get(key, []) for key in ("aliases", "gbt4754")}
        good = True
        for key, value in (("code", code), ("label", label)):
            if not isinstance(value, str) or not value.strip():
                self.problem(facet, key, "must be a text", nth)
                good = False
        if isinstance(code, str) and not all(char.isascii() and (char.isalnum() or char == "-") for char in code):
            self.problem(facet, "code", f'"{code}" must be letters, digits and hyphens; it is part of URLs', nth)
            good = False
        for key, value in lists.items():
            if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
                self.problem(facet, key, "must be a list of texts", nth)
                good = False
        days = item.get("overdue_days", 0)
        if not isinstance(days, int) or isinstance(days, bool) or days < 0:
            self.problem(facet, "overdue_days", "must be a number of days", nth)
            good = False
        if not good:
            return None
        return Term(str(code), str(label), tuple(lists["aliases"]), tuple(lists["gbt4754"]), days)

    def _countries(self, overrides: Any) -> list[Term]:
        builtin = builtin_countries()
        if not isinstance(overrides, dict) or not all(isinstance(one, dict) for one in overrides.values()):
            self.problem("country", "", "must be tables: write [country.VN]")
            overrides = {}
        good: dict[str, dict[str, Any]] = {}
        for code, entry in overrides.items():
            before = len(self.problems)
            table = f"country.{code}"
            if code not in builtin:
                self.problem(table, "", "unknown ISO 3166-1 alpha-2 code" + did_you_mean(code, builtin))
            for key, value in entry.items():
                if key not in ("label", "aliases"):
                    self.problem(table, key, "unknown key" + did_you_mean(key, ["label", "aliases"]))
                elif key == "label" and not isinstance(value, str):
                    self.problem(table, key, "must be a text")
                elif key == "aliases" and not (isinstance(value, list) and all(isinstance(v, str) for v in value)):
                    self.problem(table, key, "must be a list of texts")
            good[code] = entry if len(self.problems) == before else {}
        terms = []
        for code, (label, aliases) in builtin.items():
            entry = good.get(code, {})
            names = dict.fromkeys([*entry.get("aliases", []), label, *aliases])
            shown = entry.get("label", label)
            terms.append(Term(code, shown, tuple(name for name in names if name != shown)))
        return sorted(terms, key=lambda term: (term.label, term.code))
