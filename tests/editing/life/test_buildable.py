"""A draft that would stop the build is refused before readers wait for it, at its line in the file that lies there."""

from __future__ import annotations

import pytest

from editing.life.bulletins import EditingError
from tests.editing.life.desk import state, take, text
from tests.site_helper import Site

DRAFT = "---\ntitle: 甲\ndraft: true\ndate: 2026-11-20\nchannel: warning\n"


@pytest.mark.parametrize(
    ("more", "body", "told"),
    [
        ("", "见[乙](b.md)。", 'content/risk/a.md:8:6: link: "b.md" does not exist'),
        ("", "![图](no.png)", 'content/risk/a.md:8:6: image: "no.png" does not exist'),
        ("aliases: [/risk/c/]\n", "文。", 'content/risk/a.md:6:11: aliases: duplicate URL "/risk/c/"'),
        ("status: superseded\nsuperseded_by: d\n", "文。", "content/risk/a.md:7:16: superseded_by: "),
        ("level: 高高\n", "文。", 'content/risk/a.md:6:8: level: unknown value "高高"'),
    ],
)
@pytest.mark.parametrize("step", [("publish", "a"), ("schedule", "a", "2026-12-01")])
def test_what_would_stop_the_build_is_refused(
    site: Site, more: str, body: str, told: str, step: tuple[str, ...]
) -> None:
    site.bulletin("c")
    site.file("content/risk/a.md", f"{DRAFT}{more}---\n\n{body}\n")
    before = text(site)
    with pytest.raises(EditingError) as refused:
        take(site, *step)
    assert str(refused.value).startswith(told)
    assert str(refused.value).endswith("content/risk/a.md would have problems; mend them first")
    assert text(site) == before


def test_what_other_files_say_wrong_is_their_own_affair(site: Site) -> None:
    site.bulletin("c", body="[乙](none.md)")
    site.file("content/risk/a.md", f"{DRAFT}---\n\n见[丙](c.md)。\n")
    take(site, "publish", "a")
    assert state(site) == "live"


def test_an_address_that_another_file_has_is_told_wherever_it_is_told(site: Site) -> None:
    site.bulletin("z", aliases=["/old/"])
    site.file("content/risk/a.md", f"{DRAFT}aliases: [/old/]\n---\n\n文。\n")
    with pytest.raises(EditingError, match="/old/"):
        take(site, "publish", "a")
