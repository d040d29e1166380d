"""How wide and high a picture is as browsers show it, turned as its camera says; None where it cannot be read."""

from __future__ import annotations

from io import BytesIO
from typing import Literal

import imagesize

#: Kinds of pictures of which every whole file tells its size.
_TELLING = frozenset({"png", "jpg", "jpeg", "jfif", "gif", "webp", "bmp", "tif", "tiff"})
_PNG = b"\x89PNG\r\n\x1a\n"
#: The tag of Exif; its values up to 4 leave width and height as they are.
_ORIENTATION, _UPRIGHT = 0x0112, 4


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, None where there are none."""
    try:
        width, height = imagesize.get(BytesIO(data), exif_rotation=True)
    except Exception:  # whatever the parser stumbles on in somebody's file, it has no size
        return None
    width, height = round(width), round(height)  # an SVG may say 720.0
    if _is_png_on_its_side(data):
        width, height = height, width
    return (width, height) if width > 0 and height > 0 else None


def _is_png_on_its_side(data: bytes) -> bool:
    """Whether a PNG says that browsers must turn it by a quarter, which imagesize does not read there.

    PNG, third edition, 11.3.4.6: the chunk eXIf before the image data holds Exif, whose tag 0x0112 is the orientation.
    """
    at = len(_PNG)
    while data.startswith(_PNG) and data[at + 4 : at + 8] not in (b"", b"IDAT"):
        length = int.from_bytes(data[at : at + 4])
        if data[at + 4 : at + 8] == b"eXIf":
            return _orientation(data[at + 8 : at + 8 + length]) > _UPRIGHT
        at += 12 + length
    return False


def _orientation(exif: bytes) -> int:
    order: Literal["little", "big"] = "little" if exif.startswith(b"II") else "big"
    table = int.from_bytes(exif[4:8], order)
    for number in range(int.from_bytes(exif[table : table + 2], order)):
        entry = exif[table + 2 + 12 * number :][:12]
        if int.from_bytes(entry[:2], order) == _ORIENTATION:
            return int.from_bytes(entry[8:10], order)
        if not entry:
            break
    return 1


def fault_of_picture(name: str, data: bytes) -> str:
    """What is wrong with showing a file as a picture, as a message goes on after its name; empty when nothing is."""
    if name.rpartition(".")[2].lower() in _TELLING and picture_size(data) is None:
        return "cannot be read as a picture; it may be cut off or of another kind than its name says: save it anew"
    return ""
