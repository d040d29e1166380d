"""Assets: named by their bytes, but for the script that other sites embed."""

from __future__ import annotations

from builder.pages.assets import SHIPPED
from tests.machine import PROJECT
from tests.site_helper import Site


def test_assets_have_names_that_change_with_their_bytes(site: Site) -> None:
    site.small().build()
    first = next(name for name in site.tree() if name.startswith("assets/style."))
    report = site.file("assets/style.css", "body{}").file("assets/字体/a", "x").build()
    second = next(name for name in site.tree() if name.startswith("assets/style."))
    assert first != second
    assert f"/{first}" in report.removed_urls
    assert f"/{second}" in [url for urls in site.page("/").rels.values() for url in urls]
    assert any(name.startswith("assets/字体/a.") for name in site.tree())


def test_the_script_for_embedding_sites_has_a_lasting_address(site: Site) -> None:
    site.small().build()
    published = (site.root / "site" / "embed" / "host.js").read_bytes()
    assert published == (PROJECT / "assets" / "embed-host.js").read_bytes()


def test_the_shipped_folder_is_where_the_templates_are() -> None:
    assert (SHIPPED / "templates" / "base.html").is_file()
