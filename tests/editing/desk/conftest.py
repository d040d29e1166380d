"""A site with a live bulletin and a draft, and an editor at its desk."""

from __future__ import annotations

import pytest

from tests.editing.desk.editor import Editor
from tests.site_helper import Site


@pytest.fixture
def desk_site(site: Site) -> Site:
    site.small().bulletin("a", "越南的钢铁。\n\n第二段。", countries=["VN"]).bulletin("draft", draft=True)
    return site


@pytest.fixture
def editor(desk_site: Site) -> Editor:
    return Editor(desk_site)
