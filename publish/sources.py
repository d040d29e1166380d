"""A published release as those who check or follow it see it: a document root, or a site over HTTP."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import urljoin

import urllib3

from builder.pages.outputs import url_of
from publish.release.history import DeployError
from view.urls import encode_path

#: Seconds to connect and between two pieces of an answer.
_TIMEOUT = urllib3.Timeout(connect=5.0, read=30.0)
_PIECE = 1 << 20
_MOVED = (301, 302, 307, 308)


class MissingError(DeployError):
    """A file that a release should have cannot be had."""


class MovedError(MissingError):
    """A host leads on from a file's address to `target`."""

    def __init__(self, message: str, target: str) -> None:
        super().__init__(message)
        self.target = target


class ReleaseSource(Protocol):
    """Where files of a release are read."""

    def open(self, path: str) -> IO[bytes]:
        """A file's bytes as a stream; MissingError when they cannot be had."""


class FolderSource:
    """A document root of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self, path: str) -> IO[bytes]:
        """Open the file."""
        try:
            return (self.folder / path).open("rb")
        except OSError as error:
            raise MissingError(f"{path}: {error.strerror}") from None


class WebSource:
    """A site over HTTP; what it sends must be the file as it is, never packed on the way."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")
        self._pool = urllib3.PoolManager(maxsize=16, timeout=_TIMEOUT, retries=urllib3.Retry(2))

    def open(self, path: str) -> IO[bytes]:
        """Ask for the file."""
        url = self._address + (url_of(path) if path.endswith("index.html") else f"/{encode_path(path)}")
        headers = {"Accept-Encoding": "identity", "Cache-Control": "no-cache"}
        try:
            answer = self._pool.request(
                "GET", url, headers=headers, redirect=False, preload_content=False, decode_content=False
            )
        except urllib3.exceptions.HTTPError as error:
            raise MissingError(f"{url}: {error}") from None
        if answer.status != 200:
            answer.drain_conn()
            answer.release_conn()
            message = f"{url}: the answer is {answer.status}"
            location = urljoin(url, answer.headers.get("Location", ""))
            if answer.status in _MOVED and location.startswith(f"{self._address}/"):
                raise MovedError(f"{message}, to {location}", location.removeprefix(self._address))
            raise MissingError(message)
        return answer  # type: ignore[return-value] # it reads and closes like a file


def is_remote(text: str) -> bool:
    """Whether a source is read over a network, by which anyone on the way may answer."""
    return text.lower().startswith(("http://", "https://"))


def open_source(text: str) -> ReleaseSource:
    """The source that an address or a folder names."""
    if is_remote(text):
        return WebSource(text)
    if not Path(text).is_dir():
        raise DeployError(f'"{text}" is neither a folder nor an address that begins with http:// or https://')
    return FolderSource(Path(text))


@contextmanager
def _reading(source: ReleaseSource, path: str) -> Iterator[IO[bytes]]:
    stream = source.open(path)
    try:
        yield stream
    except (OSError, urllib3.exceptions.HTTPError) as error:
        raise MissingError(f"{path}: {error}") from None
    finally:
        stream.close()


def read(source: ReleaseSource, path: str, most: int) -> bytes:
    """A file of at most so many bytes; MissingError when it is larger, without taking the rest."""
    with _reading(source, path) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise MissingError(f"{path}: larger than {most} bytes, which no such file is")
    return data


def sha256_at(source: ReleaseSource, path: str) -> str:
    """The SHA-256 of a file."""
    digest = hashlib.sha256()
    with _reading(source, path) as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def fetch(source: ReleaseSource, path: str, place: Path, size: int) -> None:
    """Copy a file of this size. MissingError when it has another; no more than that is ever written."""
    left = size
    with _reading(source, path) as stream, place.open("wb") as file:
        while piece := stream.read(min(_PIECE, left + 1)):
            left -= len(piece)
            if left < 0:
                break
            file.write(piece)
    if left:
        raise MissingError(f"{path}: {'more' if left < 0 else 'less'} than the {size} bytes that were announced")
