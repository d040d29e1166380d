"""The headers of static files in the words of each host: `_headers`, nginx, Caddy. `headers.py` is the one source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import itemgetter
from urllib.parse import unquote

from view.hosting.headers import HeaderSet, security_headers
from view.hosting.media import ALWAYS_ASK, IMMUTABLE, SHORT, cache_control
from view.settings.site_settings import Settings
from view.urls import encode_path, is_attached

#: The sets of headers there are: a name, the face of its security headers, how long caches keep the files.
SETS: Mapping[str, tuple[HeaderSet, str]] = {
    "page": ("page", SHORT),
    "embed": ("embed", SHORT),
    "data": ("data", SHORT),
    "asset": ("data", IMMUTABLE),
    "release": ("data", ALWAYS_ASK),
    "attached": ("attached", SHORT),
    "error": ("page", "no-store"),
}
_HSTS = "Strict-Transport-Security"
_POLICY = "Content-Security-Policy"


def headers_of(settings: Settings, name: str) -> dict[str, str]:
    """The headers of one set."""
    face, kept = SETS[name]
    return {**security_headers(settings, face), "Cache-Control": kept}


def set_of(path: str) -> str:
    """Which set a file of the site belongs to, by the first name of its path."""
    top = path.partition("/")[0]
    if cache_control(path) == IMMUTABLE:
        return "asset"
    if cache_control(path) == ALWAYS_ASK:
        return "release"
    if top == "embed":
        return "embed"
    if is_attached(f"/{path}"):
        return "attached"
    return "page" if path.endswith(".html") or "/" in path else "data"


def headers_file(settings: Settings, paths: Iterable[str]) -> str:
    """The `_headers` file: hosts join the values of all rules that match, so every path matches exactly one.

    Attachments lie in the folders of pages. Their policy has a rule of its own that is joined to the pages': a browser
    keeps both.
    """
    rules = {"/_release/*": "release"}
    attached = set()
    for path in paths:
        top, slash, _ = path.partition("/")
        if is_attached(f"/{path}"):
            attached.add(_pattern(path))
        elif top not in ("_headers", "_redirects"):
            rules[f"/{encode_path(top)}/*" if slash else _address(top)] = set_of(path)
    rules["/generation.json"] = "release"
    policy = headers_of(settings, "attached")[_POLICY]
    told = [(pattern, headers_of(settings, name)) for pattern, name in rules.items()]
    told += [(pattern, {_POLICY: policy}) for pattern in attached]
    lines = []
    for pattern, headers in sorted(told, key=itemgetter(0)):
        lines.append(pattern)
        lines += [f"  {header}: {value}" for header, value in headers.items()]
    return "\n".join(lines) + "\n"


def _pattern(path: str) -> str:
    """What matches an attachment and those of its kind: few rules for many files, since hosts take a hundred."""
    ending = path.rpartition("/")[2].rpartition(".")[2]
    plain = path.endswith(f".{ending}") and ending.isascii() and ending.isalnum()
    return f"/{path.partition('/')[0]}/*.{ending}" if plain else f"/{encode_path(path)}"


def _address(name: str) -> str:
    return "/" if name == "index.html" else f"/{encode_path(name)}"


def nginx_headers(settings: Settings, name: str) -> str:
    """A set as nginx includes it. The date of a file is made of its content, so it is not told.

    HSTS is a variable: a listener that must not send it sets it to nothing.
    """
    lines = ['add_header Last-Modified "";', f"add_header {_HSTS} $xinfeng_hsts always;"]
    headers = headers_of(settings, name)
    lines += [f'add_header {header} "{value}" always;' for header, value in headers.items() if header != _HSTS]
    return "\n".join(lines) + "\n"


def nginx_hsts(settings: Settings) -> str:
    """The value of HSTS for listeners with TLS."""
    return f'set $xinfeng_hsts "{security_headers(settings).get(_HSTS, "")}";\n'


def caddy_headers(settings: Settings) -> str:
    """All sets as Caddy imports them: one snippet each."""
    blocks = []
    for name in SETS:
        lines = [f'\t\t{header} "{value}"' for header, value in headers_of(settings, name).items()]
        blocks.append("\n".join([f"(xinfeng_{name}) {{", "\theader {", *lines, "\t\t-Last-Modified", "\t}", "}"]))
    return "\n\n".join(blocks) + "\n"


def nginx_redirects(rules: str) -> str:
    """The lines of `_redirects` as an nginx map from an old address to the page, in which $ would name a variable."""
    found = redirects_of(rules).items()
    return "".join(f'"{_decoded(old)}" "{target.replace("$", "%24")}";\n' for old, target in found)


def redirects_of(rules: str) -> dict[str, str]:
    """Old address → page, as a `_redirects` file has them."""
    lines = (line.split() for line in rules.splitlines() if line.strip())
    return {old: target for old, target, _ in lines}


def _decoded(path: str) -> str:
    """Nginx compares addresses after decoding them."""
    return unquote(path).replace("\\", "\\\\").replace('"', '\\"')
