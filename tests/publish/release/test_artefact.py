"""The packed index: it says how large it is, and writes nowhere but where it belongs."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest
import zstandard

from publish.release.artefact import DamagedError, pack_index, unpack, unpacked_size


def test_an_archive_says_truly_how_much_it_unpacks_to(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    names = ("a.bin", "中文/名字.html", f"{'long' * 40}/{'name' * 30}.html", "empty", "b" * 99)
    for number, name in enumerate(names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x" * (513 * number))
    pack_index(folder, tmp_path / "x.zst")
    with (tmp_path / "x.zst").open("rb") as file:
        whole = zstandard.ZstdDecompressor().stream_reader(file).readall()
    assert unpacked_size(tmp_path / "x.zst") == len(whole)
    unpack(tmp_path / "x.zst", tmp_path / "out", len(whole))
    assert sorted(
        one.relative_to(tmp_path / "out").as_posix() for one in (tmp_path / "out").rglob("*") if one.is_file()
    ) == (sorted(names))
    with pytest.raises(DamagedError, match="more than was said"):
        unpack(tmp_path / "x.zst", tmp_path / "short", len(whole) - 20_000)
    assert not (tmp_path / "short").exists()


def packed(tmp_path: Path, *members: tarfile.TarInfo, data: bytes = b"") -> Path:
    file, raw = tmp_path / "bad.zst", io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for one in members:
            archive.addfile(one, io.BytesIO(data))
    file.write_bytes(zstandard.compress(raw.getvalue()))
    return file


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", size: int = 0) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, size
    return info


@pytest.mark.parametrize(
    "members",
    [
        [member("a", tarfile.SYMTYPE, "/etc/passwd")],
        [member("a", tarfile.SYMTYPE, "."), member("a/b")],
        [member("x"), member("a", tarfile.LNKTYPE, "x")],
        [member("a", tarfile.LNKTYPE, "/etc/passwd")],
        [member("a", tarfile.FIFOTYPE)],
        [member("a", tarfile.CHRTYPE)],
        [member("a", tarfile.BLKTYPE)],
        [member("a", tarfile.DIRTYPE)],
        [member("../a")],
        [member("/a")],
        [member("a/../../b")],
        [member(".")],
        [member("./")],
        [member("")],
        [member("a"), member("a/b")],
        [member("a/b"), member("a")],
        [member("n" * 300)],
        [member("a"), member("./a")],
    ],
    ids=range(18),
)
def test_an_archive_that_would_write_elsewhere_is_refused(tmp_path: Path, members: list[tarfile.TarInfo]) -> None:
    file = packed(tmp_path, *members)
    (tmp_path / "out").mkdir()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises((DamagedError, OSError)):
        unpack(file, tmp_path / "out" / "index")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_bomb_is_stopped_where_it_begins(tmp_path: Path) -> None:
    size = 300 << 20
    raw = io.BytesIO()
    with zstandard.ZstdCompressor().stream_writer(raw, closefd=False) as stream:
        stream.write(member("a", size=size).tobuf())
        for _ in range(size >> 20):
            stream.write(bytes(1 << 20))
    (tmp_path / "bomb.zst").write_bytes(raw.getvalue())
    with pytest.raises(DamagedError, match="more than was said"):
        unpack(tmp_path / "bomb.zst", tmp_path / "out", 1 << 20)
    assert list(tmp_path.iterdir()) == [tmp_path / "bomb.zst"]


def test_an_archive_is_the_same_for_the_same_folder_and_hostile_ones_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    (folder / "templates").mkdir(parents=True)
    (folder / "a.bin").write_bytes(b"a" * 5000)
    (folder / "templates" / "b.html").write_text("b")
    pack_index(folder, tmp_path / "one.zst")
    (folder / "a.bin").touch()
    pack_index(folder, tmp_path / "two.zst")
    assert (tmp_path / "one.zst").read_bytes() == (tmp_path / "two.zst").read_bytes()
    unpack(tmp_path / "one.zst", tmp_path / "out" / "g")
    assert (tmp_path / "out" / "g" / "templates" / "b.html").read_text() == "b"
    for damaged in (b"", b"x" * 100, (tmp_path / "one.zst").read_bytes()[:60]):
        (tmp_path / "bad.zst").write_bytes(damaged)
        with pytest.raises(DamagedError):
            unpack(tmp_path / "bad.zst", tmp_path / "out" / "bad")
    for name in ("../outside", "/outside", "a/../../outside", "twice"):
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as archive:
            for _ in range(2):
                archive.addfile(tarfile.TarInfo(name))
        (tmp_path / "bad.zst").write_bytes(zstandard.compress(packed.getvalue()))
        with pytest.raises(DamagedError):
            unpack(tmp_path / "bad.zst", tmp_path / "out" / "bad")
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["g"]
