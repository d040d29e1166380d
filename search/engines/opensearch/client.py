"""The one module that knows opensearch-py: every request to a cluster, and what makes an answer one to believe."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from opensearchpy import OpenSearch
from opensearchpy.exceptions import NotFoundError, OpenSearchException, TransportError

from search.query.backend import UnreachableError
from view.settings.search_settings import OpenSearchSettings

Body = Mapping[str, Any]
Answered = dict[str, Any]

#: Seconds that a node which did not answer is passed over.
_DEAD_SECONDS = 5
#: Bytes of one bulk request.
_BULK_BYTES = 4 << 20
#: Seconds after which a node that says it is busy (429: its memory or its queue is full) is sent the same again.
_WAITS = (1, 2, 4, 8, 16, 32)
_BUSY = 429
#: Every question says so: a shard that is lost would lower totals in silence.
_WHOLE = {"allow_partial_search_results": "false"}


class BusyError(UnreachableError):
    """A node takes no more at the moment."""


class Cluster:
    """A cluster as settings name it. Each request has `seconds`; what fails raises UnreachableError with a reason."""

    def __init__(self, settings: OpenSearchSettings, seconds: float) -> None:
        secure = any(url.startswith("https") for url in settings.urls)
        context = ssl.create_default_context(cafile=settings.ca or None) if secure else None
        self._client = OpenSearch(
            list(settings.urls),
            http_auth=(settings.user, settings.password) if settings.user else None,
            headers={"Authorization": f"ApiKey {settings.api_key}"} if settings.api_key else None,
            ssl_context=context,
            timeout=seconds,
            max_retries=max(2, len(settings.urls)),
            retry_on_timeout=False,
            dead_timeout=_DEAD_SECONDS,
        )

    def search(self, index: str, body: Body) -> Answered:
        """The answer to one question, of all shards."""
        return _whole(self._asked("POST", f"/{index}/_search", body, _WHOLE))

    def searches(self, index: str, bodies: Sequence[Body]) -> list[Answered]:
        """The answers to several questions in one request, each of all shards."""
        if not bodies:
            return []
        lines = [line for body in bodies for line in ({"allow_partial_search_results": False}, body)]
        found = self._asked("POST", f"/{index}/_msearch", _lines(lines))
        answers = found.get("responses", ())
        if len(answers) != len(bodies):
            raise UnreachableError(f"{len(answers)} of {len(bodies)} questions were answered")
        return [_whole(one) for one in answers]

    def count(self, index: str) -> int:
        """How many documents an index has."""
        return int(_whole(self._asked("GET", f"/{index}/_count"))["count"])

    def bulk(self, index: str, actions: Iterable[tuple[Body, Body | None]]) -> None:
        """Carry out actions, each with the document that it writes; all must succeed, and a busy node is waited for."""
        held: list[bytes] = []
        for action, document in actions:
            held += [_line(one) for one in (action, document) if one is not None]
            if sum(map(len, held[-2:])) + len(held) * 1024 > _BULK_BYTES or sum(map(len, held)) > _BULK_BYTES:
                self._send(index, held)
                held = []
        if held:
            self._send(index, held)

    def _send(self, index: str, lines: Sequence[bytes]) -> None:
        data = b"".join(lines)
        for wait in _WAITS:
            try:
                self._write(index, data)
                return
            except BusyError:
                time.sleep(wait)
        self._write(index, data)

    def _write(self, index: str, data: bytes) -> None:
        """Send actions, which may have been carried out before: each names what it writes or deletes."""
        answered = self._asked("POST", f"/{index}/_bulk", data)
        if answered["errors"]:
            (wrong, *_) = (item for one in answered["items"] for item in one.values() if "error" in item)
            kind = BusyError if wrong.get("status") == _BUSY else UnreachableError
            raise kind(f"index {index}: {wrong['error'].get('reason', wrong['error'])}")

    def ask(self, method: str, path: str, body: Body | None = None, **params: str) -> Answered:
        """Any other request."""
        return self._asked(method, path, body, params)

    def find(self, path: str, **params: str) -> Answered:
        """What lies at an address; nothing where nothing does."""
        try:
            return self._asked("GET", path, None, params)
        except UnreachableError as error:
            if isinstance(error.__cause__, NotFoundError):
                return {}
            raise

    def _asked(
        self, method: str, path: str, body: Body | bytes | None = None, params: Mapping[str, str] | None = None
    ) -> Answered:
        try:
            return self._performed(method, path, body, params)
        except UnreachableError:
            raise
        except OpenSearchException as error:
            busy = isinstance(error, TransportError) and error.status_code == _BUSY
            raise (BusyError if busy else UnreachableError)(_reason(error)) from error
        except Exception as error:  # a client that meets what it does not expect raises whatever it runs into
            raise UnreachableError(f"no answer of a cluster: {error}") from error

    def _performed(
        self, method: str, path: str, body: Body | bytes | None, params: Mapping[str, str] | None
    ) -> Answered:
        # In the address: of parameters the client takes some for its own.
        address = f"{path}?{urlencode(params)}" if params else path
        found = self._client.transport.perform_request(method, address, body=body)
        if not isinstance(found, dict):
            raise UnreachableError(f"no answer of a cluster: {str(found)[:100]!r}")
        return found

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _whole(answered: Answered) -> Answered:
    """An answer of all shards in time; UnreachableError for anything less."""
    if "error" in answered:
        error = answered["error"]
        raise UnreachableError(str(error.get("reason", error) if isinstance(error, dict) else error))
    shards = answered.get("_shards", {})
    if answered.get("timed_out") or shards.get("successful") != shards.get("total") or shards.get("failed"):
        raise UnreachableError(f"only {shards.get('successful')} of {shards.get('total')} shards answered in time")
    return answered


def _reason(error: OpenSearchException) -> str:
    """What went wrong, in one line."""
    if not isinstance(error, TransportError):
        return str(error)
    said = error.info if isinstance(error.info, dict) else {}
    found = said.get("error", {})
    told = found.get("reason") if isinstance(found, dict) else str(found)
    causes = found.get("root_cause") or [] if isinstance(found, dict) else []
    deeper = causes[0].get("reason") if causes else None
    return " ".join(str(deeper or told or error.error).split())[:300]


def _lines(values: Iterable[Body]) -> bytes:
    return b"".join(map(_line, values))


def _line(value: Body) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"
