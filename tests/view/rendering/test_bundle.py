"""The bundle of a generation renders as the pages did."""

from __future__ import annotations

from pathlib import Path

from tests.machine import PROJECT
from tests.site_helper import Site
from view.rendering.bundle import read_bundle, write_bundle
from view.settings.site_settings import Embed, Settings
from view.vocabulary.vocabulary import load_vocabulary


def test_a_bundle_renders_as_the_pages_did(tmp_path: Path) -> None:
    settings, vocabulary = Settings(title="甲", embed=Embed(("a", "b"))), load_vocabulary(PROJECT)
    own = Site(tmp_path).file("own/a/b.html", "{{ site.title }}{{ label('country', 'VN') }}{{ asset('x') }}").root
    write_bundle(tmp_path / "g", settings, vocabulary, {"x": "/x.1"}, {"a/b.html": own / "own" / "a" / "b.html"})
    bundle = read_bundle(tmp_path / "g")
    assert (bundle.settings, bundle.assets) == (settings, {"x": "/x.1"})
    assert bundle.vocabulary.terms == vocabulary.terms
    assert bundle.environment.get_template("a/b.html").render() == "甲越南/x.1"
