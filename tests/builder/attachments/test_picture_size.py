"""Pictures as editors have them: cut off, misnamed, turned by the camera."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from builder.attachments import picture_size
from tests.site_helper import PNG, Site

_ORIENTATION = 0x0112


def picture(kind: str, orientation: int = 1) -> bytes:
    """A picture of 30 × 20 points as the camera stores it."""
    written, exif = BytesIO(), Image.Exif()
    exif[_ORIENTATION] = orientation
    Image.new("RGB", (30, 20), (1, 2, 3)).save(written, kind, **({"exif": exif} if orientation > 1 else {}))
    return written.getvalue()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(("name", "kind"), [("a.jpg", "JPEG"), ("a.png", "PNG")])
def test_a_photograph_is_as_wide_as_it_is_shown(site: Site, name: str, kind: str, orientation: int) -> None:
    site.small().file(f"content/risk/{name}", picture(kind, orientation)).bulletin("a", f"![甲]({name})").build()
    size = 'width="20" height="30"' if orientation > 4 else 'width="30" height="20"'
    assert size in site.text("/risk/a/")


@pytest.mark.parametrize(
    ("name", "kind"), [("a.webp", "WEBP"), ("a.tiff", "TIFF"), ("a.png", "PNG"), ("a.gif", "GIF"), ("a.JPG", "JPEG")]
)
def test_a_picture_that_is_cut_off_is_a_problem_at_its_line(site: Site, name: str, kind: str) -> None:
    site.small().bulletin("a", f"文。\n\n![甲]({name})").bulletin("b", f"[甲]({name})")
    for length in (0, 1, 5, 9, 15, 19, 23):
        data = picture(kind)[:length] if kind != "GIF" else picture(kind)[: min(length, 9)]
        assert site.file(f"content/risk/{name}", data).problems() == [
            f'content/risk/a.md:9:6: image: "{name}" cannot be read as a picture; it may be cut off or of another kind '
            "than its name says: save it anew"
        ]


def test_whatever_the_parser_raises_is_no_size(monkeypatch: pytest.MonkeyPatch) -> None:
    for error in (IndexError, UnboundLocalError, RecursionError, MemoryError, AssertionError):

        def get(*_: object, error: type[Exception] = error, **__: object) -> tuple[int, int]:
            raise error

        monkeypatch.setattr("imagesize.get", get)
        assert picture_size.picture_size(PNG) is None


def test_pictures_that_tell_no_size_are_shown_without(site: Site) -> None:
    site.small().file("content/risk/a.avif", b"\0\0\0\x1cftypavif").bulletin("a", "![甲](a.avif)").build()
    (image,) = [one for one in site.page("/risk/a/").images if one["src"].endswith("a.avif")]
    assert "width" not in image


@pytest.mark.parametrize(
    "chunk", [b"", b"II*\0", b"MM\0*\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff", b"MM\0*\0\0\0\x08\0\x01\x01\x12"]
)
def test_exif_that_is_cut_off_turns_nothing(chunk: bytes) -> None:
    whole = picture("PNG")
    broken = whole[:33] + len(chunk).to_bytes(4) + b"eXIf" + chunk + bytes(4) + whole[33:]
    assert picture_size.picture_size(broken) == (30, 20)
