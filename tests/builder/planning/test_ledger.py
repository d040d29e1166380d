"""The ledger: it can be read, keeps changes beside the whole, and is passed over when it is another version's."""

from __future__ import annotations

from builder.base.paths import SitePaths
from builder.reading.packing import seal
from builder.reading.parsed_cache import ParsedCache
from tests.builder.cached import Reshaped, ledger_of, spoil
from tests.site_helper import PNG, Site


def test_the_ledger_of_a_site_with_everything_can_be_read(site: Site) -> None:
    """What is not known to the unpickler would make every build a whole one, and nobody would notice."""
    site.small().bulletin(
        "2026/11/a", countries=["VN"], industries=["steel"], level="高", keywords=["k"], aliases=["/o/"]
    )
    site.bulletin("2026/11/b", date="2026-11-20T09:30:00+02:00", status="superseded", superseded_by="2026/11/a")
    site.bulletin("2027/1/c", date="2027-01-01", expires="2027-02-01", pinned_until="2027-01-05").guide("g", topic="t")
    changes = [{"date": "2026-11-21", "kind": "correction", "note": "更正"}]
    site.bulletin("2026/11/d", "[未发布](../../2027/1/c.md)", updated="2026-11-21", status="corrected", changes=changes)
    site.bulletin("2026/11/e", draft=True, titel="x").file("content/risk/p.png", PNG)
    site.bulletin("f", "![图](p.png)").build()
    assert ledger_of(site) is not None
    store = ParsedCache(SitePaths(site.root).cache)
    assert len(dict(store.records(store.keys()))) == 7
    store.close()


def test_a_ledger_of_another_version_is_passed_over(site: Site) -> None:
    site.build()
    before = site.tree()
    spoil(site, "UPDATE ledger SET data = ?", seal((1, Reshaped())))
    assert ledger_of(site) is None
    assert site.build().changed_urls == []
    assert site.tree() == before
    assert ledger_of(site) is not None


def test_changes_of_a_few_files_are_kept_beside_the_whole_ledger(site: Site) -> None:
    for name in ("a", "b", "c"):
        site.bulletin(name)
    site.build()
    site.bulletin("b", "另一段。").remove("content/risk/c.md")
    site.build()
    saved = ledger_of(site)
    assert saved is not None
    assert set(saved.since or ()) == {"content/risk/b.md", "content/risk/c.md"}
    assert [row.id for row in saved.rows] == ["a", "b"]
    spoil(site, "UPDATE ledger SET data = x'6e6f697365' WHERE part = 'changes'")
    assert ledger_of(site) is None
    before = site.tree()
    assert site.build().changed_urls == []
    assert site.tree() == before
