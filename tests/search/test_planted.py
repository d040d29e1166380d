"""An index that somebody made or changed: nothing in its files is ever run, whatever Whoosh would do by itself."""

from __future__ import annotations

import json
import pickle
import re
import shutil
import subprocess
import sys
import zlib
from contextlib import suppress
from pathlib import Path

import pytest

from search.index.indexing import write_index
from search.store import array_file
from search.store.whoosh_index import FOLDER, WhooshReader, WhooshWriter
from tests.machine import PROJECT
from tests.planted import Planted
from tests.search import corpora
from tests.search.corpora import ZONE, vocabulary
from view.bulletin import DocumentList


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two segments, with a deleted document."""
    first, second = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    documents = corpora.corpus(4, 60)
    write_index(DocumentList(documents), first, vocabulary(), ZONE)
    write_index(DocumentList([*documents[1:], *corpora.corpus(5, 1)]), second, vocabulary(), ZONE, previous=first)
    return second


def read_everything(folder: Path) -> None:
    """Ask Whoosh for all that there is, as far as it can be had."""
    reader = WhooshReader(folder)
    with suppress(Exception):
        reader.documents(range(60))
    for field, word in list(reader._reader.all_terms()):
        with suppress(Exception):
            reader.postings(field, word.decode())
    reader.close()


def test_the_good_one_is_read(good: Path) -> None:
    reader = WhooshReader(good)
    assert reader.count() == 60
    assert reader.postings("words", "关税")
    reader.close()


def test_a_pickle_planted_in_place_of_any_is_never_run(good: Path, tmp_path: Path) -> None:
    """Every place of every file where a pickle begins is tried: schema, segments, blocks of postings, their terms."""
    marker, tried = tmp_path / "ran", 0
    for path in sorted((good / FOLDER).iterdir()):
        data = path.read_bytes()
        places = [found.start() for found in re.finditer(rb"\x80[\x02-\x05]", data)]
        for place in [*places[:10], *places[-10:]]:
            folder = tmp_path / "planted"
            shutil.copytree(good, folder)
            planted = pickle.dumps(Planted(marker), 2)
            (folder / FOLDER / path.name).write_bytes(data[:place] + planted + data[place + len(planted) :])
            with suppress(Exception):
                read_everything(folder)
            with suppress(Exception):
                WhooshWriter(folder)
            assert not marker.exists(), (path.name, place)
            shutil.rmtree(folder)
            tried += 1
    assert tried > 20


def test_opening_asking_and_renewing_look_for_four_classes_only(good: Path) -> None:
    """The interpreter itself tells of everything that a pickle looks for."""
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from tests.search import corpora\n"
        "from tests.search.corpora import ZONE, vocabulary\n"
        "from tests.search.test_planted import read_everything\n"
        "from search.index.indexing import write_index\n"
        "from view.bulletin import DocumentList\n"
        "found = set()\n"
        "sys.addaudithook(lambda event, args: found.add(args) if event == 'pickle.find_class' else None)\n"
        "from view.untrusted import unpickling\n"
        "seen = unpickling._Unpickler.find_class\n"
        "unpickling._Unpickler.find_class = lambda self, *name: found.add(name) or seen(self, *name)\n"
        f"good = Path({str(good)!r})\n"
        "read_everything(good)\n"
        "new = good.with_name('renewed'); new.mkdir()\n"
        "write_index(DocumentList(corpora.corpus(4, 59)), new, vocabulary(), ZONE, previous=good)\n"
        "read_everything(new)\n"
        "print(sorted(found))\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout
    codec = "whoosh.codec.whoosh3"
    found = [("builtins", "int"), ("collections", "defaultdict"), (codec, "W3Codec"), (codec, "W3Segment")]
    assert said == f"{found}\n"


@pytest.mark.parametrize(
    "header",
    [
        [], 5, {}, {"facts": {}}, {"facts": {}, "arrays": {"a": 1}}, {"facts": {}, "arrays": [{"name": "x"}]},
        {"facts": {}, "arrays": [{"name": "x", "type": "O", "count": 1, "offset": 0, "crc": 0}]},
        {"facts": {}, "arrays": [{"name": "x", "type": "u1,O", "count": 1, "offset": 0, "crc": 0}]},
        {"facts": {}, "arrays": [{"name": "x", "type": "u1", "count": 9, "offset": 1 << 40, "crc": 0}]},
        {"facts": {}, "arrays": [{"name": "x", "type": "u1", "count": "9", "offset": -1, "crc": 0}]},
        {"facts": {}, "arrays": [{"name": [], "type": "u1", "count": 1, "offset": 0, "crc": 0}]}, "[" * 100_000,
    ],
    ids=range(12),
)  # fmt: skip
def test_arrays_with_a_header_of_somebody_else_are_refused(tmp_path: Path, header: object) -> None:
    raw = header.encode() if isinstance(header, str) else json.dumps(header).encode()
    head = array_file._HEAD.pack(
        array_file._MAGIC, array_file.VERSION, zlib.crc32(raw), len(raw), array_file._HEAD.size
    )
    (tmp_path / "x.bin").write_bytes(head + raw)
    with pytest.raises(array_file.SidecarError):
        array_file.Sidecar(tmp_path / "x.bin")
