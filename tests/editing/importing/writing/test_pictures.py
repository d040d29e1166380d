"""Pictures of foreign files: as they are where that is fit, else made so."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from editing.importing.limits import LARGEST_SIDE
from editing.importing.model import Picture, RefusedError
from editing.importing.writing import pictures
from editing.importing.writing.pictures import UnreadablePictureError, prepared


def made(kind: str, size: tuple[int, int] = (30, 20), mode: str = "RGB", **save: object) -> bytes:
    out = BytesIO()
    Image.new(mode, size).save(out, kind, **save)
    return out.getvalue()


def picture(data: bytes, crop: tuple[float, float, float, float] = (0, 0, 0, 0), kind: str = "") -> Picture:
    return Picture(data=data, kind=kind, crop=crop)


@pytest.mark.parametrize(("kind", "ending"), [("PNG", "png"), ("JPEG", "jpg"), ("GIF", "gif"), ("WEBP", "webp")])
def test_what_browsers_show_stays_as_it_is(kind: str, ending: str) -> None:
    data = made(kind)
    assert prepared(picture(data)) == (data, ending, [])


@pytest.mark.parametrize("kind", ["BMP", "TIFF"])
def test_what_they_do_not_is_written_as_png(kind: str) -> None:
    data, ending, done = prepared(picture(made(kind)))
    assert (ending, done) == ("png", [f"written as PNG: browsers do not show {kind}"])
    assert Image.open(BytesIO(data)).size == (30, 20)


def test_it_is_cut_and_made_smaller() -> None:
    data, ending, done = prepared(picture(made("PNG", (LARGEST_SIDE * 2, 40)), (0.25, 0, 0, 0.5)))
    assert Image.open(BytesIO(data)).size[0] == LARGEST_SIDE
    assert (ending, len(done)) == ("png", 2)


def test_what_a_camera_turned_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data, _, _ = prepared(picture(made("JPEG", exif=exif)))
    assert Image.open(BytesIO(data)).size == (20, 30)


@pytest.mark.parametrize("data", [b"", b"x" * 100, made("PNG")[:40]])
def test_what_nothing_can_show_is_said(data: bytes) -> None:
    with pytest.raises(UnreadablePictureError):
        data, _, _ = prepared(picture(data, (0.1, 0, 0, 0)))


def test_too_many_pixels_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 100)
    with pytest.raises(RefusedError, match="make it smaller"):
        prepared(picture(made("PNG")))
