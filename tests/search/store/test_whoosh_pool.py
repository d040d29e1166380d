"""Postings reach Whoosh's files as Whoosh itself would write them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from whoosh import index

from search.store.whoosh_index import _schema
from search.store.whoosh_pool import PostingPool, write_postings

Posting = tuple[str, bytes, int, float, bytes]


def postings(seed: int) -> list[Posting]:
    """Postings of two fields, in Whoosh's order; some words have more than one block of 128, some exactly one."""
    choose = random.Random(seed)  # noqa: S311 - the same postings every time
    found: list[Posting] = []
    for field in ("country", "words"):
        words = {"𠮷", "￥", "VN", "关税", *(chr(0x4E00 + choose.randrange(500)) for _ in range(20))}
        for word in sorted(words, key=str.encode):
            count = choose.choice((1, 2, 127, 128, 129, 256, 300))
            for number in sorted(choose.sample(range(1000), count)):
                weight = 1.0 if field == "country" else float(choose.randrange(1, 9))
                found.append((field, word.encode(), number, weight, b""))
    return found


def written(folder: Path, pool: PostingPool | None, items: Iterator[Posting] | None) -> dict[str, bytes]:
    folder.mkdir()
    writer = index.create_in(str(folder), _schema()).writer(compound=False)
    if pool is not None:
        write_postings(writer.fieldwriter, writer.schema, pool)
    else:
        writer.fieldwriter.add_postings(writer.schema, None, items)
    writer.fieldwriter.close()
    return {path.suffix: path.read_bytes() for path in folder.iterdir() if path.suffix in (".trm", ".pst")}


@pytest.mark.parametrize("seed", range(4))
def test_the_files_are_those_that_whoosh_writes_posting_by_posting(tmp_path: Path, seed: int) -> None:
    found = postings(seed)
    pool = PostingPool()
    for posting in sorted(found, key=lambda one: one[2]):
        pool.add(posting)
    ours, theirs = written(tmp_path / "ours", pool, None), written(tmp_path / "theirs", None, iter(found))
    assert set(ours) == {".trm", ".pst"}
    assert ours == theirs
