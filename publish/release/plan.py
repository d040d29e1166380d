"""What a deploy does, in which order: no published page may ever point at something that is not there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from publish.release.compression import TWINS, original_of

ASSETS = "assets/"
#: Below this folder of the document root lies what only machines read: manifests and the index.
MACHINES = "_release/"
POINTER = "generation.json"
_LISTS = tuple(f"risk/{part}/" for part in ("changes", "country", "industry", "channel", "month", "page"))
_LIST_PAGES = ("risk/index.html", "guide/index.html")
_ONCE = ("404.html", "robots.txt", "opensearch.xml", "_headers", "_redirects")


class Phase(IntEnum):
    """The order of upload. All of one phase is there before the next begins."""

    ASSETS = 1
    NEW_PAGES = 2
    CHANGED_PAGES = 3
    LISTS = 4
    HOME = 5
    POINTER = 6
    REMOVALS = 7


def phase_of(path: str, is_new: bool) -> Phase:
    """When a file is uploaded. Only `generation.json` and the manifests speak of the release as a whole."""
    if path == POINTER or path == f"{MACHINES}manifest.json":
        return Phase.POINTER
    if path == "index.html":
        return Phase.HOME
    if path == f"{MACHINES}index.json":
        return Phase.NEW_PAGES  # endpoints fetch the index as soon as it is announced, so it is there by then
    is_page = path.endswith((".html", ".atom", "/recent.json"))
    if not is_page and path not in _ONCE and not _is_sitemap(path):
        return Phase.ASSETS
    if is_page and is_new and path not in _ONCE:
        return Phase.NEW_PAGES
    if (
        path in _ONCE
        or path in _LIST_PAGES
        or path.endswith((".atom", "/recent.json"))
        or path.startswith(_LISTS)
        or _is_sitemap(path)
    ):
        return Phase.LISTS
    return Phase.CHANGED_PAGES


def _is_sitemap(path: str) -> bool:
    return path.startswith("sitemap") and path.endswith(".xml")


@dataclass(frozen=True, slots=True)
class Group:
    """A file with its twins: what is put, and which stale twins go before it, in this order."""

    path: str
    drop: tuple[str, ...]
    put: tuple[str, ...]


@dataclass(slots=True)
class DeployPlan:
    """Groups by phase, and what happens to originals, for people and for purging."""

    phases: dict[Phase, list[Group]] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    @property
    def files(self) -> int:
        """How many files are put or removed."""
        return sum(len(one.drop) + len(one.put) for groups in self.phases.values() for one in groups)


def plan_deploy(wanted: Mapping[str, str], there: Mapping[str, str], kept: Iterable[str]) -> DeployPlan:
    """From what is there (path → digest, empty where unknown) to what is wanted; `kept` stays though not wanted."""
    plan = DeployPlan()
    stay = set(kept)
    twins_there = {path for path in there if original_of(path) in there or original_of(path) in wanted}
    for path in sorted(wanted):
        if original_of(path) in wanted:
            continue
        twins = [f"{path}{ending}" for ending in TWINS]
        put = [one for one in (*twins, path) if one in wanted and there.get(one) != wanted[one]]
        drop = [one for one in twins if one in there and one not in wanted]
        if put or drop:
            plan.phases.setdefault(phase_of(path, path not in there), []).append(Group(path, tuple(drop), tuple(put)))
        if path in put:
            (plan.changed if path in there else plan.new).append(path)
    # What leads to others goes before them: lists, then pages, then what pages show.
    gone = sorted(there.keys() - wanted.keys() - stay - twins_there)
    for path in sorted(gone, key=lambda path: -phase_of(path, is_new=False)):
        twins = [f"{path}{ending}" for ending in TWINS if f"{path}{ending}" in there]
        plan.phases.setdefault(Phase.REMOVALS, []).append(Group(path, (*twins, path), ()))
    plan.removed += gone
    return plan


def is_page(path: str) -> bool:
    """Whether readers would miss it as a page."""
    return path.endswith(".html")


def removed_share(plan: DeployPlan, there: Iterable[str]) -> float:
    """Which share of the published pages a plan removes."""
    pages = sum(map(is_page, there))
    return sum(map(is_page, plan.removed)) / pages if pages else 0.0


def urls_to_purge(paths: Iterable[str]) -> Sequence[str]:
    """The files whose addresses answer differently now: a twin stands for what it is a twin of."""
    originals = {original_of(path) or path for path in paths}
    return sorted(path for path in originals if not path.startswith("_"))
