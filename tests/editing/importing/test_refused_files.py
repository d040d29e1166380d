# ruff: noqa: E501 - markup stands in a line each
"""Files that are broken, hostile or too much: refused with one sentence, soon, and in little memory."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from editing.importing import limits
from tests.editing.importing import word
from tests.editing.importing.drafts import imported
from tests.machine import PROJECT
from tests.site_helper import Site

pytestmark = pytest.mark.thorough  # processes of its own, or whole releases: some seconds each

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def package(**parts: bytes | str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def stream(name: str) -> bytes:
    return OLE + b"\0" * 512 + name.encode("utf-16-le") + b"\0" * 64


def gigapixel() -> bytes:
    out = BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    return out.getvalue()


def a_bomb() -> bytes:
    return word.docx(word.paragraph("甲"), {f"word/media/{n}.png": bytes(60_000_000) for n in range(6)})


def many_elements() -> bytes:
    return word.docx("<w:p/>" * 600_001)


DOCUMENT = word.part("document", f"<w:body>{word.paragraph('甲')}</w:body>")

REFUSED: dict[str, tuple[str, bytes | Callable[[], bytes], str]] = {
    "an old Word file": ("a.doc", stream("WordDocument"), "a Word 97–2003 file (.doc); open it in Word or WPS and save it as .docx"),
    "an encrypted file": ("a.docx", stream("EncryptedPackage"), "encrypted; open it in Word and save it without a password"),
    "an old Excel file": ("a.xls", stream("Workbook"), "an Excel 97–2003 file (.xls); save the table as CSV UTF-8"),
    "an Excel file": ("a.xlsx", package(xl__workbook_xml="x"), "an Excel file; save each table as CSV UTF-8"),
    "an RTF file": ("a.doc", b"{\\rtf1 x}", "an RTF file; open it in Word or WPS and save it as .docx"),
    "a PDF file": ("a.pdf", b"%PDF-1.7", "a PDF file; import the document that it was made from, or copy its text into Word"),
    "a picture": ("a.png", b"\x89PNG\r\n", "a picture; put it into a document"),
    "an empty file": ("a.docx", b"", "it is empty"),
    "a kind of its own": ("a.xyz", "甲".encode(), 'of a kind that is not imported (".xyz"): .docx, .md, .csv, .tsv, .jsonl or a feed'),
    "no Word file": ("a.docx", b"hello", "not a Word file, whatever its name says; open it in Word and save it as .docx"),
    "half a Word file": ("a.docx", word.docx(word.paragraph("甲"))[:-40], "not a whole Word file (File is not a zip file); open it in Word and save it again"),
    "macros": (
        "a.docm",
        word.docx(word.paragraph("甲"), {"word/vbaProject.bin": b"x"}),
        "the file holds macros (programs); save it as .docx without macros",
    ),
    "a document type": (
        "a.docx",
        word.docx("", {"word/document.xml": '<!DOCTYPE a [<!ENTITY a "b">]>' + DOCUMENT.partition("?>")[2]}),
        "word/document.xml declares a document type, which no Word file needs; it is not read",
    ),
    "a document type in UTF-16": (
        "a.docx",
        word.docx("", {"word/document.xml": ('<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + DOCUMENT.partition("?>")[2]).encode("utf-16")}),
        "word/document.xml declares a document type, which no Word file needs; it is not read",
    ),
    "deep XML": (
        "a.docx",
        word.docx("<w:sdt><w:sdtContent>" * 200 + "</w:sdtContent></w:sdt>" * 200),
        f"word/document.xml is nested deeper than {limits.DEEPEST_XML} elements",
    ),
    "much XML": (
        "a.docx",
        lambda: word.docx(word.paragraph("甲") * 600_000),
        "word/document.xml unpacks to more than 40 MB; that is not read",
    ),
    "many elements": (
        "a.docx",
        many_elements,
        "word/document.xml has more than 600,000 elements; import it in parts",
    ),
    "a bomb": (
        "a.docx",
        a_bomb,
        "it unpacks to 360 MB; at most 300 MB are read: make its pictures smaller",
    ),
    "a gigapixel picture": (
        "a.docx",
        lambda: word.docx(f"<w:p>{word.picture('p')}</w:p>", {"word/media/i.png": gigapixel()}, [("p", "image", "media/i.png")]),
        "a picture has 30000 × 30000 pixels; at most 50 million are read: make it smaller",
    ),
    "damaged XML": (
        "a.docx",
        word.docx("<w:p>"),
        "word/document.xml is damaged: mismatched tag: line 1, column 1007; open the file in Word and save it again",
    ),
    "entities in a feed": (
        "a.xml",
        b'<!DOCTYPE rss [<!ENTITY a "aaaa">]><rss version="2.0"><channel><title>&a;</title></channel></rss>',
        "it declares entities, which no feed needs; it is not read",
    ),
    "a table without titles": ("a.csv", "甲,乙\n1,2\n".encode(), "no column of titles among 甲, 乙; name one with --map NAME=title"),
    "no JSON": ("a.jsonl", b'{"title": "a", "body": "x"}\n{"title": \n', "line 2 is not valid JSON: Expecting value: line 1 column 11 (char 10)"),
    "front matter that is none": (
        "a.md",
        "---\ntitle: [\n---\n\n甲\n".encode(),
        "its front matter is not valid YAML (while parsing a flow node expected the node content, but found '<stream end>' in \"<unicode string>\", line 2, column 1: ^)",
    ),
    "front matter that unfolds": (
        "a.md",
        b"---\na: &a [x]\ntitle: *a\n---\n",
        "its front matter is not valid YAML (aliases (*name) are not read)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_imported_is_refused_with_what_to_do(site: Site, name: str) -> None:
    file, data, reason = REFUSED[name]
    report = imported(site, data if isinstance(data, bytes) else data(), file)
    assert (report.refused, report.written) == (reason, [])
    assert not (site.root / "content/risk").exists()


MEASURED = """
import resource, sys
import build
try:
    build.cli(sys.argv[1:])
except SystemExit:
    print("kB", resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_hostile_files_take_little_memory(site: Site) -> None:
    """The largest of them, in a process of its own."""
    site.file("in/a.docx", a_bomb()).file("in/b.docx", many_elements())
    files = [f"{site.root}/in/{name}" for name in ("a.docx", "b.docx")]
    command = [sys.executable, "-c", MEASURED, "--root", str(site.root), "import", *files]
    said = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    assert said.count("refused:") == 2
    assert int(said.rpartition("kB ")[2]) < 400_000


SLOW = {
    "open tags": ("a.html", "<a " * 20_000),
    "open comments": ("a.html", "<!--" * 20_000),
    "brackets": ("a.md", "[" * 20_000 + "](x)" * 20_000),
    "notes": ("a.md", "[^1]" * 5_000 + "\n\n[^1]: 注\n"),
    "stars": ("a.md", "*a " * 20_000),
    "lists in lists": ("a.md", "".join(" " * depth + "- a\n" for depth in range(400))),
}


@pytest.mark.parametrize("name", SLOW)
def test_nothing_makes_the_import_think_for_long(site: Site, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("editing.importing.confined.MOST_SECONDS", 20)  # of the processor, whatever else runs
    file, text = SLOW[name]
    assert imported(site, text.encode(), file).refused is None


def test_a_file_that_takes_too_long_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def for_ever(*_: object) -> None:
        while True:
            pass

    monkeypatch.setattr("editing.importing.confined.MOST_SECONDS", 1)
    monkeypatch.setattr("editing.importing.files.read_markdown", for_ever)
    assert imported(site, b"x", "a.md").refused == "it takes more than 1 seconds to read; import it in parts"


def test_a_file_that_takes_too_much_memory_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("editing.importing.confined.MOST_MEMORY", 50_000_000)
    monkeypatch.setattr("editing.importing.files.read_markdown", lambda _: bytearray(400_000_000))
    assert imported(site, b"x", "a.md").refused == "it takes more than 50 MB to read; import it in parts"
