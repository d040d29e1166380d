"""Pictures of foreign files: checked before they are opened, cut as they were shown, made smaller, named."""

from __future__ import annotations

from io import BytesIO

from editing.importing.limits import LARGEST_PICTURE, LARGEST_SIDE, MB, MOST_PIXELS
from editing.importing.model import Picture, RefusedError

#: What browsers show as it is: kind → ending of the file's name.
_SHOWN = {"png": "png", "jpeg": "jpg", "gif": "gif", "webp": "webp", "svg": "svg"}


class UnreadablePictureError(Exception):
    """A picture that nothing can show; one clause that says why."""


def prepared(picture: Picture) -> tuple[bytes, str, list[str]]:
    """The bytes and ending of a picture's file, and what was done to it.

    RefusedError where it has more pixels than anybody's screen; UnreadablePictureError where it is damaged.
    """
    if picture.kind == "svg":
        return picture.data, "svg", []
    from PIL import Image, ImageFile, UnidentifiedImageError

    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = None  # the check below says why and what to do
    try:
        with Image.open(BytesIO(picture.data), formats=("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                most = MOST_PIXELS // MB
                raise RefusedError(
                    f"a picture has {width} × {height} pixels; at most {most} million are read: make it smaller"
                )
            kind = (image.format or "").lower()
            if kind in _SHOWN and not _needs_work(picture, image.size, image.getexif().get(0x0112, 1)):
                return picture.data, _SHOWN[kind], []
            return _worked(picture, image, kind)
    except UnidentifiedImageError:
        raise UnreadablePictureError("it is of no kind that is known") from None
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise UnreadablePictureError(f"it is damaged ({error})") from None


def _needs_work(picture: Picture, size: tuple[int, int], orientation: int) -> bool:
    return any(picture.crop) or max(size) > LARGEST_SIDE or len(picture.data) > LARGEST_PICTURE or orientation != 1


def _worked(picture: Picture, image: object, kind: str) -> tuple[bytes, str, list[str]]:
    from PIL import Image, ImageOps

    assert isinstance(image, Image.Image)  # noqa: S101 - the caller opened it
    done = [] if kind in _SHOWN else [f"written as PNG: browsers do not show {kind.upper()}"]
    if getattr(image, "n_frames", 1) > 1:
        done.append("only its first frame is kept")
    result: Image.Image = ImageOps.exif_transpose(image) or image
    if any(picture.crop):
        width, height = result.size
        left, top, right, bottom = picture.crop
        box = (round(width * left), round(height * top), round(width * (1 - right)), round(height * (1 - bottom)))
        if box[0] < box[2] and box[1] < box[3]:
            result = result.crop(box)
            done.append("cut as it was shown")
    if max(result.size) > LARGEST_SIDE:
        before = result.size
        if result.mode not in ("RGB", "RGBA", "L"):
            result = result.convert("RGBA" if _is_transparent(result) else "RGB")
        result.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
        done.append(f"made smaller, from {before[0]} × {before[1]} to {result.size[0]} × {result.size[1]} pixels")
    out = BytesIO()
    if kind == "jpeg" or (kind == "webp" and not _is_transparent(result)):
        result.convert("RGB").save(out, "JPEG", quality=85, optimize=True)
        return out.getvalue(), "jpg", done
    if result.mode not in ("1", "L", "LA", "P", "RGB", "RGBA"):
        result = result.convert("RGB")
    result.save(out, "PNG", optimize=True)
    return out.getvalue(), "png", done


def _is_transparent(image: object) -> bool:
    return bool(getattr(image, "has_transparency_data", False))
