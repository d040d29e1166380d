"""Drawings of a Word file: pictures, text boxes, charts, diagrams, embedded objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from editing.importing.docx.context import Context, part_text, shortened, visible_text
from editing.importing.limits import MB
from editing.importing.model import Block, Image, Inline, Picture, RefusedError

#: Ending of a part's name → the kind of picture.
KINDS = {
    "png": "png", "jpg": "jpeg", "jpeg": "jpeg", "jpe": "jpeg", "jfif": "jpeg", "gif": "gif", "webp": "webp",
    "svg": "svg",
    "bmp": "bmp", "dib": "bmp", "tif": "tiff", "tiff": "tiff", "emf": "emf", "wmf": "wmf", "emz": "emf", "wmz": "wmf",
}  # fmt: skip
#: Reads the blocks of a text box.
ReadBlocks = Callable[[Element], list[Block]]


def drawing(context: Context, element: Element, read: ReadBlocks) -> list[Inline]:
    """What a `w-drawing`, `w-pict` or `w-object` shows: pictures stand in the text, text boxes follow the paragraph."""
    pieces: list[Inline] = []
    properties = element.find(".//wp-docPr")
    alt = _alt(properties) if properties is not None else _alt_of_shape(element)
    told = len(context.lost)
    for one in outside_boxes(element):
        if one.tag == "a-blip":
            pieces += _picture(context, one, "r-embed", "r-link", alt, _crop(element))
        elif one.tag == "v-imagedata":
            pieces += _picture(context, one, "r-id", "r-href", alt or one.get("o-title", ""), (0, 0, 0, 0))
        elif one.tag == "w-txbxContent":
            _box(context, one, read)
        elif lose := _LOST.get(one.tag):
            lose(context, one)
    if element.find("wp-anchor") is not None and pieces:
        context.change("a floating picture stands in the text now")
    if not pieces and len(context.lost) == told and element.find(".//a-graphic") is not None:
        context.counted["shapes without text, such as lines and arrows"] += 1
    return pieces


def outside_boxes(element: Element) -> Iterator[Element]:
    """The elements of a drawing down to its text boxes, whose content is a text of its own."""
    for one in element:
        if one.tag == "mc-AlternateContent":
            chosen = one.find("mc-Choice")
            yield from outside_boxes(chosen if chosen is not None else one)
            continue
        yield one
        if one.tag != "w-txbxContent":
            yield from outside_boxes(one)


def _box(context: Context, box: Element, read: ReadBlocks) -> None:
    text = visible_text(box)
    context.beside += read(box)
    if text:
        context.lose(f'text box: "{text}" stands in the text now, after the paragraph that it was beside')


def _lose_words(context: Context, element: Element) -> None:
    if text := element.get("string"):
        context.lose(f'text as a picture (WordArt): "{text}"')


def _lose_object(context: Context, element: Element) -> None:
    context.lose(f"embedded object ({element.get('ProgID', 'unknown')}); put what readers need into the text")


#: What no page can show.
_LOST: dict[str, Callable[[Context, Element], None]] = {
    "c-chart": lambda context, element: _lose_part(context, element.get("r-id", ""), "chart"),
    "dgm-relIds": lambda context, element: _lose_part(context, element.get("r-dm", ""), "diagram"),
    "v-textpath": _lose_words,
    "o-OLEObject": _lose_object,
}


def _alt(properties: Element) -> str:
    return " ".join((properties.get("descr") or properties.get("title") or "").split())


def _alt_of_shape(element: Element) -> str:
    shape = element.find("v-shape")
    return " ".join((shape.get("alt") or "").split()) if shape is not None else ""


def _crop(element: Element) -> tuple[float, float, float, float]:
    found = element.find(".//a-srcRect")
    if found is None:
        return (0, 0, 0, 0)
    left, top, right, bottom = (_share(found.get(name, "0")) for name in "ltrb")
    return (left, top, right, bottom)


def _share(text: str) -> float:
    """A part of the whole in thousandths of a per cent, or with its sign."""
    try:
        value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 100_000)
    except ValueError:
        return 0.0
    return min(max(value, 0.0), 1.0)


def _picture(
    context: Context, element: Element, inside: str, outside: str, alt: str, crop: tuple[float, float, float, float]
) -> list[Inline]:
    better = next((one.get("r-embed", "") for one in element.iter("asvg-svgBlip")), "")
    for identifier in (better, element.get(inside, ""), element.get(outside, "")):
        relation = context.relations.get(identifier)
        if relation is None:
            continue
        if relation.outside:
            context.lose(f"a picture that lies elsewhere ({shortened(relation.target, 60)}); copy it into the document")
            return []
        kind = KINDS.get(relation.target.rpartition(".")[2].lower(), "")
        if kind == "svg" and not _is_plain_svg(context, relation.target):
            continue
        return _kept(context, relation.target, kind, alt, crop)
    if element.get(inside) or element.get(outside):
        context.lose("a picture that is missing from the file")
    return []


def _kept(
    context: Context, part: str, kind: str, alt: str, crop: tuple[float, float, float, float]
) -> list[Inline]:  # fmt: skip
    name = part.rpartition("/")[2]
    if kind in ("emf", "wmf", ""):
        shown = f" ({alt})" if alt else ""
        context.lose(
            f"picture {name}{shown}: browsers cannot show {kind.upper() or 'this kind'}; save it as PNG and put it in"
        )
        return []
    if not context.package.has(part):
        context.lose("a picture that is missing from the file")
        return []
    data = context.package.read(part, 100 * MB)
    return [Image(Picture(data, kind, alt, context.place, crop), alt=alt)]


def _is_plain_svg(context: Context, part: str) -> bool:
    """Whether an SVG only draws; one that runs or loads something is not taken, but the picture beside it is."""
    try:
        root = context.package.xml(part)
    except RefusedError:
        return False
    return not any(_is_active(one) for one in root.iter())


def _is_active(element: Element) -> bool:
    name = element.tag.rpartition("-")[2].rpartition("}")[2].lower()
    if name in ("script", "foreignobject", "style", "iframe", "use", "image", "animate", "set", "handler"):
        return True
    values = ((key.rpartition("-")[2].lower(), value.strip().lower()) for key, value in element.attrib.items())
    return any(key.startswith("on") or (key == "href" and not value.startswith("#")) for key, value in values)


def _lose_part(context: Context, identifier: str, what: str) -> None:
    relation = context.relations.get(identifier)
    text = part_text(context, relation.target) if relation and not relation.outside else ""
    shown = f': "{text}"' if text else ""
    context.lose(f"{what}{shown}; put its figures into a table or its picture into the text")
