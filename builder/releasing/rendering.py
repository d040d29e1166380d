"""Makes the bytes of planned files that must be made, in several processes, and writes those that differ."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from pathlib import Path, PurePath
from typing import NamedTuple

from jinja2 import TemplateError, TemplateSyntaxError

from builder.base.atomic import remove_tree
from builder.base.trees import Stat
from builder.pages.outputs import Output, Tools
from view.problems import ContentError, Problem
from view.workers import workers

#: Below this many files a second process costs more than it saves.
PARALLEL_FROM = 60
#: Processes are begun anew after so many files: each comes to have a copy of the memory that it looks at.
_BATCH = 16_000

#: What an expression in a template can raise.
_TEMPLATE_ERRORS = (
    *(TemplateError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError),
    RecursionError,
)


class Made(NamedTuple):
    """A file that was made. `stat` is None when its bytes are those that are live already."""

    path: str
    digest: bytes
    stat: Stat | None


def content_digest(data: bytes) -> bytes:
    """How the bytes of a file are compared."""
    return hashlib.sha256(data).digest()[:16]  # processors have instructions for this one


@dataclass(slots=True)
class Renderer:
    """Makes files into `spare`. `live_digest` tells the digest of the bytes at a path now, or None."""

    spare: Path
    tools: Callable[[], Tools]
    live_digest: Callable[[str], bytes | None]

    def run(self, outputs: Sequence[Output], jobs: int) -> Iterator[Made]:
        """Make each output, on `jobs` processes; those that show the same bulletins one after the other."""
        tools = cache(self.tools)  # opened once in each process, after the fork
        write = _Writer(self.spare).write

        def one(output: Output) -> Made:
            data = self._make(output, tools())
            digest = content_digest(data)
            if digest == self.live_digest(output.path):
                return Made(output.path, digest, None)
            return Made(output.path, digest, write(output.path, data))

        nearest = sorted(outputs, key=attrgetter("near"))
        size = -(-len(nearest) // -(-len(nearest) // _BATCH)) if nearest else 1
        try:
            for first in range(0, len(nearest), size):
                batch = nearest[first : first + size]
                yield from workers(one, batch, jobs if len(batch) >= PARALLEL_FROM else 1)
        except ContentError:
            for output in outputs:  # whatever the order was: the first in that of the plan is told
                self._make(output, tools())
            raise

    @staticmethod
    def _make(output: Output, tools: Tools) -> bytes:
        try:
            return output.make(tools)
        except _TEMPLATE_ERRORS as error:
            place = _template_place(error)
            if place is None:
                raise
            name, line = place
            message = f"{type(error).__name__} while rendering {output.url}: {error}"
            raise ContentError(
                [Problem(f"templates/{name or output.template}", line, 1, "template", message)]
            ) from error


class _Writer:
    """Writes files below a folder, with as few calls of the system as can be: a large site is mostly these."""

    def __init__(self, top: Path) -> None:
        self._top = top
        self._folders: set[str] = set()  # known to be there

    def write(self, path: str, data: bytes) -> Stat:
        """Write to a new inode: the one that may be there is shared with the live tree."""
        file = self._create(path)
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(file, left) :]
            stat = os.fstat(file)
        finally:
            os.close(file)
        return stat.st_size, stat.st_mtime_ns, stat.st_ino

    def _create(self, path: str) -> int:
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            with suppress(OSError):  # it is there, or the folders above it are not: then creating the file fails
                os.mkdir(f"{self._top}/{folder}")  # noqa: PTH102 - Path costs more than the call
            self._folders.add(folder)
        place, flags = f"{self._top}/{path}", os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        try:
            return os.open(place, flags, 0o666)
        except FileExistsError:
            try:
                os.unlink(place)  # noqa: PTH108 - Path costs more than the call
            except OSError:
                remove_tree(Path(place))
        except (FileNotFoundError, NotADirectoryError):
            clear_the_way(self._top, Path(place))
        return os.open(place, flags, 0o666)


def clear_the_way(top: Path, target: Path) -> None:
    """Make the folders above a file, removing a file of an earlier build that stands where a folder must be."""
    for folder in reversed(target.relative_to(top).parents):
        place = top / folder
        if place.is_file():
            place.unlink()
    target.parent.mkdir(parents=True, exist_ok=True)


def _template_place(error: BaseException) -> tuple[str, int] | None:
    """The template and line an error came out of; None when it came out of the program that feeds the templates.

    Jinja makes a traceback name its templates by their files.
    """
    if isinstance(error, TemplateSyntaxError):
        return error.name or "", error.lineno
    found, trace = None, error.__traceback__
    while trace is not None:
        path = PurePath(trace.tb_frame.f_code.co_filename)
        if path.suffix in (".html", ".atom") and "templates" in path.parts:
            last = len(path.parts) - 1 - path.parts[::-1].index("templates")
            found = "/".join(path.parts[last + 1 :]), trace.tb_lineno
        trace = trace.tb_next
    return found or (("", 1) if isinstance(error, TemplateError) else None)
