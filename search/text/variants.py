"""Makes data/variants.txt: forms of one character that 繁 → 简 leaves apart. Nothing else of the program needs it.

    python -m search.text.variants FOLDER

FOLDER holds Unihan_Variants.txt, Unihan_Readings.txt, Unihan_OtherMappings.txt and EquivalentUnifiedIdeograph.txt of
the Unicode Character Database (Debian's package `unicode-data` carries them). What is taken, and why, is in
docs/decisions/0027-forms-of-characters.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from search.text.normalise import VARIANTS_FILE, is_han

#: Pairs of everyday characters of which one may stand for the other, read one by one; and what no table has.
REVIEWED = dict(
    zip(
        "帐黏邨彀椀钜缐働浜牠妳栢煖汚燿濵盌菑喒偺廼穪恊刋鄕",
        "账粘村够碗巨线动滨它你柏暖污耀滨碗灾咱咱乃称协刊乡",
        strict=True,
    )
)
#: Not taken: components that nobody writes alone, and characters that mean something else in one of the scripts.
FALSE_FRIENDS = frozenset("亻刂勹卩忄扌攵氵灬爫牜犭礻衤讠钅阝饣艸草厶乚冫巛卍丼咲圕蜑偐寗荅擗唫戠")
#: Fields of Unihan that say of two characters that they are one; those that only look alike are left out.
_RELATIONS = (
    "kSemanticVariant",
    "kSpecializedSemanticVariant",
    "kZVariant",
    "kSimplifiedVariant",
    "kTraditionalVariant",
)
#: Character sets of which a member can be typed: GB 2312, Big5, JIS X 0208 and 0212, HKSCS.
_TYPED = ("kGB0", "kBigFive", "kJis0", "kJis1", "kHKSCS")


def derive(folder: Path) -> dict[str, str]:
    """Character → the everyday one it is a form of, both as they stand after OpenCC's 繁 → 简."""
    variants, readings, sets = (
        _fields(folder / f"Unihan_{name}.txt") for name in ("Variants", "Readings", "OtherMappings")
    )
    simple, japanese = _converter("t2s"), _converter("jp2t")
    everyday = {char for char, fields in sets.items() if "kTGH" in fields}
    found: dict[str, set[str]] = {}
    for char, fields in variants.items():
        for relation in _RELATIONS:
            for entry in fields.get(relation, "").split():
                other = chr(int(entry.partition("<")[0][2:], 16))
                if _sounds(readings, char) & _sounds(readings, other):
                    for form, plain in ((simple(char), simple(other)), (simple(other), simple(char))):
                        if form not in everyday and plain in everyday:
                            found.setdefault(form, set()).add(plain)
    derived = {
        form: next(iter(plain))
        for form, plain in found.items()
        if len(plain) == 1 and any(one in sets.get(form, {}) for one in _TYPED)
    }
    for char in (char for char, fields in sets.items() if "kJis0" in fields and is_han(char)):
        if (form := simple(char)) not in everyday and (plain := simple(japanese(char))) != form and len(plain) == 1:
            derived[form] = plain
    derived |= dict(_radicals(folder / "EquivalentUnifiedIdeograph.txt", everyday))
    derived = {form: plain for form, plain in derived.items() if form not in FALSE_FRIENDS} | REVIEWED
    return {form: _last(derived, form) for form in derived}


def _fields(path: Path) -> dict[str, dict[str, str]]:
    """Character → field → value of a file of Unihan."""
    found: dict[str, dict[str, str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("U+"):
            code, field, value = line.split("\t")
            found.setdefault(chr(int(code[2:], 16)), {})[field] = value
    return found


def _sounds(readings: Mapping[str, Mapping[str, str]], char: str) -> set[str]:
    """Every way in which a character is read in Mandarin."""
    fields = readings.get(char, {})
    found = set(fields.get("kMandarin", "").split())
    for field in ("kHanyuPinyin", "kXHC1983", "kTGHZ2013"):
        for part in fields.get(field, "").split():
            found.update(part.rpartition(":")[2].split(","))
    return found | {part.partition("(")[0] for part in fields.get("kHanyuPinlu", "").split()}


def _radicals(path: Path, everyday: set[str]) -> Iterator[tuple[str, str]]:
    """Signs for radicals, as text taken from PDF files has them for whole characters."""
    for line in path.read_text(encoding="utf-8").splitlines():
        span, _, code = line.partition("#")[0].partition(";")
        if code.strip() and chr(int(code, 16)) in everyday:
            first, _, last = span.strip().partition("..")
            for sign in map(chr, range(int(first, 16), int(last or first, 16) + 1)):
                if sign < "\u2f00":  # the others are folded by NFKC, or are single strokes
                    yield sign, chr(int(code, 16))


def _converter(way: str) -> Any:
    import opencc

    converter = opencc.OpenCC(way)

    def convert(char: str) -> str:
        while (changed := converter.convert(char)) != char and len(changed) == 1:
            char = changed
        return char

    return convert


def _last(forms: Mapping[str, str], char: str) -> str:
    while char in forms:
        char = forms[char]
    return char


def main() -> None:
    """Write the file: a line for each everyday character, which comes first, with its other forms."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    lines: dict[str, str] = {}
    for form, plain in sorted(derive(parser.parse_args().folder).items()):
        lines[plain] = lines.get(plain, plain) + form
    VARIANTS_FILE.write_text("\n".join(lines[plain] for plain in sorted(lines)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
