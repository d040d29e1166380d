"""Equations of Word as text in a line: fractions with a slash, powers raised, roots as √( )."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from editing.importing.model import SUB, SUP, Inline, Text

#: Properties, which hold no text.
_SILENT = ("Pr", "ctrlPr")


def equation(element: Element) -> list[Inline]:
    """The pieces of an equation."""
    return _all(element)


def _all(element: Element | None) -> list[Inline]:
    pieces: list[Inline] = []
    for one in element if element is not None else ():
        pieces += _one(one)
    return pieces


def _one(element: Element) -> list[Inline]:
    tag = element.tag.partition("-")[2]
    if tag in ("r", "t"):
        return [Text("".join(one.text or "" for one in element.iter() if one.tag in ("m-t", "w-t")))]
    if tag.endswith(_SILENT):
        return []
    write = _FORMS.get(tag)
    return write(element) if write else _all(element)


def _fraction(element: Element) -> list[Inline]:
    return [*_grouped(element.find("m-num")), Text("/"), *_grouped(element.find("m-den"))]


def _grouped(element: Element | None) -> list[Inline]:
    """In brackets where it is more than one word."""
    inside = _all(element)
    text = "".join(one.text for one in inside if isinstance(one, Text))
    return inside if text.isalnum() else [Text("("), *inside, Text(")")]


def _marked(inside: list[Inline], mark: str) -> list[Inline]:
    return [Text(one.text, one.marks | {mark}) if isinstance(one, Text) else one for one in inside]


def _script(element: Element) -> list[Inline]:
    return [
        *_all(element.find("m-e")),
        *_marked(_all(element.find("m-sub")), SUB),
        *_marked(_all(element.find("m-sup")), SUP),
    ]


def _before(element: Element) -> list[Inline]:
    return [
        *_marked(_all(element.find("m-sub")), SUB),
        *_marked(_all(element.find("m-sup")), SUP),
        *_all(element.find("m-e")),
    ]


def _root(element: Element) -> list[Inline]:
    return [*_marked(_all(element.find("m-deg")), SUP), Text("√"), *_grouped(element.find("m-e"))]


def _sum(element: Element) -> list[Inline]:
    sign = element.find("m-naryPr/m-chr")
    return [
        Text(sign.get("m-val", "∫") if sign is not None else "∫"),
        *_marked(_all(element.find("m-sub")), SUB),
        *_marked(_all(element.find("m-sup")), SUP),
        *_all(element.find("m-e")),
    ]


def _brackets(element: Element) -> list[Inline]:
    def sign(name: str, default: str) -> str:
        found = element.find(f"m-dPr/m-{name}")
        return found.get("m-val", default) if found is not None else default

    pieces: list[Inline] = [Text(sign("begChr", "("))]
    for number, one in enumerate(element.findall("m-e")):
        pieces += [*([Text(sign("sepChr", "|"))] if number else []), *_all(one)]
    return [*pieces, Text(sign("endChr", ")"))]


def _function(element: Element) -> list[Inline]:
    return [*_all(element.find("m-fName")), Text(" "), *_all(element.find("m-e"))]


def _limit(element: Element) -> list[Inline]:
    return [*_all(element.find("m-e")), *_marked(_all(element.find("m-lim")), SUB)]


def _matrix(element: Element) -> list[Inline]:
    rows = element.findall("m-mr") or [element]
    pieces: list[Inline] = []
    for number, row in enumerate(rows):
        pieces += [Text("; ")] if number else []
        for place, cell in enumerate(row.findall("m-e")):
            pieces += [*([Text(", ")] if place else []), *_all(cell)]
    return pieces


_FORMS = {
    "f": _fraction, "sSup": _script, "sSub": _script, "sSubSup": _script, "sPre": _before, "rad": _root, "nary": _sum,
    "d": _brackets, "func": _function, "limLow": _limit, "limUpp": _limit, "m": _matrix, "eqArr": _matrix,
}  # fmt: skip
