"""A site as the desk's work meets it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from editing.desk.known.catalogue import KnownBulletins
from tests.editing.desk.editor import Editor

#: Gives the site as it is now.
Known = Callable[[], KnownBulletins]


@pytest.fixture
def known(editor: Editor) -> Known:
    return editor.desk.site
