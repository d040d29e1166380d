"""Drawings that run or fetch something are told from pictures."""

from __future__ import annotations

import codecs
import time

import pytest

from builder.attachments.active_content import fault_of_attachment
from builder.attachments.svg_rules import fault_of_svg
from tests.builder.attachments.drawings import svg
from tests.machine import PROJECT


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
    pictures = [path for folder in ("assets", "content") for path in (PROJECT / folder).rglob("*.svg")]
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
