"""What in an attached file could act in a reader's browser as if we had said it: judged by name and bytes.

Attachments are other people's bytes under our name. Hosts serve them so that nothing in them runs
(view/hosting/headers.py). This is for hosts and browsers that do not know how, and tells the editor at once. See
decision 22.
"""

from __future__ import annotations

import re

from builder.attachments.pdf_rules import fault_of_pdf
from builder.attachments.svg_rules import fault_of_svg

#: Endings of names by which browsers, or a server that was set up carelessly, take a file for something to run.
_ENDINGS = {
    "a web page": "htm html xhtm xhtml xht hxt mht mhtml shtml shtm stm hta htc",
    "a program for browsers": "js mjs cjs es jse wasm swf jar class jnlp xap dcr appcache webmanifest css",
    "XML, which browsers act on": "xml xsl xslt xsd xbl xul rdf rss atom wsdl svgz mathml mml",
    "a program for servers": "php php3 php4 php5 php7 php8 phps phtml phar asp aspx ashx asmx cfm jsp jspx cgi fcgi pl",
    "a setting for servers": "config htaccess htpasswd ini",
}
_ACTIVE = {ending: what for what, endings in _ENDINGS.items() for ending in endings.split()}
#: Names that hosts read for themselves.
_READ_BY_HOSTS = frozenset({"_headers", "_redirects", "_routes.json"})
_PICTURES = frozenset({"png", "jpg", "jpeg", "jfif", "gif", "webp", "avif", "bmp", "ico", "tif", "tiff"})

#: What a file begins with, white space and marks of byte order put aside, that browsers read as a page or as XML.
_MARKUP = re.compile(rb"<[a-zA-Z!?/%]|\+ADw-")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
#: How much of the beginning of a file browsers look at, and more.
_HEAD = 4096
_BEGINNINGS = {
    b"FWS": "a Flash film",
    b"CWS": "a Flash film",
    b"ZWS": "a Flash film",
    b"\0asm": "a program for browsers",
    b"\xca\xfe\xba\xbe": "a program for browsers",
}
#: What no picture holds, unless it is something else as well.
_TAGS = ("<script", "<iframe", "<html", "<!doctype html", "<?php")
_TAGS_IN_BYTES = {form: tag for tag in _TAGS for form in (tag.encode(), tag.encode("utf-16-le"))}
#: Where the directory of a zip archive ends; a comment of at most 64 KiB may follow.
_ZIP_END, _ZIP_COMMENT = b"PK\x05\x06", 1 << 16
_PRIVATE_KEY = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----")


def fault_of_attachment(name: str, data: bytes) -> str:
    """What is wrong with attaching a file, as a message goes on after its name; empty when nothing is."""
    plain = name.rstrip(" .").lower()
    ending = plain.rpartition(".")[2]
    if plain in _READ_BY_HOSTS:
        return "has a name that hosts read as their settings; give it another"
    if what := _ACTIVE.get(ending) or _beginning(data):
        return f"is {what}; attach a PDF, a picture, a table or a text"
    if _PRIVATE_KEY.search(data):
        return "holds a private key"
    if ending == "svg":
        return fault_of_svg(data)
    if _is_markup(data):
        return "begins like a web page or XML, whatever its name says; attach a PDF, a picture, a table or a text"
    if ending == "pdf":
        return fault_of_pdf(data)
    return _fault_of_picture(data) if ending in _PICTURES else ""


def _beginning(data: bytes) -> str:
    return next((what for magic, what in _BEGINNINGS.items() if data.startswith(magic)), "")


def _is_markup(data: bytes) -> bool:
    """Whether the first thing in a file is a tag, in UTF-8, UTF-16, UTF-32 or UTF-7."""
    head = data[:_HEAD]
    for mark in _MARKS:
        head = head.removeprefix(mark)
    head = head.replace(b"\0", b"").lstrip(b"\t\n\x0b\x0c\r \xef\xbb\xbf")
    return _MARKUP.match(head) is not None


def _fault_of_picture(data: bytes) -> str:
    """What is wrong with a picture of points."""
    folded = data.lower()
    for form, tag in _TAGS_IN_BYTES.items():
        if form in folded:
            return f"is a picture with a web page in it ({tag} …); save the picture anew"
    if _ZIP_END in data[-_ZIP_COMMENT - 22 :]:
        return "is a picture and an archive at once; save the picture anew"
    return ""
