"""How wide and high a picture is as browsers show it, turned as its camera says; None where it cannot be read."""

from __future__ import annotations

from io import BytesIO

import imagesize

#: Kinds of pictures of which every whole file tells its size.
_TELLING = frozenset({"png", "jpg", "jpeg", "jfif", "gif", "webp", "bmp", "tif", "tiff"})


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, None where there are none."""
    try:
        width, height = imagesize.get(BytesIO(data), exif_rotation=True)
    except Exception:  # whatever the parser stumbles on in somebody's file, it has no size
        return None
    width, height = round(width), round(height)  # an SVG may say 720.0
    return (width, height) if width > 0 and height > 0 else None


def fault_of_picture(name: str, data: bytes) -> str:
    """What is wrong with showing a file as a picture, as a message goes on after its name; empty when nothing is."""
    if name.rpartition(".")[2].lower() in _TELLING and picture_size(data) is None:
        return "cannot be read as a picture; it may be cut off or of another kind than its name says: save it anew"
    return ""
