"""From content to the full plan of a site: every file it will have, and every problem that stands in the way."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import jinja2
from jinja2 import Environment

from builder.attachments.active_content import fault_of_attachment
from builder.base.digests import digest
from builder.base.progress import Progress
from builder.catalogue import links
from builder.catalogue.links import Linker, Resolved
from builder.catalogue.lists import ListMark, last_block, make_lists, mark_of
from builder.catalogue.model import Model
from builder.catalogue.proofs import MANUAL, MANUAL_URL, Proofs, stale
from builder.catalogue.published import Changed, Loader
from builder.catalogue.related import Related
from builder.catalogue.selection import Selection, select
from builder.pages import guide_pages, help_topics, host_files, site_files
from builder.pages.aliases import blocked_folders, old_page, plan_aliases
from builder.pages.assets import Asset
from builder.pages.bulletin_pages import plan_bulletins
from builder.pages.data import open_data
from builder.pages.data.text_faces import site_digest
from builder.pages.lists import changes_pages, list_pages
from builder.pages.outputs import NO_DEPENDENCIES, Dependencies, Output, named, url_of
from builder.pages.site_map import plan_site_map
from builder.pages.template_uses import closure
from builder.reading.loading import Content
from builder.reading.records import BulletinRecord, GuideRecord, Record
from view.problems import Problem
from view.settings.site_settings import Settings
from view.urls import CHANGES, GUIDE, HELP_TOPICS, HOME, RISK, SITE_MAP, SUBSCRIBE, bulletin_url, feed_url, guide_url
from view.version import code_version
from view.vocabulary.vocabulary import Vocabulary

#: Pages that exist whatever the content is.
_ALWAYS = (
    *(CHANGES, feed_url(CHANGES)),
    *(HOME, RISK, GUIDE, SITE_MAP, SUBSCRIBE, f"{RISK}country/", f"{RISK}industry/"),
    *(open_data.JSON_LINES, open_data.CSV, open_data.SCHEMA, open_data.PACKAGE),
    *("/404.html", "/sitemap.xml", "/robots.txt", "/opensearch.xml", "/generation.json", HELP_TOPICS),
)


#: What the names of compressed twins end with (`publish.release.compression`).
_TWINS = (".gz", ".br")


@dataclass(slots=True)
class SitePlan:
    """Files by path, and what the index will hold. `aliases` are the old addresses that are answered.

    A plan of a `change` has only the files that it may touch: all files of the owners in `replanned`, those that every
    site has once, and pages of lists. What is at the paths in `beyond` and is not planned goes too.
    """

    model: Model
    outputs: dict[str, Output]
    problems: list[Problem]
    aliases: list[str]
    replanned: frozenset[str] = frozenset()
    beyond: frozenset[str] = frozenset()
    change: Changed | None = None

    @property
    def templates(self) -> set[str]:
        """The templates that its files are made by; an empty name stands for none."""
        return {one.template for one in self.outputs.values()}


def plan_site(
    root: Path, settings: Settings, vocabulary: Vocabulary, content: Content, assets: list[Asset], at: datetime,
    progress: Progress | None = None, proofs: Proofs | None = None,
) -> SitePlan:  # fmt: skip
    """Plan all files but `generation.json`. `problems` holds errors and warnings of content and plan together.

    `progress` is told how far the links are, each with a file behind it that may be looked at.
    """
    selection = select(content.bulletins, at)
    lists = make_lists(selection, vocabulary, settings)
    marks = {one.url: mark_of(one) for one in lists}
    guides = in_order(content.guides)
    addresses = {one.file: bulletin_url(one.id) for one in content.bulletins}
    addresses |= {guide.file: guide_url(guide.id) for guide in guides}
    proofs = proofs or Proofs()
    linker = _linker(root, settings, vocabulary, content, selection, marks, addresses, proofs)
    resolved = _resolve(linker, content, progress or Progress())
    related = Related(selection.listed)
    records = {one.file: one for one in content.bulletins}
    loader = Loader(records.__getitem__, at)
    model = Model(
        settings, vocabulary, selection, lists, marks, guides, related, resolved, content.keys, loader, proofs
    )
    problems = [*content.problems, *linker.problems]
    problems += links.unpublished_successors(selection, content.bulletins, linker.unreadable)
    problems += [*stale(proofs, guides, resolved), *_fault_of_manual(root, proofs)]
    problems += _duplicate_topics(guides)
    problems += _duplicate_entries(content.bulletins)
    outputs: dict[str, Output] = {}
    planned = [*once(model, assets, root), *list_pages.plan_lists(model)]
    for output in [*planned, *plan_bulletins(model, selection.published)]:
        if output.path in outputs and outputs[output.path].inputs != output.inputs:
            file = _owner(output.path, addresses)
            problems.append(
                Problem(file, 1, 1, "url", f'duplicate URL "{output.url}"; another file gives the same one')
            )
        outputs[output.path] = output
    problems += [_in_the_way(folder, outputs, addresses) for folder in blocked_folders(outputs)]
    problems += [_like_a_twin(path, addresses) for path in outputs if path.endswith(_TWINS) and path[:-3] in outputs]
    aliases = plan_aliases(model, content, outputs, problems, at)
    for output in site_files.plan_old_addresses(aliases):
        outputs[output.path] = output
    outputs["_headers"] = replace(host_files.plan_headers(settings, outputs), owner=site_files.WHOLE)
    return SitePlan(
        model, outputs, with_draft_warnings(problems, content.drafts), [old_page(alias) for alias in aliases]
    )


def in_order(guides: Iterable[GuideRecord]) -> list[GuideRecord]:
    """Guides as the index of guides lists them."""
    return sorted(guides, key=lambda guide: (guide.order, guide.id))


def fixed_pages(guides: Iterable[GuideRecord], marks: Mapping[str, ListMark], proofs: Proofs) -> set[str]:
    """The addresses (not encoded) that links may name beside bulletins and aliases."""
    pages = {*_ALWAYS, MANUAL_URL} if proofs.manual else set(_ALWAYS)
    for guide in guides:
        pages |= {unquote(guide_url(guide.id)), unquote(guide_url(guide.id, embed=True))}
    for url in marks:
        pages |= {unquote(url), unquote(feed_url(url))}
    return pages


def blocks_of(marks: Mapping[str, ListMark], per_page: int) -> dict[str, int]:
    """The number of the newest page below each list's first, by its address (not encoded)."""
    return {unquote(url): last_block(mark.members, per_page) for url, mark in marks.items()}


def _linker(
    root: Path, settings: Settings, vocabulary: Vocabulary, content: Content, selection: Selection,
    marks: Mapping[str, ListMark], addresses: Mapping[str, str], proofs: Proofs,
) -> Linker:  # fmt: skip
    published = {one.file for one in selection.published} | {guide.file for guide in content.guides}
    records: list[Record] = [*content.bulletins, *content.guides]
    pages = fixed_pages(content.guides, marks, proofs)
    pages |= {unquote(bulletin_url(one.id)) for one in selection.published}
    pages |= {old_page(alias.url) for record in records if record.file in published for alias in record.aliases}
    blocks = blocks_of(marks, settings.per_page)
    anchors = links.anchors_of(records, addresses)
    unreadable = content.files - addresses.keys()
    waiting = {old_page(alias.url) for record in records if record.file not in published for alias in record.aliases}
    return Linker(root, settings, vocabulary, pages, blocks, addresses, published, unreadable, anchors, waiting)


def _resolve(linker: Linker, content: Content, progress: Progress) -> dict[str, list[Resolved]]:
    """The references of every record; those of unpublished ones are checked too, so that no surprise waits."""
    records: list[Record] = [*content.bulletins, *content.guides]
    resolved = {}
    with progress.step("links", len(records)) as step:
        for record in records:
            resolved[record.file] = linker.resolve(record)
            step.advance()
    return resolved


def once(model: Model, assets: list[Asset], root: Path, live: Path | None = None) -> list[Output]:
    """The files that every site has once. `live` is the tree that a change begins with."""
    guides = guide_pages.guide_pages(model)
    return [
        site_files.plan_home(model),
        plan_site_map(model),
        site_files.plan_subscribe(model),
        *changes_pages.plan_changes(model),
        *list_pages.plan_indexes(model),
        *guide_pages.plan_guides(model, guides, root),
        help_topics.plan_topics(guides),
        *site_files.plan_assets(assets),
        *site_files.plan_sitemap(model),
        site_files.plan_robots(model),
        site_files.plan_opensearch(model),
        *open_data.plan_data(model, site_digest(model), live),
        site_files.plan_not_found(),
        host_files.plan_unavailable(model),
    ]


def _owner(path: str, addresses: Mapping[str, str]) -> str:
    """The content file whose page a path lies in, for a problem's place."""
    for file, url in addresses.items():
        if path.startswith(unquote(url)[1:]):
            return file
    return path


def _in_the_way(folder: str, outputs: Mapping[str, Output], addresses: Mapping[str, str]) -> Problem:
    """A folder that cannot be, because a file has its name."""
    inside = min(path for path in outputs if path.startswith(f"{folder}/"))
    message = f'duplicate URL "{url_of(inside)}"; the file of "{outputs[folder].url}" stands where its folder must be'
    return Problem(_owner(inside, addresses), 1, 1, "url", message)


def _like_a_twin(path: str, addresses: Mapping[str, str]) -> Problem:
    """An attachment whose place is that of another one's compressed twin, which a host would serve instead."""
    message = f'"{path}" has the name of the compressed copy of "{path[:-3]}", which publishing puts there; rename it'
    return Problem(_owner(path, addresses), 1, 1, "link", message)


def _duplicate_entries(bulletins: Iterable[BulletinRecord]) -> list[Problem]:
    """Feed entries that two bulletins would share: to feed readers they are one."""
    owners = {one.id: one.file for one in bulletins if not one.facts.feed_id}
    found = []
    for one in bulletins:
        if not one.facts.feed_id:
            continue
        other = owners.setdefault(one.facts.entry, one.file)
        if other != one.file:
            message = f'"{one.facts.feed_id}" is already the feed entry of {other}; two alike are one to feed readers'
            found.append(Problem(one.file, *one.feed_id_at, "feed_id", message))
    return found


def _fault_of_manual(root: Path, proofs: Proofs) -> list[Problem]:
    """The manual is published as it lies there, like an attachment."""
    fault = proofs.manual and fault_of_attachment(MANUAL, (root / MANUAL).read_bytes())
    return [Problem(MANUAL, 1, 1, "file", f'"manual.pdf" {fault}')] if fault else []


def _duplicate_topics(guides: list[GuideRecord]) -> list[Problem]:
    first: dict[str, str] = {}
    found = []
    for guide in guides:
        if guide.topic and guide.topic in first:
            message = f'"{guide.topic}" is already the topic of {first[guide.topic]}'
            found.append(Problem(guide.file, *guide.topic_at, "topic", message))
        first.setdefault(guide.topic, guide.file)
    return found


def with_draft_warnings(problems: list[Problem], drafts: set[str]) -> list[Problem]:
    """Each problem once, in order of place; those in drafts as warnings."""
    with_draft_warnings = [
        Problem(one.file, one.line, one.column, one.field, one.message, True) if one.file in drafts else one
        for one in problems
    ]
    return sorted(set(with_draft_warnings))


class Fingerprints:
    """The digests that every page made by a template depends on, by name: what is beside a page's own inputs."""

    def __init__(
        self, environment: Environment, settings: Settings, vocabulary: Vocabulary, assets: list[Asset]
    ) -> None:
        self.environment = environment
        self._site = {
            "settings": digest(sorted(asdict(settings).items())),
            "vocabulary": digest(vocabulary.to_json()),
            "assets": digest([(one.name, one.url) for one in assets]),
            "program": code_version("builder", "view")[:8] + digest(jinja2.__version__),
        }
        self._known: dict[str, Dependencies] = {}

    def of(self, template: str) -> Dependencies:
        """The templates a page really uses (includes, imports, inheritance), and what every page sees of the site."""
        if not template:
            return NO_DEPENDENCIES
        if template not in self._known:
            used = sorted(closure(self.environment, template))
            sources = {f"template {name}": _source_digest(self.environment, name) for name in used}
            self._known[template] = named(sources | self._site)
        return self._known[template]


def _source_digest(environment: Environment, name: str) -> bytes:
    assert environment.loader is not None  # noqa: S101 - view.environment always gives one
    source, _, _ = environment.loader.get_source(environment, name)
    return _text_digest(source)


@cache
def _text_digest(source: str) -> bytes:
    return hashlib.blake2b(source.encode(), digest_size=8).digest()
