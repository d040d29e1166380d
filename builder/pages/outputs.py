"""A file of `site/` as a plan: where it goes, what it depends on by name, and how its bytes are made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment

from builder.base.digests import file_digest
from builder.base.interning import interned
from builder.reading.parsed_cache import BodyReader
from view.problems import ContentError, Problem
from view.urls import encode_path

#: What a file depends on: names, which `--verbose` tells and many files share, and a digest for each.
Dependencies = tuple[tuple[str, ...], tuple[bytes, ...]]
NO_DEPENDENCIES: Dependencies = ((), ())


@dataclass(slots=True)
class Tools:
    """What making bytes needs beside the plan: the templates and the rendered bodies."""

    environment: Environment
    bodies: BodyReader


@dataclass(slots=True)
class Output:
    """One planned file. `template` is empty for files that no template makes; `inputs` are its own dependencies.

    `near` is a time: files of like times show the same bulletins.

    `maker` is called with the tools and `arguments`: a large site plans many, and a function of its own for each would
    take most of the memory. `owner` names the bulletin or list that it belongs to; it is empty for what every site has
    once.
    """

    path: str
    template: str
    inputs: Dependencies
    maker: Callable[..., bytes]
    owner: str = ""
    arguments: tuple[Any, ...] = ()
    near: int = 0

    def make(self, tools: Tools) -> bytes:
        """Its bytes."""
        return self.maker(tools, *self.arguments)

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


def named(inputs: Mapping[str, bytes]) -> Dependencies:
    """Digests by name, as they are kept."""
    return interned(tuple(inputs)), tuple(inputs.values())


def by_name(inputs: Dependencies) -> dict[str, bytes]:
    """What `named` took."""
    return dict(zip(*inputs, strict=True))


def page(
    path: str, template: str, inputs: Mapping[str, bytes], context: Callable[..., dict[str, Any]], owner: str = "",
    arguments: tuple[Any, ...] = (), near: int = 0,
) -> Output:  # fmt: skip
    """A file that a template makes; `context(tools, *arguments)` is only asked when the file must be made."""
    return Output(path, template, named(inputs), _rendered, owner, (template, context, *arguments), near)


def _rendered(tools: Tools, template: str, context: Callable[..., dict[str, Any]], *arguments: object) -> bytes:
    return tools.environment.get_template(template).render(context(tools, *arguments)).encode()


def literal(path: str, data: bytes) -> Output:
    """A file whose bytes are known while planning."""
    own = named({"content": hashlib.blake2b(data, digest_size=8).digest()})
    return Output(path, "", own, lambda _: data)


def copied(path: str, source: Path, content: bytes, owner: str = "") -> Output:
    """A copy of a file whose `file_digest` is known; ContentError where it has changed meanwhile."""

    def make(_: Tools) -> bytes:
        data = source.read_bytes()
        if file_digest(data) != content:
            raise ContentError([Problem(str(source), 1, 1, "file", "changed while the site was built; build again")])
        return data

    return Output(path, "", named({"content": content[:8]}), make, owner)
