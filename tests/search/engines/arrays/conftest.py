"""An index of a few bulletins, opened as the arrays have it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.store.segments import Live
from tests.search.corpora import document, written

#: Numbered from the newest as documents of the index: 0 is the last of them.
TITLES = ("越南上调钢铁关税", "巴西港口罢工", "越南汇率与关税", "FTA 谈判")


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    some = [
        document(0, TITLES[0], ["关税 关税"], countries=("VN",), keywords=("关税", "钢"), level="high"),
        document(1, TITLES[1], ["港口拥堵"], countries=("BR",), keywords=("港口",)),
        document(2, TITLES[2], ["付款"], countries=("VN",), keywords=("关税",), status="withdrawn"),
        document(3, TITLES[3], ["steelworks"], countries=("VN", "BR"), level="low"),
    ]
    folder: Path = tmp_path_factory.mktemp("index")
    one = Live(written(folder, some))
    yield one
    one.close()
