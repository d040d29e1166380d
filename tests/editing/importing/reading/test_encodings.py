"""In which encoding a text is, and what a file is at all."""

from __future__ import annotations

import pytest

from editing.importing.model import RefusedError
from editing.importing.reading.encodings import decoded_text, file_kind

TEXT = "越南对进口卷钢发起反倾销复审，企业应尽快核对账期与付款。"
TRADITIONAL = "越南對進口鋼捲發起反傾銷複審，企業應儘快核對帳期與付款。"


@pytest.mark.parametrize(
    ("data", "text", "name"),
    [
        (TEXT.encode(), TEXT, "UTF-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), TEXT, "UTF-8"),
        (TEXT.encode("utf-16"), TEXT, "UTF-16"),
        (("\ufeff" + TEXT).encode("utf-16-be"), TEXT, "UTF-16"),
        (("\ufeff" + TEXT).encode("utf-32-le"), TEXT, "UTF-32"),
        ("title: abc".encode("utf-16-le"), "title: abc", "UTF-16"),
        ("title: abc".encode("utf-16-be"), "title: abc", "UTF-16"),
        (TEXT.encode("gbk"), TEXT, "GBK/GB 18030"),
        (TRADITIONAL.encode("big5"), TRADITIONAL, "Big5"),
        (b"", "", "UTF-8"),
    ],
)
def test_the_encoding_is_found_and_named(data: bytes, text: str, name: str) -> None:
    assert decoded_text(data) == (text, name)


def test_what_is_in_none_is_refused() -> None:
    with pytest.raises(RefusedError, match="in no encoding"):
        decoded_text(b"\xff\xfa\xfb" * 10)
    with pytest.raises(RefusedError, match="damaged"):
        decoded_text(b"\xef\xbb\xbf\xff")


def test_what_a_file_is() -> None:
    assert (file_kind(b"PK\x03\x04"), file_kind(TEXT.encode())) == ("zip", "text")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    with pytest.raises(RefusedError, match="xls"):
        file_kind(ole + "Workbook".encode("utf-16-le"))
    with pytest.raises(RefusedError, match="an old Office file"):
        file_kind(ole)
    with pytest.raises(RefusedError):
        file_kind(b"%PDF-1.7")
