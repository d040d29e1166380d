"""Attachments that could act as if we had said it are problems, however they are spelled; ordinary ones are none."""

from __future__ import annotations

import codecs
import time
import zlib
from pathlib import Path

import pytest

from builder.attachments.active_content import fault_of_attachment
from builder.attachments.pdf_rules import fault_of_pdf
from builder.attachments.svg_rules import fault_of_svg
from tests.site_helper import PNG, Site

ROOT = Path(__file__).parents[2]
PAGE = b"<!DOCTYPE html><script>fetch('/api/counts')</script>"
SVG_OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'


def svg(inside: str, before: str = "") -> bytes:
    return f"{before}{SVG_OPEN}{inside}</svg>".encode()


@pytest.mark.parametrize(
    "name",
    [
        "a.html",
        "a.HTM",
        "a.xhtml",
        "a.shtml",
        "a.mht",
        "a.js",
        "a.mjs",
        "a.xml",
        "a.xsl",
        "a.XSLT",
        "a.swf",
        "a.svgz",
        "a.html.",
        "a.js ",
        "a.pdf.html",
        "a.php",
        "a.phtml",
        "a.jsp",
        "a.css",
        "a.htc",
        "a.jar",
        "a.wasm",
        "web.config",
        "a.htaccess",
        "_headers",
        "_redirects",
        "a.atom",
        "a.appcache",
    ],
)
def test_names_by_which_browsers_or_servers_run_something(name: str) -> None:
    assert fault_of_attachment(name, b"harmless")


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.png", "a.csv", "a", "a.docx", "a.bin", "a.jpeg"])
@pytest.mark.parametrize(
    "data",
    [
        PAGE,
        b"\n\t <html>",
        b"<!-- x --><p>",
        b"<?xml version='1.0'?><a/>",
        b"<svg/onload=alert(1)>",
        b"<?php system('x');",
        codecs.BOM_UTF8 + PAGE,
        PAGE.decode().encode("utf-16"),
        PAGE.decode().encode("utf-16-le"),
        b"+ADw-script+AD4-",
        PAGE.decode().encode("utf-16-be"),
        PAGE.decode().encode("utf-32"),
        codecs.BOM_UTF8 + b"\n" + PAGE,
        b"<%@ page %>",
        b"\0\0" + PAGE,
        b"FWS\x06" + bytes(99),
        b"CWS\x06" + bytes(99),
        b"\0asm\1\0\0\0",
        b"\xca\xfe\xba\xbe\0\0\0\x34",
        b"x\n-----BEGIN PRIVATE KEY-----\nMC4CAQ==",
        b"-----BEGIN OPENSSH PRIVATE KEY-----",
        b"-----BEGIN RSA PRIVATE KEY-----",
    ],
)
def test_bytes_that_say_so_whatever_the_name_is(name: str, data: bytes) -> None:
    assert fault_of_attachment(name, data)


@pytest.mark.parametrize("ending", ["png", "jpg", "gif", "webp", "ico", "JPEG"])
@pytest.mark.parametrize(
    "tail",
    [PAGE, b"\xff\xfe<script>x", "<ScRiPt>".encode("utf-16-le"), b"<?php x", b"PK\x05\x06" + bytes(18), b"<HTML>"],
)
def test_pictures_that_are_something_else_as_well(ending: str, tail: bytes) -> None:
    assert fault_of_attachment(f"a.{ending}", PNG) == ""
    assert fault_of_attachment(f"a.{ending}", b"GIF89a" + bytes(500) + tail)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", PNG),
        ("a.pdf", b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction[3 0 R/Fit]>>endobj"),
        ("a.txt", b""),
        ("a.csv", "国别,金额\n越南,<5%\n".encode("utf-8-sig")),
        ("a.xlsx", b"PK\x03\x04" + bytes(99) + b"PK\x05\x06" + bytes(18)),
        ("a.txt", "关于 <script> 的说明".encode()),
        ("a.md.txt", b"# x"),
        ("README", b"x"),
        ("a.zip", b"PK\x05\x06" + bytes(18)),
        ("a.json", b'{"a": 1}'),
        ("a.txt", "国别".encode("gb18030")),
        ("a.txt", "正文".encode("utf-16")),
        ("a.bin", bytes(50)),
        ("cert.pem", b"-----BEGIN CERTIFICATE-----"),
        ("a.txt", b"< 5 %"),
        ("a.jpg", b"\xff\xd8\xff\xe1<?xpacket begin=''?><x:xmpmeta>"),
    ],
)
def test_what_people_attach_is_attached(name: str, data: bytes) -> None:
    assert fault_of_attachment(name, data) == ""


@pytest.mark.parametrize(
    "picture",
    [
        svg("<script>alert(1)</script>"),
        svg("<SCRIPT/>"),
        svg('<script xlink:href="x.js"/>'),
        svg('<g onload="x()"/>'),
        svg('<g ONCLICK="x()"/>'),
        svg('<a href="javascript:x()"><text>x</text></a>'),
        svg('<a xlink:href=" java&#10;script:x()"/>'),
        svg('<a href="&#106;avascript:x()"/>'),
        svg('<a href="https://x.test/"/>'),
        svg("<foreignObject/>"),
        svg('<image href="https://x.test/a.png"/>'),
        svg('<image href="a.png"/>'),
        svg('<use href="b.svg#x"/>'),
        svg('<image href="data:image/svg+xml,&lt;svg/&gt;"/>'),
        svg('<image href="data:text/html,x"/>'),
        svg('<use xlink:href="//x.test/#a"/>'),
        svg('<image src="x.png"/>'),
        svg('<g xml:base="https://x.test/"><use href="#a"/></g>'),
        svg('<feImage href="/api/counts"/>'),
        svg('<animate attributeName="href" values="#a"/>'),
        svg('<set attributeName="xlink:href" to="#x"/>'),
        svg('<set attributeName="onclick" to="x()"/>'),
        svg('<animate attributeName="fill" to="url(https://x.test/)"/>'),
        svg("<style>@import 'https://x.test/';</style>"),
        svg("<style>rect{fill:url(https://x.test/#a)}</style>"),
        svg("<style>rect{fill:u\\72l(https://x.test/)}</style>"),
        svg("<style><![CDATA[rect{fill:url('//x.test/')}]]></style>"),
        svg("<style>rect{x:image-set('//x.test/a.png' 1x)}</style>"),
        svg('<style>a{content:"/*";fill:url(//x.test/);b:"*/"}</style>'),
        svg("<style>rect{fill:ur<!-- x -->l(//x.test/)}</style>"),
        svg("<style>r{-moz-binding:url(#x)}</style>"),
        svg('<rect style="fill:url(https://x.test/)"/>'),
        svg('<rect fill="url( &quot;//x.test/#a&quot;)"/>'),
        svg('<rect fill="u\\72l(//x.test/)"/>'),
        svg('<rect filter="URL(https://x.test/)"/>'),
        svg('<rect cursor="url(a.cur)"/>'),
        svg('<g mask="image(url(a.png))"/>'),
        svg('<h:script xmlns:h="http://www.w3.org/1999/xhtml"/>'),
        svg('<h:img xmlns:h="http://www.w3.org/1999/xhtml" alt=""/>'),
        svg('<ev:listener xmlns:ev="http://www.w3.org/2001/xml-events"/>'),
        svg('<x:include xmlns:x="http://www.w3.org/2001/XInclude"/>'),
        svg('<h:handler xmlns:h="urn:x"/>'),
        svg("<iframe/>"),
        svg("<audio/>"),
        svg("", '<?xml-stylesheet href="x.xsl" type="text/xsl"?>'),
        svg("&x;", "<!DOCTYPE svg [<!ENTITY x '1'>]>"),
        svg("", '<!DOCTYPE svg [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>'),
        svg("", "<!DOCTYPE svg [<!ATTLIST svg onload CDATA 'x()'>]>"),
        b"<html xmlns='http://www.w3.org/1999/xhtml'><script>x</script></html>",
        b"<svg",
        b"",
        b"no xml",
        b"<svg/><svg/>",
        svg("x").decode().encode("utf-16"),
        b'<?xml version="1.0" encoding="utf-7"?>' + svg("+ADw-script+AD4-"),
        b'<?xml version="1.0" encoding="ISO-2022-JP"?>' + svg(""),
        b'<?xml version="1.0" encoding="GBK"?>' + svg("x"),
        svg("") + b"\xff",
        svg("<g>" * 10 + "</g>" * 9),
    ],
)
def test_svg_that_runs_or_fetches(picture: bytes) -> None:
    assert fault_of_svg(picture)
    assert fault_of_attachment("a.SVG", picture)


@pytest.mark.parametrize(
    "picture",
    [
        svg('<rect width="5" height="5" fill="url(#g)"/><use xlink:href="#g"/><a href="#x"/>'),
        svg("<style>rect{stroke:url( '#g' )} @font-face{font-family:x;src:url(data:font/woff2;base64,AA==)}</style>"),
        svg('<image xlink:href="data:image/png;base64,AAAA"/><text>x</text>'),
        svg("<title>javascript: 的说明</title><desc>url(https://x.test/)</desc>"),
        svg('<animate attributeName="fill" values="red;blue"/><set attributeName="x" to="5"/>'),
        b'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"'
        b' "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n' + svg("<g/>"),
        codecs.BOM_UTF8 + svg("<g/>"),
        svg('<s:namedview xmlns:s="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" s:docname="C:\\\\x\\\\a.svg"/>'),
        svg(
            '<metadata><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:li r:resource="http://purl.org/x"/></r:RDF></metadata>'
        ),
        b"<svg/>",
    ],
)
def test_svg_that_is_a_picture(picture: bytes) -> None:
    assert fault_of_svg(picture) == ""
    assert fault_of_attachment("a.svg", picture) == ""


def test_the_shipped_pictures_are_pictures() -> None:
    pictures = [path for folder in ("assets", "content") for path in (ROOT / folder).rglob("*.svg")]
    assert pictures
    assert [path for path in pictures if fault_of_svg(path.read_bytes())] == []


def test_entities_are_never_expanded_and_large_drawings_are_refused_at_once() -> None:
    laughs = "<!DOCTYPE svg [<!ENTITY a 'x'>" + "".join(
        f"<!ENTITY a{number} '{f'&a{number - 1};' * 9 if number else '&a;'}'>" for number in range(30)
    )
    began = time.process_time()
    assert fault_of_svg(svg("&a29;", laughs + "]>"))
    assert fault_of_svg(b"<svg>" + b" " * (17 << 20))
    assert time.process_time() - began < 5


def packed(data: bytes) -> bytes:
    """A PDF with something in a packed stream, behind a photograph."""
    return (
        b"%PDF-1.5\nstream\r\n\xff\xd8\xff photo endstream\n1 0 obj<</Type/ObjStm>>stream\n"
        + zlib.compress(data)
        + b"\nendstream"
    )


@pytest.mark.parametrize(
    "inside",
    [
        b"<</S/JavaScript/JS(app.alert(1))>>",
        b"<</S /J#61vaScript /JS 5 0 R>>",
        b"<</S/#4Aav#61Script>>",
        b"<</S/Launch/F(x)>>",
        b"<</Subtype/RichMedia>>",
        b"<</AcroForm<</XFA[(x)]>>>>",
        b"<</S/Rendition>>",
        b"<</Names<</JavaScript 3 0 R>>>>",
    ],
)
def test_pdf_that_acts_when_it_is_opened(inside: bytes) -> None:
    for data in (b"%PDF-1.4\n1 0 obj" + inside + b"endobj", packed(inside), packed(bytes(200_000) + inside)):
        assert fault_of_pdf(data)
        assert fault_of_attachment("a.pdf", data)


def test_pdf_that_speaks_of_scripts_does_not_act() -> None:
    for data in (
        b"%PDF-1.4\n(JavaScript) /JavaScripting",
        packed(b"BT (/Launching) Tj ET"),
        packed(zlib.compress(bytes(999))),
    ):
        assert fault_of_pdf(data) == ""


def test_what_a_pdf_unpacks_to_is_bounded() -> None:
    bomb = packed(bytes(300 << 20)) * 3
    began = time.process_time()
    assert fault_of_pdf(bomb) == ""
    assert time.process_time() - began < 10


def test_the_editor_is_told_at_the_line_of_the_link(site: Site) -> None:
    site.small().bulletin("a", "正文。\n\n[网页](x.html) ![图](y.svg)\n\n[文](z.txt)").guide("g", "[程序](x.js)")
    site.file("content/risk/x.html", PAGE).file("content/risk/y.svg", svg("<script/>")).file("content/risk/z.txt", PAGE)
    site.file("content/guide/x.js", "x")
    assert site.problems() == [
        'content/guide/g.md:5:6: link: "x.js" is a program for browsers; attach a PDF, a picture, a table or a text',
        'content/risk/a.md:9:6: link: "x.html" is a web page; attach a PDF, a picture, a table or a text',
        'content/risk/a.md:9:19: image: "y.svg" is an SVG picture with <script>; export it as plain SVG, or as PNG',
        'content/risk/a.md:11:5: link: "z.txt" begins like a web page or XML, whatever its name says; '
        "attach a PDF, a picture, a table or a text",
    ]


def test_in_a_draft_it_is_a_warning(site: Site) -> None:
    site.small().bulletin("a").bulletin("d", "[网页](x.html)", draft=True).file("content/risk/x.html", PAGE)
    assert [one.partition(" is ")[0] for one in site.warnings()] == ['content/risk/d.md:8:6: warning: link: "x.html"']
