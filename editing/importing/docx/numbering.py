"""The numbers before paragraphs, counted as Word counts them, in the words that Word shows: 1. · 第一条 · （二）."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from editing.importing.docx.package import Package
from editing.importing.docx.styles import value_of

_DIGITS = "〇一二三四五六七八九"
_FORMAL = ("零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"), "万")
_COUNTING = ("〇一二三四五六七八九", ("", "十", "百", "千"), "万")
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_LEVELS = 9
#: Letters and Roman signs grow with the number; Word itself counts no further.
_MOST = 780
#: Of which place the number stands in a level's text: %1, %2 …
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Label:
    """What stands before a paragraph. `kind` is bullet, number (as Markdown's lists have it) or text."""

    kind: str
    text: str
    number: int
    level: int
    list_id: str


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    suffix: str = "tab"


@dataclass(slots=True)
class _Abstract:
    levels: dict[int, _Level] = field(default_factory=dict)
    style_link: str = ""


class Numbering:
    """The lists of a Word file. Ask for labels in the order of the text."""

    def __init__(self, package: Package) -> None:
        self._abstracts: dict[str, _Abstract] = {}
        self._numbers: dict[str, str] = {}
        self._overrides: dict[tuple[str, int], _Level] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        part = package.related("numbering")
        if part is not None:
            self._read(package.xml(part))

    def _read(self, root: Element) -> None:
        linked: dict[str, str] = {}
        for one in root.findall("w-abstractNum"):
            identifier = one.get("w-abstractNumId", "")
            levels = {_whole(level.get("w-ilvl", "0")): _level(level) for level in one.findall("w-lvl")}
            self._abstracts[identifier] = _Abstract(levels, value_of(one, "w-numStyleLink"))
            if link := value_of(one, "w-styleLink"):
                linked[link] = identifier
        for abstract in self._abstracts.values():
            if not abstract.levels and abstract.style_link in linked:
                abstract.levels = self._abstracts[linked[abstract.style_link]].levels
        for one in root.findall("w-num"):
            identifier = one.get("w-numId", "")
            self._numbers[identifier] = value_of(one, "w-abstractNumId")
            for override in one.findall("w-lvlOverride"):
                depth = _whole(override.get("w-ilvl", "0"))
                if (level := override.find("w-lvl")) is not None:
                    self._overrides[identifier, depth] = _level(level)
                if start := value_of(override, "w-startOverride"):
                    self._starts[identifier, depth] = _whole(start)

    def label(self, number: str, depth: int) -> Label | None:
        """The next label of a list at a depth; None for what is no list."""
        abstract = self._numbers.get(number)
        if abstract is None or abstract not in self._abstracts or not 0 <= depth < _LEVELS:
            return None
        level = self._level(number, depth)
        if level is None:
            return None
        counts = self._counts.setdefault(abstract, {})
        if (number, depth) in self._starts and (number, depth) not in self._begun:
            counts[depth] = self._starts[number, depth]
        else:
            counts[depth] = counts.get(depth, level.start - 1) + 1
        self._begun.add((number, depth))
        for deeper in [one for one in counts if one > depth]:
            below = self._level(number, deeper)
            if below is None or below.restart is None or (below.restart and depth < below.restart):
                del counts[deeper]
        return self._labelled(number, depth, level, counts)

    def _labelled(self, number: str, depth: int, level: _Level, counts: dict[int, int]) -> Label | None:
        if level.form == "bullet":
            return Label("bullet", level.text, 0, depth, number) if level.text.strip() else None
        if level.form == "none" and not _PLACE.sub("", level.text):
            return None

        def shown(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            other = self._level(number, place) or level
            count = counts.get(place, other.start)
            return formatted(count, "decimal" if level.legal else other.form)

        text = _PLACE.sub(shown, level.text)
        plain = level.form == "decimal" and re.fullmatch(rf"%{depth + 1}\.", level.text)
        if not plain and level.suffix != "nothing" and text and text[-1].isascii():
            text += " "
        return Label("number" if plain else "text", text, counts[depth], depth, number)

    def _level(self, number: str, depth: int) -> _Level | None:
        own = self._overrides.get((number, depth))
        return own or self._abstracts[self._numbers[number]].levels.get(depth)


def _level(element: Element) -> _Level:
    start, restart = value_of(element, "w-start"), value_of(element, "w-lvlRestart")
    form = element.find("w-numFmt")
    return _Level(
        start=_whole(start) if start else 1,
        form=form.get("w-val", "decimal") if form is not None else "decimal",
        text=value_of(element, "w-lvlText"),
        restart=_whole(restart) if restart else None,
        legal=element.find("w-isLgl") is not None,
        suffix=value_of(element, "w-suff") or "tab",
    )


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def formatted(number: int, form: str) -> str:
    """A number in one of Word's forms; decimal where a form is not known."""
    write = _FORMS.get(form)
    return write(number) if write and 0 < number <= _MOST else str(number)


def _chinese(number: int, signs: tuple[str, tuple[str, ...], str], *, short: bool = False) -> str:
    """A number in words: 二十一, 壹佰零贰. `short`: 十一, not 一十一."""
    digits, units, ten_thousand = signs
    if number >= 10_000:
        rest = number % 10_000
        gap = "零" if 0 < rest < 1000 else ""
        return _chinese(number // 10_000, signs) + ten_thousand + gap + (_chinese(rest, signs) if rest else "")
    text, zero = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += (digits[0] if zero and text else "") + digits[digit] + units[place]
            zero = False
        else:
            zero = True
    text = text.replace("〇", "零") if digits is _COUNTING[0] else text
    return text[1:] if short and 10 <= number < 20 else text


def _letters(number: int, alphabet: str) -> str:
    """A … Z, AA … ZZ, as Word repeats letters."""
    return alphabet[(number - 1) % len(alphabet)] * ((number - 1) // len(alphabet) + 1)


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text


def _circled(number: int) -> str:
    return chr(0x245F + number) if number <= 20 else str(number)


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


_LATIN = "abcdefghijklmnopqrstuvwxyz"
_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02}",
    "upperLetter": lambda number: _letters(number, _LATIN.upper()),
    "lowerLetter": lambda number: _letters(number, _LATIN),
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "ordinal": _ordinal,
    "chineseCounting": lambda number: _chinese(number, _COUNTING, short=True),
    "chineseCountingThousand": lambda number: _chinese(number, _COUNTING, short=True),
    "taiwaneseCounting": lambda number: _chinese(number, _COUNTING, short=True),
    "taiwaneseCountingThousand": lambda number: _chinese(number, _COUNTING, short=True),
    "japaneseCounting": lambda number: _chinese(number, _COUNTING, short=True),
    "ideographDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "japaneseDigitalTenThousand": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "taiwaneseDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "chineseLegalSimplified": lambda number: _chinese(number, _FORMAL),
    "ideographLegalTraditional": lambda number: _chinese(number, _FORMAL),
    "ideographTraditional": lambda number: _STEMS[(number - 1) % 10],
    "ideographZodiac": lambda number: _BRANCHES[(number - 1) % 12],
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": lambda number: chr(0x2487 + number) if number <= 20 else f"{number}.",
    "decimalEnclosedParen": lambda number: chr(0x2473 + number) if number <= 20 else f"({number})",
    "ideographEnclosedCircle": lambda number: chr(0x327F + number) if number <= 10 else _chinese(number, _COUNTING),
    "decimalFullWidth": lambda number: "".join(chr(0xFF10 + int(digit)) for digit in str(number)),
    "numberInDash": lambda number: f"- {number} -",
}
