"""The generated corpus: the same for all, and content like any other."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from bench.corpus import bulletins, documents, write_site
from builder.base.progress import Progress
from builder.releasing.release import Options
from builder.site import check_site


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert [one.file() for one in bulletins(20, seed=5)] == [one.file() for one in bulletins(20, seed=5)]
    assert [one.file() for one in bulletins(20, seed=5)] != [one.file() for one in bulletins(20, seed=6)]


def test_a_smaller_corpus_is_the_beginning_of_a_larger_one() -> None:
    assert list(bulletins(30))[:10] == list(bulletins(10))


def test_bulletins_are_about_as_long_as_real_ones() -> None:
    sizes = [len(one.file().encode()) for one in bulletins(200)]
    assert 2200 < sum(sizes) / len(sizes) < 2600


def test_the_content_has_no_problems(tmp_path: Path) -> None:
    write_site(tmp_path, 60)
    assert check_site(tmp_path, Options(jobs=1), Progress()) == []


def test_documents_come_oldest_first_with_their_visible_text() -> None:
    found = list(documents(40))
    assert [one.date for one in found] == sorted(one.date for one in found)
    assert found[0].date.tzinfo == ZoneInfo("Asia/Shanghai")
    assert not any("](" in text or "**" in text for one in found for text in one.blocks)
