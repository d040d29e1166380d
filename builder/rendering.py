"""Makes the bytes of planned files that must be made, in several processes, and writes those that differ."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import TemplateError

from builder.outputs import Output, Tools
from builder.workers import workers
from view.problems import ContentError, Problem

#: Below this many files a second process costs more than it saves.
PARALLEL_FROM = 60

Stat = tuple[int, int, int]
#: What an expression in a template can raise.
_TEMPLATE_ERRORS = (TemplateError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made. `stat` is None when its bytes are those that are live already."""

    path: str
    digest: bytes
    stat: Stat | None


def content_digest(data: bytes) -> bytes:
    """How the bytes of a file are compared."""
    return hashlib.blake2b(data, digest_size=16).digest()


@dataclass(slots=True)
class Renderer:
    """Makes files into `spare`. `live_digest` tells the digest of the bytes at a path now, or None."""

    spare: Path
    tools: Callable[[], Tools]
    live_digest: Callable[[str], bytes | None]

    def run(self, outputs: Sequence[Output], jobs: int) -> Iterator[Made]:
        """Make each output, in order, on `jobs` processes."""
        tools = cache(self.tools)  # opened once in each process, after the fork

        def one(output: Output) -> Made:
            data = self._make(output, tools())
            digest = content_digest(data)
            if digest == self.live_digest(output.path):
                return Made(output.path, digest, None)
            return Made(output.path, digest, self._write(output.path, data))

        yield from workers(one, outputs, jobs if len(outputs) >= PARALLEL_FROM else 1)

    @staticmethod
    def _make(output: Output, tools: Tools) -> bytes:
        try:
            return output.make(tools)
        except _TEMPLATE_ERRORS as error:
            if not _in_template(error):
                raise
            place = f"templates/{output.template}"
            message = f"{type(error).__name__} while rendering {output.url}: {error}"
            raise ContentError([Problem(place, _template_line(error), 1, "", message)]) from error

    def _write(self, path: str, data: bytes) -> Stat:
        """Write to a new inode: the one that may be there is shared with the live tree."""
        target = self.spare / path
        try:
            target.unlink(missing_ok=True)
            target.write_bytes(data)
        except (FileNotFoundError, NotADirectoryError):
            clear_the_way(self.spare, target)
            target.write_bytes(data)
        stat = target.stat()
        return stat.st_size, stat.st_mtime_ns, stat.st_ino


def clear_the_way(top: Path, target: Path) -> None:
    """Make the folders above a file, removing a file of an earlier build that stands where a folder must be."""
    for folder in reversed(target.relative_to(top).parents):
        place = top / folder
        if place.is_file():
            place.unlink()
    target.parent.mkdir(parents=True, exist_ok=True)


def _template_line(error: BaseException) -> int:
    """The line of the template where rendering failed."""
    line = getattr(error, "lineno", None)
    return line if isinstance(line, int) else max(_template_lines(error), default=1)


def _in_template(error: BaseException) -> bool:
    """Whether an error came out of a template, and not out of the program that feeds it."""
    return isinstance(error, TemplateError) or bool(_template_lines(error))


def _template_lines(error: BaseException) -> list[int]:
    """The lines of templates on the way to an error, innermost last: Jinja makes a traceback name its templates."""
    trace, found = error.__traceback__, []
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith((".html", ".atom")):
            found.append(trace.tb_lineno)
        trace = trace.tb_next
    return found
