"""The picture of a step: the part of the page that it names, with numbered marks, as small as it can be."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from pathlib import Path

import oxipng
from PIL import Image, ImageChops
from playwright.sync_api import FloatRect, Page

from builder.reading.records import StepPicture
from builder.reading.steps.blocks import PICTURE_SCALE
from guides.stepping import NotDoneError, near_text

#: Pixels around what a picture shows.
_MARGIN = 12
#: Colours of a picture: letters, lines and marks of a light page need no more.
_COLOURS = 64
#: How much two pixels may differ in a channel, and what share of them in more, and still be the same picture.
_SHADE, _SHARE = 48, 0.002
_MARKS = Path(__file__).with_name("marks.js")
#: Waits for letters, gives up the focus and has all of the page laid out anew: what a script has put into it after it
#: was first painted may else stand half a pixel elsewhere.
_CALM = """async () => {
  await document.fonts.ready;
  if (document.activeElement) document.activeElement.blur();
  document.body.style.display = 'none';
  void document.body.offsetHeight;
  document.body.style.display = '';
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
_Box = tuple[float, float, float, float]


def take_picture(page: Page, picture: StepPicture) -> bytes:
    """A PNG of the page as it is now, as the browser gives it.

    NotDoneError where a region or a marked text is not there.
    """
    page.mouse.move(0, 0)
    page.evaluate(_CALM)
    area, marks = find_parts(page, picture)
    page.evaluate(_MARKS.read_text(encoding="utf-8"), [marks, list(area.values())])
    try:
        return _screenshot(page, area)
    finally:
        page.evaluate("() => { const marks = document.getElementById('guide-marks'); if (marks) marks.remove(); }")


def find_parts(page: Page, picture: StepPicture) -> tuple[FloatRect, list[_Box]]:
    """What is pictured, and where its marks are. NotDoneError where a region or a marked text is not there."""
    area = _area(page, picture)
    marks = [_mark(page, mark, picture.regions) for mark in picture.marks]
    for mark, box in zip(picture.marks, marks, strict=True):
        if not _holds(area, box):
            raise NotDoneError(f'"{mark}" lies outside of the picture; give it another region or height')
    return area, marks


def _screenshot(page: Page, area: FloatRect) -> bytes:
    """The pixels of an area, larger than the page has them: all letters are drawn anew for it, from where they are now.

    Of a page that was at this scale all along some would lie as they did before a script moved them, a pixel off.
    """
    session = page.context.new_cdp_session(page)
    try:
        clip = {**area, "scale": PICTURE_SCALE}
        taken = session.send("Page.captureScreenshot", {"format": "png", "clip": clip, "captureBeyondViewport": True})
    finally:
        session.detach()
    return base64.b64decode(taken["data"])


def _area(page: Page, picture: StepPicture) -> FloatRect:
    """What is pictured: the screen, or all regions together, with a margin."""
    size = page.viewport_size or {"width": 0, "height": 0}
    if not picture.regions:
        return {"x": 0, "y": 0, "width": size["width"], "height": picture.height or size["height"]}
    boxes = [_box(page, "part", name, "no part of the page is called") for name in picture.regions]
    left = max(0, min(one[0] for one in boxes) - _MARGIN)
    top = max(0, min(one[1] for one in boxes) - _MARGIN)
    right = min(size["width"], max(one[0] + one[2] for one in boxes) + _MARGIN)
    bottom = max(one[1] + one[3] for one in boxes) + _MARGIN
    height = min(bottom - top, picture.height) if picture.height else bottom - top
    return {"x": round(left), "y": round(top), "width": round(right - left), "height": round(height)}


def _holds(area: FloatRect, box: _Box) -> bool:
    left, top, width, height = box
    across = area["x"] - _MARGIN <= left and left + width <= area["x"] + area["width"] + _MARGIN
    return across and area["y"] - _MARGIN <= top and top + height <= area["y"] + area["height"]


def _mark(page: Page, text: str, regions: Sequence[str]) -> _Box:
    """Where a text is, in the regions before the rest of the page."""
    for region in [*regions, ""]:
        found: _Box | None = page.evaluate(
            "([text, part]) => { const one = xinfengGuide.showing(text, part); return one && xinfengGuide.box(one); }",
            [text, region],
        )
        if found:
            return found
    shown = page.evaluate("() => xinfengGuide.candidates('', false)")
    raise NotDoneError(f'nothing to mark shows "{text}"{near_text(text, shown)}')


def _box(page: Page, how: str, name: str, fault: str) -> _Box:
    found: _Box | None = page.evaluate(
        f"name => {{ const one = xinfengGuide.{how}(name); return one && xinfengGuide.box(one, true); }}", name
    )
    if not found:
        raise NotDoneError(f'{fault} "{name}"')
    return found


def compressed(data: bytes) -> bytes:
    """A PNG with few colours, packed as tightly as it goes; the same bytes for the same pixels."""
    with Image.open(io.BytesIO(data)) as opened:
        reduced = opened.convert("RGB").quantize(_COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    out = io.BytesIO()
    reduced.save(out, "PNG", optimize=True)
    packed: bytes = oxipng.optimize_from_memory(out.getvalue(), level=4, strip=oxipng.StripChunks.safe())
    return packed


def looks_alike(one: bytes, other: bytes) -> bool:
    """Whether a reader would see the same in two pictures."""
    if one == other:
        return True
    with Image.open(io.BytesIO(one)) as first, Image.open(io.BytesIO(other)) as second:
        if first.size != second.size:
            return False
        differences = ImageChops.difference(first.convert("RGB"), second.convert("RGB")).convert("L")
    differing = sum(differences.histogram()[_SHADE:])
    return differing <= _SHARE * differences.width * differences.height
