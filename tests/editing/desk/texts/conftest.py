"""The words that the texts of these tests may use."""

from __future__ import annotations

import pytest

from tests.site_helper import Site
from view.vocabulary.vocabulary import Vocabulary, load_vocabulary


@pytest.fixture
def vocabulary(site: Site) -> Vocabulary:
    return load_vocabulary(site.small().root)
