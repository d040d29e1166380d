"""What the endpoint needs beside the index to render like the pages: templates, assets' names, settings, vocabulary."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from jinja2 import Environment, FunctionLoader

from view.rendering.environment import make_environment
from view.settings.site_settings import Settings, settings_from_json
from view.untrusted.plain_json import parse_json
from view.vocabulary.vocabulary import Vocabulary

_FILE = "bundle.json"
_TEMPLATES = "templates"


@dataclass(frozen=True, slots=True)
class Bundle:
    """One generation's way of rendering."""

    settings: Settings
    vocabulary: Vocabulary
    assets: dict[str, str]
    environment: Environment


def write_bundle(
    folder: Path,
    settings: Settings,
    vocabulary: Vocabulary,
    assets: Mapping[str, str],
    templates: Mapping[str, Path],
) -> None:
    """Write into a generation's folder: `templates` maps each template's name to the file that wins."""
    for name, path in templates.items():
        target = folder / _TEMPLATES / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    data = {"settings": asdict(settings), "vocabulary": vocabulary.to_json(), "assets": dict(assets)}
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1)
    (folder / _FILE).write_text(text, encoding="utf-8")


def copy_bundle(source: Path, folder: Path) -> None:
    """Write into a generation's folder what another has."""
    shutil.copyfile(source / _FILE, folder / _FILE)
    shutil.copytree(source / _TEMPLATES, folder / _TEMPLATES, copy_function=shutil.copyfile)


def read_bundle(folder: Path) -> Bundle:
    """Read what `write_bundle` wrote, all of it: the folder may be removed while the bundle is in use."""
    data = parse_json((folder / _FILE).read_bytes())
    settings = settings_from_json(data["settings"])
    vocabulary = Vocabulary.from_json(data["vocabulary"])
    folders: Sequence[Path] = [folder / _TEMPLATES]
    origin = settings.base_url.rstrip("/") if settings.endpoint_origin else ""
    environment = make_environment(folders, settings, vocabulary, data["assets"], static_root=origin)
    sources = {
        name: (path.read_text(encoding="utf-8"), str(path), None)
        for name in environment.list_templates()
        for path in [folder / _TEMPLATES / name]
    }
    environment.loader = FunctionLoader(sources.get)
    return Bundle(settings, vocabulary, data["assets"], environment)


def base_url_of(folder: Path) -> str:
    """The address that a generation's pages were built for; empty where that cannot be read."""
    try:
        return str(parse_json((folder / _FILE).read_bytes())["settings"]["base_url"])
    except (OSError, ValueError, LookupError, TypeError):
        return ""
