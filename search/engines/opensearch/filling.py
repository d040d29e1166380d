"""Fills a cluster with one generation from the index of record: an index of its own, checked before anyone asks it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search.engines.arrays.backend import ArraysBackend
from search.engines.opensearch.backend import OpenSearchBackend
from search.engines.opensearch.checking import sample_differs
from search.engines.opensearch.client import Cluster
from search.engines.opensearch.lexicon import FILE, ClusterLexicon, Frequencies, write_lexicon
from search.engines.opensearch.rows import MAPPING, Written, index_body, row_of_cluster, window
from search.engines.opensearch.sources import Mark, Sources
from search.query.backend import UnreachableError
from search.query_types import FACETS
from search.store.array_file import SidecarError
from search.text.analysis import Analyser
from view.problems import NotTakenError
from view.settings.search_settings import OpenSearchSettings
from view.vocabulary.vocabulary import Vocabulary

#: A generation is made of the one before while at most one bulletin in so many is another.
_FEW_CHANGED = 16


@dataclass(frozen=True, slots=True)
class _Before:
    """The generation before, as far as the next can be made of it."""

    sources: Sources
    lexicon: ClusterLexicon
    gone: list[Mark]
    fresh: list[Mark]


def publish(
    folder: Path, generation: str, previous: Path | None, vocabulary: Vocabulary, zone: str,
    settings: OpenSearchSettings,
) -> None:  # fmt: skip
    """Put the generation whose index of record lies in `folder` into the cluster, and move the alias to it.

    `previous` is the folder of the generation before, if it is whole. What `OpenSearchBackend` needs is left in
    `folder`. NotTakenError when anything fails: then what was begun is deleted.
    """
    with _asked(settings, f"take generation {generation}") as cluster:
        _Filling(cluster, folder, generation, vocabulary, zone, settings).run(previous)


def is_lost(folder: Path, settings: OpenSearchSettings) -> bool:
    """Whether a generation's folder leads to an index that is not in the cluster, or not whole."""
    if not (folder / FILE).is_file():
        return False
    lexicon = ClusterLexicon(folder)
    index = lexicon.facts["index"]
    lexicon.close()
    with _asked(settings, f"be asked for index {index}") as cluster:
        return not _ours(cluster, settings, index).get(index, (0, False))[1]


def return_to(generation: str, settings: OpenSearchSettings) -> None:
    """Have the alias lead to the youngest whole index of a generation."""
    with _asked(settings, f"return to generation {generation}") as cluster:
        ours = _ours(cluster, settings, f"{settings.prefix}-{_plain(generation)}-*")
        whole = [name for _, name in sorted((born, name) for name, (born, complete) in ours.items() if complete)]
        if not whole:
            raise UnreachableError("it has no index of it any more (opensearch.keep_generations says how many stay)")
        point_alias(cluster, settings, whole[-1])


@contextmanager
def _asked(settings: OpenSearchSettings, to: str) -> Iterator[Cluster]:
    """The cluster; what fails is told as one sentence."""
    cluster = Cluster(settings, settings.build_seconds)
    try:
        yield cluster
    except UnreachableError as error:
        raise NotTakenError(f"the OpenSearch cluster at {', '.join(settings.urls)} cannot {to}: {error}") from error
    finally:
        cluster.close()


def _plain(generation: str) -> str:
    return re.sub(r"[^a-z0-9-]", "-", generation.lower())


class _Filling:
    """One generation on its way into the cluster."""

    def __init__(
        self, cluster: Cluster, folder: Path, generation: str, vocabulary: Vocabulary, zone: str,
        settings: OpenSearchSettings,
    ) -> None:  # fmt: skip
        self.cluster, self.folder, self.settings, self.zone = cluster, folder, settings, zone
        self.analyser = Analyser(vocabulary)
        self.sources = Sources(folder)
        marks = sorted(self.sources.marks())
        told = f"{MAPPING} {settings.shards} {self.sources.made_by} {marks}"
        digest = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
        #: Its name follows from what is in it, so what is there whole need not be sent again.
        self.index = f"{settings.prefix}-{_plain(generation)}-{digest[:8]}"
        self.meta = {"site": settings.prefix, "generation": generation, "complete": False}

    def run(self, previous: Path | None) -> None:
        """All of it, in the order in which nothing can be half there."""
        already = self._is_complete(self.index)
        try:
            facts, frequencies = self._known() if already else self._filled(previous)
            write_lexicon(self.folder, facts, self._used(), frequencies, self.analyser)
            self._check()
            if not already:
                self._finish()
        except BaseException:
            self.sources.close()
            if not already:
                with suppress(UnreachableError):
                    self._delete(self.index)
            raise
        self.sources.close()
        led_to = point_alias(self.cluster, self.settings, self.index)
        self._delete_old(led_to)

    def _used(self) -> dict[str, Mapping[str, int]]:
        local = ArraysBackend(self.folder, self.zone)
        used: dict[str, Mapping[str, int]] = {facet: dict(local.lexicon.used(facet)) for facet in FACETS}
        local.close()
        return used

    # Filling.

    def _known(self) -> tuple[dict[str, Any], Frequencies]:
        """Facts and frequencies of what lies in the cluster already."""
        facts = self._facts(self.sources.mean)
        frequencies = Frequencies()
        for row in self._rows(self.sources, self.sources.marks(), self.sources.mean):
            frequencies.add(row)
        return facts, frequencies

    def _filled(self, previous: Path | None) -> tuple[dict[str, Any], Frequencies]:
        """A new index with all bulletins: made of the one before where few changed, else made anew."""
        self._delete(self.index)
        before = self._before(previous)
        if before is not None:
            try:
                if found := self._renewed(before):
                    return found
            finally:
                before.sources.close()
                before.lexicon.close()
            self._delete(self.index)
        return self._everything()

    def _everything(self) -> tuple[dict[str, Any], Frequencies]:
        self.cluster.ask("PUT", f"/{self.index}", index_body(self.settings, self.sources.size, self.meta))
        frequencies = Frequencies()
        self.cluster.bulk(self.index, self._sent(self.sources.marks(), self.sources.mean, frequencies))
        self._settle(self.index)
        return self._facts(self.sources.mean), frequencies

    def _sent(self, marks: Iterable[Mark], mean: float, frequencies: Frequencies) -> Iterator[Any]:
        for row in self._rows(self.sources, marks, mean):
            frequencies.add(row)
            yield {"index": {"_id": _key(row.body["id"])}}, row.body

    @staticmethod
    def _rows(sources: Sources, marks: Iterable[Mark], mean: float) -> Iterator[Written]:
        for mark in marks:
            record, analysis, begins = sources.document(mark)
            yield row_of_cluster(record, analysis, begins, mean)

    def _before(self, previous: Path | None) -> _Before | None:
        """The generation before, if its index is there and few bulletins changed since."""
        if previous is None or not (previous / FILE).is_file():
            return None
        try:
            sources, lexicon = Sources(previous), ClusterLexicon(previous)
        except (SidecarError, OSError, LookupError, ValueError):
            return None
        mine, theirs = set(self.sources.marks()), set(sources.marks())
        fresh, gone = sorted(mine - theirs), sorted(theirs - mine)
        alike = sources.made_by == self.sources.made_by and lexicon.facts["mapping"] == MAPPING
        alike = alike and lexicon.facts["shards"] == self.settings.shards
        few = (len(fresh) + len(gone)) * _FEW_CHANGED <= len(mine)
        if alike and few and self._is_complete(lexicon.facts["index"]):
            return _Before(sources, lexicon, gone, fresh)
        sources.close()
        lexicon.close()
        return None

    def _renewed(self, before: _Before) -> tuple[dict[str, Any], Frequencies] | None:
        """Copies of the index before by hard links, with the difference; None where what was deleted stays in them.

        A shard keeps its last operations for copies that may come back, half a minute long; a copy of it has none, so
        the copy that was written to is copied once more, and what was deleted is taken out of that.
        """
        source, mean, making = before.lexicon.facts["index"], before.lexicon.facts["mean"], f"{self.index}-making"
        frequencies = before.lexicon.frequencies()
        for row in self._rows(before.sources, before.gone, mean):
            frequencies.take(row)
        stay = {ident for ident, _ in before.fresh}
        deleted = [({"delete": {"_id": _key(ident)}}, None) for ident, _ in before.gone if ident not in stay]
        try:
            self._clone(source, making)
            self.cluster.bulk(making, [*deleted, *self._sent(before.fresh, mean, frequencies)])
            self._settle(making)
            self.cluster.ask("PUT", f"/{making}/_settings", {"index.blocks.write": True})
            self._clone(making, self.index)
        finally:
            self._delete(making)
        self.cluster.ask("POST", f"/{self.index}/_forcemerge", only_expunge_deletes="true", flush="true")
        self.cluster.ask("POST", f"/{self.index}/_refresh")
        left = self.cluster.ask("GET", f"/{self.index}/_stats/docs")["_all"]["primaries"]["docs"]["deleted"]
        return None if left else (self._facts(mean), frequencies)

    def _clone(self, source: str, target: str) -> None:
        """Make a copy that can be written to; it says that it is not whole yet."""
        settings = {
            "index.blocks.write": None, "index.number_of_replicas": 0, "index.refresh_interval": "-1",
            "index.max_result_window": window(self.sources.size),
        }  # fmt: skip
        place = f"/{source}/_clone/{target}"
        self.cluster.ask("PUT", place, {"settings": settings}, wait_for_active_shards="1", timeout=self._wait)
        self.cluster.ask("PUT", f"/{target}/_mapping", {"_meta": self.meta})

    def _settle(self, index: str) -> None:
        self.cluster.ask("POST", f"/{index}/_refresh")
        self.cluster.ask("POST", f"/{index}/_flush", wait_if_ongoing="true")

    def _facts(self, mean: float) -> dict[str, Any]:
        return {
            "index": self.index, "documents": self.sources.size, "mapping": MAPPING, "shards": self.settings.shards,
            "mean": mean, "newest": self.sources.newest,
        }  # fmt: skip

    # Checking and putting in place.

    def _check(self) -> None:
        """The right number of bulletins, and a sample of answers as the index of record gives them."""
        there = OpenSearchBackend(self.folder, self.zone, self.settings, self.cluster)
        local = ArraysBackend(self.folder, self.zone)
        try:
            if wrong := sample_differs(local, there, self.analyser):
                raise UnreachableError(f"its answer differs from that of the index of record: {wrong}")
        finally:
            local.close()
            there.lexicon.close()

    def _finish(self) -> None:
        """Replicas, all copies in place, nothing written any more: then the index says that it is whole."""
        settings = {"index.number_of_replicas": self.settings.replicas, "index.blocks.write": True}
        self.cluster.ask("PUT", f"/{self.index}/_settings", settings)
        health = self.cluster.ask("GET", f"/_cluster/health/{self.index}", wait_for_status="green", timeout=self._wait)
        if health["status"] != "green" or health["timed_out"]:
            raise UnreachableError(f"not all copies of index {self.index} found a node within {self._wait}")
        self.cluster.ask("PUT", f"/{self.index}/_mapping", {"_meta": {**self.meta, "complete": True}})

    @property
    def _wait(self) -> str:
        return f"{max(1, int(self.settings.build_seconds * 0.9))}s"

    def _delete_old(self, led_to: Sequence[str]) -> None:
        """Delete, by exact name, our indexes but the youngest, and those that were not finished.

        What the alias `led_to` stays, however old: after a return endpoints ask it until this generation is deployed.
        """
        ours = _ours(self.cluster, self.settings)
        whole = sorted((born, name) for name, (born, complete) in ours.items() if complete and name != self.index)
        old = [name for _, name in whole[: max(0, len(whole) - (self.settings.keep_generations - 1))]]
        for name in [*old, *(name for name, (_, complete) in ours.items() if not complete and name != self.index)]:
            if name not in led_to:
                self._delete(name)

    def _is_complete(self, name: str) -> bool:
        return _ours(self.cluster, self.settings, name).get(name, (0, False))[1]

    def _delete(self, name: str) -> None:
        if self.cluster.find(f"/{name}/_settings"):
            self.cluster.ask("DELETE", f"/{name}")


def point_alias(cluster: Cluster, settings: OpenSearchSettings, index: str) -> list[str]:
    """Have the alias lead to an index and nowhere else, in one step; returns what else it led to."""
    alias = settings.prefix
    held = [name for name in cluster.find(f"/_alias/{alias}") if name != index]
    actions: list[dict[str, Any]] = [{"remove": {"index": name, "alias": alias}} for name in held]
    cluster.ask("POST", "/_aliases", {"actions": [*actions, {"add": {"index": index, "alias": alias}}]})
    return held


def _ours(cluster: Cluster, settings: OpenSearchSettings, name: str = "") -> dict[str, tuple[int, bool]]:
    """Our indexes, each with when it was made and whether it is whole."""
    wanted = name or f"{settings.prefix}-*"
    metas = cluster.find(f"/{wanted}/_mapping")
    born = cluster.find(f"/{wanted}/_settings")
    found = {}
    for one, said in metas.items():
        meta = said["mappings"].get("_meta", {})
        if meta.get("site") == settings.prefix and one in born:
            made = int(born[one]["settings"]["index"]["creation_date"])
            found[one] = made, bool(meta.get("complete"))
    return found


def _key(ident: str) -> str:
    """What a bulletin is called in the cluster, where names have a longest length."""
    return hashlib.sha256(ident.encode("utf-8", "surrogatepass")).hexdigest()[:40]
