"""Plans only what a few changed bulletins touch, from what the last build knew; else leaves it to the whole plan.

A change of one bulletin touches its page, the pages beside it in time, those that show it as related or link to it,
the lists that it stands or stood in, and the files that every site has once. Whatever is less usual (guides, old
addresses, successors, attachments, mistakes) is planned whole. `tests/test_incremental.py` holds both against clean
builds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from builder.base.paths import SitePaths
from builder.catalogue.addresses import Addresses, Anchors, Blocks, Keys, PageAddresses
from builder.catalogue.links import Linker, most_pages
from builder.catalogue.lists import BulletinList, ListKey, ListMark, keys_of, last_block, mark_of, some_lists
from builder.catalogue.model import Model, months_of
from builder.catalogue.proofs import stale
from builder.catalogue.published import ById, Changed, Loader, Published, age, published_after, published_of, stand
from builder.catalogue.related import Related
from builder.catalogue.selection import Selection, is_published
from builder.pages.bulletin_pages import owner_of, plan_bulletins
from builder.pages.lists.list_pages import list_owner, plan_lists
from builder.pages.outputs import Output, path_of
from builder.planning import ledger as ledgers
from builder.planning.build_inputs import BuildInputs
from builder.planning.documents import generation
from builder.planning.ledger import Ledger, places_of
from builder.planning.manifest import Manifest
from builder.planning.whole import SitePlan, blocks_of, fixed_pages, in_order, once, with_draft_warnings
from builder.reading.loading import read_some
from builder.reading.parsed_cache import BodyReader, CacheLostError, ParsedCache
from builder.reading.records import BulletinRecord, GuideRecord, ParsedFile, Record
from builder.reading.scanning import ContentFile
from view.problems import Problem
from view.urls import bulletin_url

#: With more changed files than this, and than this share of all, planning everything is as fast.
FEW, SHARE = 10, 0.02


@dataclass(slots=True)
class ContentChange:
    """Which content files differ from what the ledger has seen; those that are `due` give something else by now."""

    changed: list[ContentFile]
    gone: list[str]
    due: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.changed or self.gone)


def find_content_change(ledger: Ledger, files: list[ContentFile], at: datetime) -> ContentChange:
    """Files that are new, have another size, time or inode, or are due by now; and files that are gone."""
    seen, due = ledger.files, ledger.due_at(at)
    changed = [
        one for one in files if (before := seen.get(one.file)) is None or before[:4] != one.stat or one.file in due
    ]
    new = sum(one.file not in seen for one in changed)
    if len(seen) == len(files) - new:
        return ContentChange(changed, [], due)
    there = {one.file for one in files}
    return ContentChange(changed, [file for file in seen if file not in there], due)


class NotFewError(Exception):
    """The change touches more than this module follows: plan everything."""


class Increment:
    """A change being followed. NotFewError when it cannot be."""

    def __init__(
        self, root: Path, inputs: BuildInputs, before: Ledger, change: ContentChange, store: ParsedCache
    ) -> None:
        self._root, self._inputs, self._before, self._store = root, inputs, before, store
        self._settings = inputs.settings
        self._reader: BodyReader | None = None
        self._seen = dict(before.files)
        for file in change.gone:
            del self._seen[file]
        files = [*(one.file for one in change.changed), *change.gone]
        self._looked_at = frozenset(files)
        if len(files) > max(FEW, SHARE * len(before.files)):
            raise NotFewError
        if any(
            file in before.special or file in before.unreadable or not file.startswith("content/risk/")
            for file in files
        ):
            raise NotFewError
        self._records = self._read(change)
        self._files = {*self._records, *change.gone}
        if before.aliases and any(file not in before.files for file in self._files):
            raise NotFewError
        counts = len(before.files) - len(before.unreadable), len(self._seen) - len(before.unreadable)
        most_before, most = (most_pages(count, self._settings.per_page) for count in counts)
        if most != most_before and any("/page/" in target for one in before.targets.values() for target in one):
            raise NotFewError  # what may be a page of a list depends on it
        #: What the change does to the published bulletins.
        self.change = self._change()
        self._old, self._selection = self._selected()
        self._guides = in_order(self._read_guides())
        #: The name of the release.
        self.generation = generation(self._selection.published, self._guides, inputs)

    def _read(self, change: ContentChange) -> dict[str, BulletinRecord]:
        """The records of files whose bytes differ, or that are due."""
        found = {}
        self._told: list[Problem] = []
        self._blocks: dict[bytes, tuple[str, ...]] = {}
        for one, key, parsed, blocks in read_some(
            self._root, change.changed, self._settings, self._inputs.vocabulary, self._store
        ):
            before = self._seen.get(one.file)
            self._seen[one.file] = (*one.stat, key)
            if before is not None and before[4] == key and one.file not in change.due:
                continue  # written again with the same bytes
            record = parsed.record
            wrong = any(not one.warning for one in parsed.problems)
            if not isinstance(record, BulletinRecord) or wrong or ledgers.is_special(record):
                raise NotFewError
            self._told += parsed.problems
            found[one.file] = record
            self._blocks[key] = blocks
        return found

    def committed(self, reader: BodyReader) -> None:
        """From now on read records from the cache as it was committed; worker processes can do that too."""
        self._reader = reader

    def _parsed(self, file: str) -> ParsedFile:
        key = self._seen[file][4]
        if self._reader:
            return self._reader.record(key)
        for _, parsed in self._store.records([key]):
            return parsed
        raise CacheLostError(f"no record of {file}")

    def _bulletin(self, file: str) -> BulletinRecord:
        record = self._records.get(file) or self._parsed(file).record
        assert isinstance(record, BulletinRecord)  # noqa: S101 - the key covers the kind
        return record

    def _read_guides(self) -> Iterator[GuideRecord]:
        for file in [file for file in self._seen if file[:14] == "content/guide/"]:
            record = self._parsed(file).record
            assert isinstance(record, GuideRecord)  # noqa: S101 - the key covers the kind
            yield record

    def plan(self, manifest: Manifest) -> tuple[SitePlan, Ledger]:
        """The plan of what the change touches, and the ledger after it."""
        old, selection, guides = self._old, self._selection, self._guides
        new = [one for file in self._records if (one := selection.by_id.get(_id_of(file)))]
        keys = self._with_months({key for one in (*old, *new) for key in self._keys_of(one)})
        related = Related(selection.listed)
        lists = some_lists(selection, related, self._inputs.vocabulary, self._settings, keys)
        marks = self._marks(keys, lists)
        beyond = {path for one in lists for path in self._want(one, new)}
        pages = {one.file: one for one in (*new, *_beside(related, selection.listed, [*old, *new]))}
        linking = self._linking(marks, keys)
        pages |= {file: one for file in linking if (one := selection.by_id.get(_id_of(file)))}
        records: list[Record] = [*map(self._bulletin, pages.keys() | linking | self._records.keys()), *guides]
        linker = self._linker(selection, guides, marks)
        resolved = {record.file: linker.resolve(record) for record in records}
        model = Model(
            self._settings, self._inputs.vocabulary, selection, lists, marks, guides, related, resolved,
            Keys(self._seen), Loader(self._bulletin, self._inputs.at), self._inputs.proofs,
        )  # fmt: skip
        drafts = {one.file for one in records if isinstance(one, BulletinRecord) and one.draft}
        told = [*self._warnings(resolved), *self._told, *linker.problems]
        problems = with_draft_warnings([*told, *stale(self._inputs.proofs, guides, resolved)], drafts)
        if any(not one.warning for one in problems):
            raise NotFewError
        owners = {owner_of(file) for file in (*pages, *self._files)} | {list_owner(_url_of(key)) for key in keys}
        owners -= {list_owner(one.url) for one in lists if one.wanted is not None}
        outputs = self._outputs(model, pages.values(), manifest)
        plan = SitePlan(
            model, outputs, problems, self._before.aliases, frozenset(owners), frozenset(beyond), self.change
        )
        return plan, self._ledger(plan)

    def _want(self, one: BulletinList, new: Iterable[Published]) -> Iterator[str]:
        """Say which pages of a list the change may touch; gives the paths where there were pages of that kind.

        Pages hold fixed blocks counted from the oldest bulletin: what came or went moves all that are newer.
        """
        per_page, members, mark = self._settings.per_page, one.members, self._before.lists.get(one.url)
        if mark is None or min(mark.members, len(members)) <= per_page:
            return  # all of them: there are few
        was = {age(other) for other in self._old if other.listed and one.key in self._keys_of(other)}
        now = {age(other) for other in new if other.listed and one.key in self._keys_of(other)}
        places = {moment: bisect_left(members, moment, key=age) // per_page + 1 for moment in was | now}
        last = max(last_block(mark.members, per_page), last_block(len(members), per_page))
        moved = min((places[moment] for moment in was ^ now), default=last + 1)
        one.wanted = frozenset([*(places[moment] for moment in was & now), *range(moved, last + 1)])
        yield from (path_of(unquote(one.page_url(number))) for number in range(moved, last + 1))

    def _with_months(self, keys: set[ListKey]) -> set[ListKey]:
        """Lists, and those of the months beside their months, which lead to them while they have bulletins."""
        touched = {code for key in keys for facet, code in key if facet == "month"}
        months = sorted({*months_of(self._before.lists), *touched})
        places = {months.index(one) for one in touched}
        beside = {near for at in places for near in (at - 1, at + 1) if 0 <= near < len(months)}
        return keys | {(("month", months[at]),) for at in beside}

    def _keys_of(self, one: Published) -> Iterable[ListKey]:
        return keys_of(one, self._settings.facet_pairs)

    def _warnings(self, linked: Collection[str]) -> Iterator[Problem]:
        """The warnings that stay: of other files all, of those whose links were followed anew what is no link's."""
        again = set()
        for one in self._before.warnings:
            if one.file in self._files:
                continue
            if one.file not in linked or one.field == "superseded_by":
                yield one
            else:
                again.add(one.file)
        for file in again:
            yield from self._parsed(file).problems

    def _change(self) -> Changed:
        at = self._inputs.at
        published = [
            published_of(stand(one, at, awaited=False)) for one in self._records.values() if is_published(one, at)
        ]
        keys = {file: self._seen[file][4] for file in self._records}
        return Changed(frozenset(self._files), tuple(published), keys, self._records, self._blocks)

    def _selected(self) -> tuple[list[Published], Selection]:
        """What changed or went, as it was published before; and what is published now."""
        change = self.change
        old: list[Published] = [row for row in self._before.rows if row.file in change.files]
        published = published_after(self._before.rows, change)
        listed = [one for one in published if one.listed]
        return old, Selection(published, listed, ById(published))

    def _marks(self, keys: Iterable[ListKey], lists: Iterable[BulletinList]) -> dict[str, ListMark]:
        marks = dict(self._before.lists)
        for key in keys:
            marks.pop(_url_of(key), None)
        return marks | {one.url: mark_of(one) for one in lists}

    def _linking(self, marks: Mapping[str, ListMark], keys: Iterable[ListKey]) -> set[str]:
        """Bulletins that link to what changed, or to lists that came, went, or have more or fewer pages."""
        wanted = {place for file in self._files for place in places_of(file)}
        moved = [url for url in map(_url_of, keys) if self._extent(marks, url) != self._extent(self._before.lists, url)]
        tops = tuple(unquote(url) for url in moved)
        return {
            file
            for file, targets in self._before.targets.items()
            if file not in self._files
            and file.startswith("content/risk/")
            and (not wanted.isdisjoint(targets) or (tops and any(target.startswith(tops) for target in targets)))
        }

    def _extent(self, marks: Mapping[str, ListMark], url: str) -> int | None:
        return last_block(marks[url].members, self._settings.per_page) if url in marks else None

    def _linker(self, selection: Selection, guides: list[GuideRecord], marks: Mapping[str, ListMark]) -> Linker:
        always = partial(fixed_pages, guides, marks, self._inputs.proofs)
        pages = PageAddresses(lambda: always() | set(self._before.aliases), selection.by_id)
        blocks = Blocks(lambda: blocks_of(marks, self._settings.per_page))
        unreadable = self._before.unreadable & self._seen.keys()
        addresses = Addresses(
            {file: seen for file, seen in self._seen.items() if file not in unreadable} if unreadable else self._seen
        )
        published = {*selection.by_id.by_file, *(guide.file for guide in guides)}
        anchors = Anchors(self._seen, lambda file: self._records.get(file) or self._parsed(file).record)
        return Linker(
            self._root,
            self._settings,
            self._inputs.vocabulary,
            pages,
            blocks,
            addresses,
            published,
            unreadable,
            anchors,
        )

    def _outputs(self, model: Model, pages: Iterable[Published], manifest: Manifest) -> dict[str, Output]:
        """The planned files; whatever two of them, or one and another that is there, cannot both have is not few."""
        outputs: dict[str, Output] = {}
        fixed = once(model, self._inputs.assets, self._root, SitePaths(self._root).site)
        for one in (*fixed, *plan_lists(model), *plan_bulletins(model, pages)):
            if outputs.setdefault(one.path, one).owner != one.owner:
                raise NotFewError
        if {path for path, one in outputs.items() if not one.owner} != manifest.owned([""]).keys() - {
            "generation.json"
        }:
            raise NotFewError
        there = manifest.owners([*outputs, *(path_of(unquote(bulletin_url(_id_of(file)))) for file in self._records)])
        owners = {path: one.owner for path, one in outputs.items()}
        if any(owner != owners.get(path, owner) for path, owner in there.items()):
            raise NotFewError
        if any(path not in owners and not owner.startswith("file ") for path, owner in there.items()):
            raise NotFewError  # a bulletin that is not published now will want the place of something else
        fresh = outputs.keys() - there.keys()
        above = {str(folder) for path in fresh for folder in PurePosixPath(path).parents}
        if (
            manifest.owners(above)
            or manifest.any_below(fresh)
            or any(one.template not in manifest.common for one in outputs.values())
        ):
            raise NotFewError
        return outputs

    def _ledger(self, plan: SitePlan) -> Ledger:
        after = replace(
            self._before, at=self._inputs.at.isoformat(), generation=self.generation,
            files=self._seen, rows=plan.model.selection.published,
            lists=dict(plan.model.marks), warnings=plan.problems, due=dict(self._before.due),
            targets=dict(self._before.targets), since=(self._before.since or frozenset()) | self._looked_at,
        )  # fmt: skip
        for file in self._files:
            after.due.pop(file, None)
            after.targets.pop(file, None)
        for record in self._records.values():
            ledgers.note_record(after, record, self._inputs.at)
        return after


def _beside(related: Related, listed: list[Published], touched: Iterable[Published]) -> Iterator[Published]:
    """The pages beside those that changed: before, after, and those that may show them as related."""
    for one in touched:
        if one.listed:
            place = bisect_left(listed, age(one), key=age)
            yield from listed[max(0, place - 1) : place + 2]
            yield from related.may_show(one, place)


def _id_of(file: str) -> str:
    return file.removeprefix("content/risk/").removesuffix(".md")


def _url_of(key: ListKey) -> str:
    return BulletinList(dict(key)).url
