"""Says when the files of a site change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from watchfiles import watch

#: What a site is made of.
FOLDERS = ("content", "templates", "assets")
FILE = "site.toml"
#: Milliseconds: a burst of changes is one change once it has been quiet for _QUIET, and after _LONGEST in any case.
_QUIET, _LONGEST = 10, 200
#: Milliseconds between looks at what a watcher of folders cannot see: site.toml, and folders that come and go.
_LOOK = 200

_Stamp = tuple[int, ...] | None


def changes(
    root: Path, shipped: Sequence[Path], stop: threading.Event, is_due: Callable[[], bool] = lambda: False
) -> Iterator[None]:
    """Yield at every change in a site's folders, its site.toml or the `shipped` folders, and whenever it `is_due`.

    What changes while the caller works on one change comes with the next. Ends when `stop` is set.
    """
    wanted = list(dict.fromkeys([*(root / name for name in FOLDERS), *shipped]))
    settings, places, moved = _stamp(root / FILE), _places(wanted), False
    while not stop.is_set():
        for found in watch(
            *(folder for folder, place in places.items() if place),
            step=_QUIET,
            debounce=_LONGEST,
            rust_timeout=_LOOK,
            yield_on_timeout=True,
            raise_interrupt=False,
            stop_event=stop,
        ):
            now_settings, now_places = _stamp(root / FILE), _places(wanted)
            if found or moved or now_settings != settings or is_due():
                settings, moved = now_settings, False
                yield
            if now_places != places:
                places, moved = now_places, True
                break  # watch the folders that are there now; what happened meanwhile counts as a change


def _places(folders: Sequence[Path]) -> dict[Path, _Stamp]:
    """Which of the folders exist, and as which: one that was removed and made anew needs a new watcher."""
    stamps = {folder: _stamp(folder) for folder in folders}
    return {folder: stamp and stamp[:2] for folder, stamp in stamps.items()}


def _stamp(path: Path) -> _Stamp:
    """What tells one state of a file or folder from another, or None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size
