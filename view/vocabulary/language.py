"""What a vocabulary says of words beside its closed lists: synonyms, abbreviations, words that are no places."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from view.near_values import did_you_mean

_DATA = Path(__file__).parent / "data"
#: Tells of a problem: table, key, what is wrong, and in which of several tables of that name it stands.
Tell = Callable[[str, str, str, int], None]


@dataclass(frozen=True, slots=True)
class Synonym:
    """Whoever types one of `words` finds bulletins that hold one of `means` too."""

    words: tuple[str, ...]
    means: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """What a site adds to the words that the program knows: editors' synonyms, and names in the manner of the lists."""

    synonyms: tuple[Synonym, ...] = ()
    no_places: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()

    def every_no_place(self) -> frozenset[str]:
        """Longer words in which the name of a place is none."""
        return _listed("no_places.txt").union(self.no_places)

    def every_abbreviation(self) -> frozenset[str]:
        """Words in letters that are also codes of places, and words first."""
        return _listed("abbreviations.txt").union(self.abbreviations)

    def to_json(self) -> dict[str, Any]:
        """Plain data that `from_json` reads back."""
        return {
            "synonyms": [[list(one.words), list(one.means)] for one in self.synonyms],
            "no_places": list(self.no_places),
            "abbreviations": list(self.abbreviations),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Language:
        """What `to_json` wrote."""
        synonyms = tuple(Synonym(tuple(words), tuple(means)) for words, means in data["synonyms"])
        return cls(synonyms, tuple(data["no_places"]), tuple(data["abbreviations"]))


@cache
def _listed(name: str) -> frozenset[str]:
    """The words of a shipped list; a slash stands for a space within one."""
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word.replace("/", " ") for line in lines if not line.startswith("#") for word in line.split())


def read_language(data: Mapping[str, Any], tell: Tell) -> Language:
    """The tables `[[synonym]]` and `[names]` of a vocabulary; `tell` hears every problem."""
    names = data.get("names", {})
    if not isinstance(names, dict):
        tell("names", "", "must be a table: write [names]", 0)
        names = {}
    allowed = ("no_places", "abbreviations")
    for key in names:
        if key not in allowed:
            tell("names", key, "unknown key" + did_you_mean(key, allowed), 0)
    lists = [_texts(names.get(key, [])) for key in allowed]
    for key, found in zip(allowed, lists, strict=True):
        if found is None:
            tell("names", key, "must be a list of texts", 0)
    no_places, abbreviations = (found or () for found in lists)
    return Language(tuple(_synonyms(data.get("synonym", []), tell)), no_places, abbreviations)


def _synonyms(items: Any, tell: Tell) -> list[Synonym]:
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        tell("synonym", "", "must be an array of tables: write [[synonym]]", 0)
        return []
    found = []
    for nth, item in enumerate(items):
        for key in item:
            if key not in ("words", "word", "means"):
                tell("synonym", key, "unknown key" + did_you_mean(key, ["words", "word", "means"]), nth)
        if synonym := _synonym(item, tell, nth):
            found.append(synonym)
    return found


def _synonym(item: Mapping[str, Any], tell: Tell, nth: int) -> Synonym | None:
    """`words`, each of which finds the others, or `word`, which finds what it `means`."""
    if "words" in item:
        words = _texts(item["words"])
        if "word" in item or "means" in item:
            tell("synonym", "words", "stands alone: either `words`, or `word` and `means`", nth)
        elif words is None or len(words) < 2:
            tell("synonym", "words", "must be a list of at least two texts", nth)
        else:
            return Synonym(words, words)
        return None
    word, means = item.get("word"), item.get("means")
    found = _texts([means] if isinstance(means, str) else means)
    if not isinstance(word, str) or not word.strip():
        tell("synonym", "word", "must be a text; or write `words`, a list of which each finds the others", nth)
    elif not found:
        tell("synonym", "means", "must be a list of texts that the word finds too", nth)
    else:
        return Synonym((word,), found)
    return None


def _texts(value: Any) -> tuple[str, ...] | None:
    """A list of texts, each once; None if it is no such list."""
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        return None
    return tuple(dict.fromkeys(value))
