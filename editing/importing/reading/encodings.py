"""Bytes of a text file → text, whatever encoding it has; and what kind of file the bytes are."""

from __future__ import annotations

from editing.importing.model import RefusedError

#: How a file begins → what it is and what to do.
_OTHERS = (
    (b"{\\rtf", "an RTF file; open it in Word or WPS and save it as .docx"),
    (b"%PDF", "a PDF file; import the document that it was made from, or copy its text into Word"),
    (b"\x89PNG", "a picture; put it into a document"),
    (b"\xff\xd8\xff", "a picture; put it into a document"),
    (b"GIF8", "a picture; put it into a document"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive; unpack it first"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Names of streams in the older kind of Office files → what it is and what to do.
_STREAMS = (
    ("EncryptedPackage", "encrypted; open it in Word and save it without a password"),
    ("WordDocument", "a Word 97–2003 file (.doc); open it in Word or WPS and save it as .docx"),
    ("Workbook", "an Excel 97–2003 file (.xls); save the table as CSV UTF-8"),
    ("PowerPoint Document", "a PowerPoint file; copy its text into Word"),
    ("VBA", "an old Office file with macros; save it as .docx without macros"),
)
#: Where each encoding keeps the characters that texts are mostly made of: first bytes.
_CHINESE = (("gb18030", "gb2312", range(0xB0, 0xD8), "GBK/GB 18030"), ("big5hkscs", "big5", range(0xA4, 0xC7), "Big5"))


def file_kind(data: bytes) -> str:
    """What a file is: zip, html, text. RefusedError says what to do with what cannot be imported."""
    if data.startswith(_OLE):
        for name, what in _STREAMS:
            if name.encode("utf-16-le") in data[:4_000_000]:
                raise RefusedError(what)
        raise RefusedError("an old Office file; open it and save it as .docx")
    for begin, what in _OTHERS:
        if data.startswith(begin):
            raise RefusedError(what)
    return "zip" if data.startswith(b"PK") else "text"


def decoded_text(data: bytes) -> tuple[str, str]:
    """A text and the name of its encoding; RefusedError where it is in none that is known."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return _strict(data, encoding).lstrip("\ufeff"), encoding.upper()
    if b"\0" in data:
        return _wide(data)
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return _chinese(data)


def _wide(data: bytes) -> tuple[str, str]:
    """UTF-16 without a mark: every other byte of Latin text is nothing."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    return _strict(data, "utf-16-be" if even > odd else "utf-16-le"), "UTF-16"


def _chinese(data: bytes) -> tuple[str, str]:
    """The encoding in which most of the Chinese characters are common ones: the wrong one gives rare ones."""
    found: list[tuple[float, str, str]] = []
    for encoding, core, common, name in _CHINESE:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = [char for char in text[:20_000] if "\u3400" <= char <= "\U0003ffff"]
        first = [char.encode(core, "ignore")[:1] for char in sample]
        share = sum(bool(one) and one[0] in common for one in first) / max(len(sample), 1)
        found.append((share, name, text))
    if not found:
        raise RefusedError("in no encoding that is known (UTF-8, UTF-16, GBK, Big5); save it as UTF-8")
    _, name, text = max(found, key=lambda one: one[0])
    return text, name


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise RefusedError(
            f"damaged: it begins as {encoding.upper()} and does not go on so; save it as UTF-8"
        ) from None
