"""Attachments that could act as if we had said it are problems, however they are spelled; ordinary ones are none."""

from __future__ import annotations

import codecs

import pytest

from builder.attachments.active_content import fault_of_attachment
from tests.builder.attachments.drawings import svg
from tests.site_helper import PNG, Site

PAGE = b"<!DOCTYPE html><script>fetch('/api/counts')</script>"


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
