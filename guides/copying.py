"""A copy of the site at the moment of the pictures: with the demo companies, and with nothing of this machine."""

from __future__ import annotations

import json
import os
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from builder.base.progress import Progress
from builder.releasing.generation_files import IndexWriter
from builder.releasing.release import Options
from builder.site import build_site
from view.settings.site_settings import SERVED_AT

#: The address that pages name as their own, whatever port the copy is served at.
ADDRESS = "https://risk.example.cn"
#: The settings that readers see something of.
_SHOWN = ("title", "timezone", "hotline", "per_page", "facet_pairs", "menu", "footer")


def build_copy(root: Path, folder: Path, at: datetime, write_index: IndexWriter, jobs: int) -> None:
    """Copy the site at `root` into `folder` and build it there. ContentError with what is wrong with it."""
    for name in ("content", "templates", "assets"):
        if (root / name).is_dir():
            shutil.copytree(root / name, folder / name)
    settings = root / "site.toml"
    if settings.is_file():
        (folder / "site.toml").write_text(_settings(settings.read_text(encoding="utf-8")), encoding="utf-8")
    with addressed():
        build_site(folder, Options(at.isoformat(), jobs, clean=True), write_index, Progress())


def _settings(text: str) -> str:
    """What readers see of the settings; databases, providers and clusters are nobody's business here."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return text  # the build tells what is wrong
    lines = [_line(name, data[name]) for name in _SHOWN if name in data and not isinstance(data[name], dict)]
    for name in _SHOWN:
        if isinstance(data.get(name), dict):
            lines += ["", f"[{name}]", *(_line(key, value) for key, value in data[name].items())]
    return "\n".join([*lines, ""])


def _line(name: str, value: object) -> str:
    return f"{name} = {json.dumps(value, ensure_ascii=False)}"


@contextmanager
def addressed() -> Iterator[None]:
    """Within the block a site without `base_url` has the address of examples; the engine is the default one."""
    before = {name: os.environ.get(name) for name in (SERVED_AT, "XINFENG_SEARCH_ENGINE")}
    os.environ.update({SERVED_AT: ADDRESS, "XINFENG_SEARCH_ENGINE": "arrays"})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
