"""What a build reads beside the content files: settings, vocabulary, templates, assets, and their mistakes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

import jinja2
from jinja2 import Environment, TemplateNotFound, TemplateSyntaxError

from builder.base.progress import Progress
from builder.catalogue.proofs import Proofs, read_proofs
from builder.pages.assets import SHIPPED, Asset, find_files, load_assets
from builder.planning.whole import Fingerprints, with_draft_warnings
from builder.reading.loading import load_content
from builder.reading.scanning import scan
from view import clock
from view.problems import ContentError, Problem
from view.rendering.environment import make_environment
from view.settings.site_settings import Settings, read_all, read_settings
from view.version import code_version
from view.vocabulary.vocabulary import Vocabulary, load_vocabulary, read_vocabulary


@dataclass(slots=True)
class BuildInputs:
    """What a build reads beside the content files: templates by name, as files and as their `sources`.

    `index_place` says where beside the generation's folder its index lies, if it does.
    `problems` are those of the designers' files, to be told with all others: with any nothing is released.
    """

    settings: Settings
    vocabulary: Vocabulary
    assets: list[Asset]
    templates: dict[str, Path]
    sources: dict[str, bytes]
    at: datetime
    index_place: str = ""
    proofs: Proofs = field(default_factory=Proofs)
    problems: list[Problem] = field(default_factory=list)


def read_inputs(root: Path, at: str | None, jobs: int) -> BuildInputs:
    """Settings, vocabulary and the designers' files; their problems are told together, and with those of content."""
    settings, problems = read_settings(root)
    vocabulary, others = read_vocabulary(root)
    problems += others
    odd: list[Problem] = []
    templates, assets = find_files(root, "templates", odd), load_assets(root, odd)
    if problems or vocabulary is None:
        raise ContentError([*problems, *odd, *_content_problems(root, settings, vocabulary, jobs)])
    moment = clock.parse_moment(at, settings.zone) if at else clock.current(settings.zone)
    sources = {name: path.read_bytes() for name, path in sorted(templates.items())}
    place = read_all(root, os.environ).endpoint.index_place
    proofs = read_proofs(root, odd)
    return BuildInputs(settings, vocabulary, assets, templates, sources, moment, place, proofs, odd)


def _content_problems(root: Path, settings: Settings, vocabulary: Vocabulary | None, jobs: int) -> list[Problem]:
    """What can be said of the content files while settings or vocabulary are wrong.

    Where the site's vocabulary cannot be read the shipped one stands in, and what it does not know is passed over.
    """
    known = vocabulary or load_vocabulary(SHIPPED)
    content = load_content(root, scan(root), settings, known, None, jobs, Progress())
    told = with_draft_warnings(content.problems, content.drafts)
    return [one for one in told if vocabulary or not one.message.startswith("unknown value")]


def stamp_of(inputs: BuildInputs) -> bytes:
    """Changes with anything that a site is made of beside the content files and the time."""
    facts = (
        asdict(inputs.settings),
        inputs.vocabulary.to_json(),
        [(one.name, one.url) for one in inputs.assets],
        inputs.sources,
        jinja2.__version__,
        inputs.index_place,
        inputs.proofs,
    )
    return hashlib.sha256(code_version("builder", "search", "view") + repr(facts).encode()).digest()


def site_environment(root: Path, inputs: BuildInputs, compiled: Path | None = None) -> Environment:
    """The site's own templates before the shipped ones; `compiled` keeps what they are compiled to."""
    folders = [folder for folder in (root / "templates", SHIPPED / "templates") if folder.is_dir()]
    assets = {one.name: one.url for one in inputs.assets}
    return make_environment(folders, inputs.settings, inputs.vocabulary, assets, compiled=compiled)


def fingerprints(
    environment: Environment, inputs: BuildInputs, used: Iterable[str], found: Iterable[Problem]
) -> Fingerprints:
    """Fingerprints of templates, those `used` by pages among them.

    ContentError tells what is wrong with them and the problems that were `found` before together.
    """
    prints = Fingerprints(environment, inputs.settings, inputs.vocabulary, inputs.assets)
    problems = {*found, *inputs.problems}
    for template in {*used, *inputs.templates}:
        try:
            prints.of(template)
            if template:
                environment.get_template(template)  # those of the endpoint too: nobody else compiles them before it
        except TemplateSyntaxError as error:
            problems.add(
                Problem(f"templates/{error.name or template}", error.lineno, 1, "template", f"{error.message}")
            )
        except TemplateNotFound as error:
            problems.add(
                Problem(f"templates/{template}", 1, 1, "template", f'refers to "{error.name}", which does not exist')
            )
        except UnicodeDecodeError:
            problems |= _undecodable(inputs.templates)
    if any(not one.warning for one in problems):
        raise ContentError(problems)
    return prints


def _undecodable(templates: dict[str, Path]) -> set[Problem]:
    """The templates that are not UTF-8."""
    found = set()
    for name, path in templates.items():
        raw = path.read_bytes()
        try:
            raw.decode()
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            message = "not UTF-8; save the file with the encoding UTF-8"
            found.add(Problem(f"templates/{name}", line, 1, "encoding", message))
    return found
