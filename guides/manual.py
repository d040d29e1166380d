"""All guides as chapters of one document: their anchors and links made its own, their pictures as files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from builder.base.progress import Progress
from builder.catalogue import links
from builder.catalogue.model import Model
from builder.catalogue.proofs import guides_digest
from builder.planning.build_inputs import BuildInputs, read_inputs, site_environment
from builder.planning.whole import plan_site
from builder.reading.loading import load_content
from builder.reading.parsing import Parser
from builder.reading.records import GuideRecord
from builder.reading.scanning import scan
from view.problems import ContentError
from view.urls import guide_url

_ID = re.compile(r' id="([^"]+)"')
_LINK = re.compile(r'<a\b[^>]*? href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_ENLARGED = re.compile(r'(<div class="step-picture">)<a\b[^>]*>(<img\b[^>]*>)</a>')
_LAZY = re.compile(r' loading="lazy"')


@dataclass(frozen=True, slots=True)
class Chapter:
    """A guide in the document: its anchor, its title, what is below it, the day (ISO) and version of its last check."""

    id: str
    title: str
    summary: str
    html: str
    checked: str
    version: str


@dataclass(frozen=True, slots=True)
class ManualText:
    """The document as HTML, the files behind its pictures by address, and a digest of the guides it was made of."""

    html: str
    files: Mapping[str, Path]
    made_of: str


def make_manual(root: Path, version: str, jobs: int) -> ManualText:
    """The manual of the site at `root`. ContentError with what is wrong with its content."""
    inputs = read_inputs(root, None, jobs)
    content = load_content(root, scan(root), inputs.settings, inputs.vocabulary, None, jobs, Progress())
    plan = plan_site(root, inputs.settings, inputs.vocabulary, content, inputs.assets, inputs.at, None, inputs.proofs)
    wrong = [one for one in [*plan.problems, *inputs.problems] if not one.warning]
    if wrong:
        raise ContentError(wrong)
    model = plan.model
    chapters = [_chapter(root, inputs, model, guide) for guide in model.guides]
    days = sorted(one.checked for one in chapters if one.checked)
    environment = site_environment(root, inputs)
    html = environment.get_template("manual.html").render(
        chapters=chapters, version=version, checked=days[-1] if days else "", title=inputs.settings.title
    )
    files = {
        one.url: one.path
        for guide in model.guides
        for one in model.resolved[guide.file]
        if one.url is not None and one.path is not None
    }
    return ManualText(html, files, guides_digest(model.guides, model.resolved))


def _chapter(root: Path, inputs: BuildInputs, model: Model, guide: GuideRecord) -> Chapter:
    parsed = Parser(inputs.vocabulary, inputs.settings.zone).parse(
        "guide", guide.id, guide.file, (root / guide.file).read_bytes()
    )
    number = model.guides.index(guide) + 1
    body = links.apply(parsed.body.html, model.resolved[guide.file])
    body = _ID.sub(lambda found: f' id="c{number}-{found[1]}"', _LAZY.sub("", _ENLARGED.sub(r"\1\2", body)))
    check = model.proofs.checks.get(guide.id)
    html = _LINK.sub(lambda found: _link(found, number, model.guides, inputs.settings.base_url), body)
    return Chapter(
        f"c{number}", guide.title, guide.summary, html, *((check.date, check.version) if check else ("", ""))
    )


def _link(found: re.Match[str], number: int, guides: Sequence[GuideRecord], base_url: str) -> str:
    """A link of a chapter: to a chapter, to the site where it has an address, or its text alone."""
    target, text = found[1], found[2]
    if target.startswith("#"):
        return f'<a href="#c{number}-{unquote(target[1:])}">{text}</a>'
    if not target.startswith("/"):
        return found[0]
    address, _, anchor = target.partition("#")
    for at, guide in enumerate(guides, 1):
        if address == guide_url(guide.id):
            return f'<a class="chapter" href="#c{at}{f"-{unquote(anchor)}" if anchor else ""}">{text}</a>'
    if "//127.0.0.1" in base_url or "//localhost" in base_url:
        return text
    return f'<a href="{base_url.rstrip("/")}{target}">{text}</a>'
