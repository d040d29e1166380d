"""The place of a release among all that were published to a target: told in what it signs, so that none comes back.

Whoever follows a site keeps the highest sequence that it has accepted. A release that is returned to is therefore said
anew: the same files with a place after all others.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from publish.release.history import DeployError, History
from publish.release.plan import MACHINES
from publish.release.signing import read_key, sealed
from view.untrusted.plain_json import parse_json

MANIFEST = f"{MACHINES}manifest.json"
INDEX = f"{MACHINES}index.json"
#: Raised when what the two files say means something else; a reader takes its own format only.
FORMAT = 2
#: More than any clock gives, and what every reader of JSON holds exactly.
MOST = 2**53 - 1


class Place(NamedTuple):
    """A place: each release of a target has a higher `sequence` than those before; `time` is when it was made (UTC)."""

    sequence: int = 0
    time: str = ""


def place_of(history: History, files: Mapping[str, str]) -> Place:
    """The place that a kept release has; 0 for one that was kept by an older program, or is damaged."""
    try:
        said = parse_json(history.object(files[INDEX]).read_bytes())
        return Place(int(said["sequence"]), str(said["time"]))
    except (OSError, ValueError, LookupError, TypeError):
        return Place()


def next_place(history: History, now: datetime) -> Place:
    """The place after all releases that are kept, and after those of a history that was lost: the clock went on."""
    kept = (release for number in history.numbers() if (release := history.release(number)))
    last = max((place_of(history, one.files).sequence for one in kept), default=0)
    seconds = int(now.timestamp())
    return Place(min(max(last + 1, seconds), MOST), now.astimezone(UTC).isoformat(timespec="seconds"))


def placed(history: History, files: Mapping[str, str], key: Path | None, place: Place) -> dict[str, str]:
    """The files of a release with what it says of itself said anew, in another place. `key` signs.

    DeployError when what it said cannot be read any more.
    """
    signer = read_key(key) if key else None
    found = dict(files)
    for path in (INDEX, MANIFEST):
        try:
            said = parse_json(history.object(files[path]).read_bytes())
            said.pop("signature", None)
        except (OSError, ValueError, AttributeError, TypeError) as error:
            raise DeployError(f"{path} of this release is damaged in {history.folder}: {error}") from None
        found[path] = history.keep_bytes(sealed({**said, "format": FORMAT, **place._asdict()}, signer))
    return found
