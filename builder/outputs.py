"""A file of `site/` as a plan: where it goes, what it depends on by name, and how its bytes are made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from builder.cache import BodyReader
from view.compiling import FixedEnvironment
from view.problems import ContentError, Problem
from view.urls import encode_path

#: Named digests: what a file depends on. Names are what `--verbose` tells.
Inputs = tuple[tuple[str, bytes], ...]


@dataclass(slots=True)
class Tools:
    """What making bytes needs beside the plan: the templates and the rendered bodies."""

    environment: FixedEnvironment
    bodies: BodyReader


@dataclass(slots=True)
class Output:
    """One planned file. `template` is empty for files that no template makes; `inputs` are its own dependencies.

    `owner` names the bulletin or list that it belongs to; it is empty for what every site has once.
    """

    path: str
    template: str
    inputs: Inputs
    make: Callable[[Tools], bytes]
    owner: str = ""

    @property
    def url(self) -> str:
        """Root-relative and percent-encoded, `…/index.html` written as `…/`."""
        return url_of(self.path)


def url_of(path: str) -> str:
    """The URL of a file of `site/`."""
    if path == "index.html" or path.endswith("/index.html"):
        path = path[: -len("index.html")]
    return "/" + encode_path(path)


def path_of(url: str) -> str:
    """The file of `site/` behind a root-relative URL that is not encoded."""
    return url[1:] + "index.html" if url.endswith("/") else url[1:]


def digest(*values: object) -> bytes:
    """A short digest of plain values."""
    return hashlib.blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def page(
    path: str, template: str, inputs: Mapping[str, bytes], context: Callable[[Tools], dict[str, Any]], owner: str = ""
) -> Output:
    """A file that a template makes; `context` is only asked when the file must be made."""

    def make(tools: Tools) -> bytes:
        return tools.environment.get_template(template).render(context(tools)).encode()

    return Output(path, template, tuple(inputs.items()), make, owner)


def literal(path: str, data: bytes) -> Output:
    """A file whose bytes are known while planning."""
    return Output(path, "", (("content", hashlib.blake2b(data, digest_size=8).digest()),), lambda _: data)


def copied(path: str, source: Path, content: bytes, owner: str = "") -> Output:
    """A copy of a file whose digest (BLAKE2b of 16 bytes) is known; ContentError where it has changed meanwhile."""

    def make(_: Tools) -> bytes:
        data = source.read_bytes()
        if hashlib.blake2b(data, digest_size=16).digest() != content:
            raise ContentError([Problem(str(source), 1, 1, "file", "changed while the site was built; build again")])
        return data

    return Output(path, "", (("content", content[:8]),), make, owner)
