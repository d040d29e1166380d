"""`check --fix`: the safe corrections, and no other byte."""

from __future__ import annotations

import pytest

from editing.life.copies import Copies
from editing.mending import mend, mended
from tests.builder.catalogue.listing import AT
from tests.site_helper import Site

HEAD = "---\ntitle: 甲\n---\n\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks_stay(newline: str, mark: str) -> None:
    before = mark + (HEAD + "说明：\n- 一\n- 二\n  - 三\n").replace("\n", newline)
    after = mark + (HEAD + "说明：\n\n- 一\n- 二\n    - 三\n").replace("\n", newline)
    assert mended("a.md", before.encode()) == after.encode()
    assert mended("a.md", after.encode()) == after.encode()


@pytest.mark.parametrize("raw", [b"", b"x", b"---\ntitle: \xff\n---\n", HEAD.encode()])
def test_what_has_nothing_to_mend_stays(raw: bytes) -> None:
    assert mended("a.md", raw) == raw


def test_files_are_written_with_a_copy_and_shown(site: Site) -> None:
    site.small().bulletin("a", "说明：\n- 一").bulletin("b").guide("g", "说明：\n- 一")
    said: list[str] = []
    assert mend(site.root, AT, said.append) == 2
    assert [one.splitlines()[0] for one in said] == ["--- a/content/guide/g.md", "--- a/content/risk/a.md"]
    assert [one.step for one in Copies(site.root, "a").steps()] == ["fix"]
    assert mend(site.root, AT, said.append) == 0
    assert len(said) == 2
