"""What a follower takes: signed by its key, bounded, of its format, and never an older release after a newer one."""

from __future__ import annotations

import http.server
import io
import json
import shutil
import tarfile
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest
import zstandard
from click.testing import CliRunner

from build import cli
from publish.accepting import FILE, MAX_ANNOUNCED, Accepted, Announcement, announcement, generation_in
from publish.following import Follower
from publish.release.announcing import FORMAT, INDEX, MANIFEST, next_place
from publish.release.artefact import DamagedError, pack_index, unpack, unpacked_size
from publish.release.history import DeployError
from publish.release.signing import make_key, opened, read_key, sealed
from publish.sources import FolderSource, WebSource, fetch, read
from publish.verifying import verify
from tests.publish.conftest import Publisher
from tests.publish.test_following import answered, publish
from tests.site_helper import Site
from view.settings.deploy_settings import Deploy


@pytest.fixture
def key(tmp_path: Path) -> tuple[Path, str]:
    """A private key's file, and the public key."""
    path = tmp_path / "release.pem"
    return path, make_key(path)


@pytest.fixture
def signing(make_publisher: Callable[..., Publisher], key: tuple[Path, str]) -> Publisher:
    """A publisher who signs."""
    return make_publisher(settings=Deploy(signing_key=str(key[0]), connections=1))


@pytest.fixture
def endpoint(tmp_path: Path) -> Path:
    folder = tmp_path / "endpoint"
    folder.mkdir()
    return folder


class Following:
    """A follower with a key, begun anew whenever it is asked: nothing is kept but what lies in its folder."""

    def __init__(self, folder: Path, root: Path, public: str) -> None:
        self.folder, self.root, self.public = folder, root, public
        self.said: list[str] = []

    def step(self) -> bool:
        return Follower(FolderSource(self.folder), self.root, self.public, self.said.append).step()


def sequence_of(target: str | Path) -> int:
    """The place of what is published, the same in both files."""
    places = [json.loads((Path(target) / path).read_bytes())["sequence"] for path in (INDEX, MANIFEST)]
    assert places[0] == places[1]
    return int(places[0])


def test_an_older_release_is_not_taken_after_a_newer_one(
    signing: Publisher, key: tuple[Path, str], endpoint: Path, tmp_path: Path
) -> None:
    first = publish(signing, "一")
    shutil.copytree(signing.target, tmp_path / "old")
    second = publish(signing, "二")
    following = Following(Path(signing.target), endpoint, key[1])
    assert following.step()
    assert answered(endpoint) == second != first
    replayed = Following(tmp_path / "old", endpoint, key[1])  # somebody on the way gives what was right yesterday
    assert not replayed.step()
    assert "was accepted before" in replayed.said[0]
    assert answered(endpoint) == second
    shutil.rmtree(endpoint / "var")  # may be deleted at any time
    assert not replayed.step()
    assert following.step()
    assert json.loads((endpoint / FILE).read_text())["sequence"] == sequence_of(signing.target)


def test_a_release_that_is_returned_to_is_signed_anew_after_all_others(
    signing: Publisher, key: tuple[Path, str], endpoint: Path, tmp_path: Path
) -> None:
    first = publish(signing, "一")
    following = Following(Path(signing.target), endpoint, key[1])
    assert following.step()
    shutil.copytree(signing.target, tmp_path / "old")
    second = publish(signing, "二")
    assert following.step()
    between = sequence_of(signing.target)
    signing.rollback()
    assert sequence_of(signing.target) > between > sequence_of(tmp_path / "old")
    count, faults = verify(FolderSource(Path(signing.target)), key[1])
    assert (count > 50, list(faults)) == (True, [])
    assert following.step()
    assert answered(endpoint) == first
    assert not Following(tmp_path / "old", endpoint, key[1]).step()
    signing.deploy()
    assert sequence_of(signing.target) > between
    assert following.step()
    assert answered(endpoint) == second


def test_a_pointer_alone_leads_nowhere_back(signing: Publisher, key: tuple[Path, str], endpoint: Path) -> None:
    """The pages' own pointer is not signed: it may only lead to what was signed, and not back."""
    first = publish(signing, "一")
    following = Following(Path(signing.target), endpoint, key[1])
    assert following.step()
    old = (Path(signing.target) / "generation.json").read_bytes()
    second = publish(signing, "二")
    assert following.step()
    (Path(signing.target) / "generation.json").write_bytes(old)
    assert (endpoint / "var" / "index" / first).exists() or (endpoint / "var" / "index").is_dir()
    assert not following.step()
    assert answered(endpoint) == second
    (Path(signing.target) / "generation.json").write_text('{"generation": "planted"}')
    shutil.copytree(endpoint / "var" / "index" / second, endpoint / "var" / "index" / "planted")
    assert not following.step()
    assert answered(endpoint) == second


def test_an_index_that_only_lies_there_is_fetched_all_the_same(
    signing: Publisher, key: tuple[Path, str], endpoint: Path
) -> None:
    name = publish(signing, "一")
    planted = endpoint / "var" / "index" / name
    planted.mkdir(parents=True)
    (planted / "planted.txt").touch()
    assert Following(Path(signing.target), endpoint, key[1]).step()
    assert not (planted / "planted.txt").exists()
    assert answered(endpoint) == name


def test_nothing_is_published_anew_while_nothing_changes(signing: Publisher) -> None:
    publish(signing, "一")
    before = sequence_of(signing.target)
    for _ in range(2):
        assert signing.deploy().plan.files == 0
    assert sequence_of(signing.target) == before


def test_another_key_begins_another_order(
    signing: Publisher, key: tuple[Path, str], endpoint: Path, tmp_path: Path
) -> None:
    publish(signing, "一")
    assert Following(Path(signing.target), endpoint, key[1]).step()
    other = make_key(tmp_path / "other.pem")
    signing.settings = Deploy(signing_key=str(tmp_path / "other.pem"), connections=1)
    assert signing.deploy().plan.files > 0  # signed anew
    assert not Following(Path(signing.target), endpoint, key[1]).step()
    assert Following(Path(signing.target), endpoint, other).step()


def test_a_history_that_was_lost_goes_on_by_the_clock(publisher: Publisher) -> None:
    history = publisher.deployer.history
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    assert next_place(history, early).sequence == int(early.timestamp())
    publisher.deploy()
    there = sequence_of(publisher.target)
    assert next_place(history, early).sequence == there + 1  # the clock was put back
    assert next_place(history, late) == (int(late.timestamp()), "2027-01-01T00:00:00+00:00")
    shutil.rmtree(history.folder)
    assert next_place(history, late).sequence > there


def test_places_are_kept_with_the_key_they_belong_to(tmp_path: Path) -> None:
    one = made(generation="a", sequence=7)
    accepted = Accepted(tmp_path, "key")
    accepted.take(one)
    accepted.take(made(generation="b", sequence=9))
    again = Accepted(tmp_path, "key")
    assert (again.sequence, again.generations) == (9, {"a": 7, "b": 9})
    for refused in (one, made(generation="c", sequence=8), made(generation="c", sequence=9)):
        with pytest.raises(DamagedError, match="was accepted before"):
            again.check(refused)
    again.check(made(generation="b", sequence=9))
    again.check(made(generation="c", sequence=10))
    assert (again.may_follow("b", "a"), again.may_follow("a", "b"), again.may_follow("x", "b")) == (True, False, False)
    assert Accepted(tmp_path, "other").sequence == 0
    for damaged in ("", "[", "[]", '{"key": "key"}', "[" * 50_000):
        (tmp_path / FILE).write_text(damaged)
        assert Accepted(tmp_path, "key").sequence == 0
    without = Accepted(tmp_path, "")
    without.check(one)
    assert without.may_follow("a", "b")


def told(**changes: object) -> dict[str, object]:
    """An announcement as it is written."""
    good: dict[str, object] = {
        "format": FORMAT,
        "generation": "abc",
        "file": "index-abc.tar.zst",
        "sha256": "0" * 64,
        "size": 10,
        "unpacked": 100,
        "sequence": 5,
        "time": "2026-11-28T08:00:00+00:00",
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def made(**changes: object) -> Announcement:
    return announcement(json.dumps(told(**changes)).encode(), "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("generation", "../x"),
        ("generation", ""),
        ("generation", None),
        ("generation", 5),
        ("generation", "a/b"),
        ("generation", "a" * 101),
        ("generation", ".x"),
        ("file", "../x.tar.zst"),
        ("file", "x"),
        ("file", "/x.tar.zst"),
        ("file", "a\n.tar.zst"),
        ("file", None),
        ("file", ["a.tar.zst"]),
        ("sha256", "x" * 64),
        ("sha256", "0" * 63),
        ("sha256", None),
        ("size", 0),
        ("size", -1),
        ("size", True),
        ("size", 1.5),
        ("size", "10"),
        ("size", 2**40),
        ("size", None),
        ("size", float("inf")),
        ("unpacked", 0),
        ("unpacked", 2**40),
        ("unpacked", None),
        ("sequence", 0),
        ("sequence", 2**53),
        ("sequence", None),
        ("sequence", "7"),
        ("time", None),
        ("time", 7),
        ("time", "x" * 99),
        ("format", 1),
        ("format", 3),
        ("format", None),
        ("format", "2"),
    ],
)
def test_an_announcement_that_is_not_whole_is_refused_though_it_is_signed(
    key: tuple[Path, str], name: str, value: object
) -> None:
    assert announcement(sealed(told(), read_key(key[0])), key[1])
    with pytest.raises((DamagedError, ValueError)):
        announcement(sealed(told(**{name: value}), read_key(key[0])), key[1])


DEEP = (b"[" * 60_000, b'{"a":' * 10_000, b'{"generation": ' + b"[" * 50_000 + b"]" * 50_000 + b"}")


@pytest.mark.parametrize("data", [b"", b"[]", b"5", b"null", b'"x"', b"\xff", b"{", *DEEP], ids=range(10))
def test_what_is_no_announcement_is_refused_in_the_ordinary_way(key: tuple[Path, str], data: bytes) -> None:
    for verify_key in ("", key[1]):
        with pytest.raises((DeployError, DamagedError, ValueError)):
            announcement(data, verify_key)
        with pytest.raises(DeployError):
            opened(MANIFEST, data, verify_key)
    with pytest.raises(ValueError, match=r"no generation|nested too deep|Expecting|decode"):
        generation_in(data)


@pytest.mark.parametrize("depth", range(100, 1200, 25))
def test_depth_that_can_just_be_read_is_refused_like_all_other(key: tuple[Path, str], depth: int) -> None:
    data = b'{"signature": "x", "a": ' + b"[" * depth + b"]" * depth + b"}"
    with pytest.raises(DeployError):
        opened(MANIFEST, data, key[1])


class Endless(http.server.BaseHTTPRequestHandler):
    """Answers without end, or leads elsewhere, and counts what it could send."""

    sent: ClassVar[int] = 0
    asked: ClassVar[list[str]] = []
    how: ClassVar[str] = ""
    location: ClassVar[str] = ""

    def do_GET(self) -> None:
        """Whatever is asked for."""
        Endless.asked.append(self.path)
        self.send_response(302 if self.location else 200)
        if self.location:
            self.send_header("Location", self.location)
        if self.how == "chunked":
            self.send_header("Transfer-Encoding", "chunked")
        elif self.how == "length":
            self.send_header("Content-Length", str(1 << 40))
        self.end_headers()
        piece = b" " * (1 << 16)
        try:
            while not self.location:
                self.wfile.write(b"10000\r\n" + piece + b"\r\n" if self.how == "chunked" else piece)
                Endless.sent += len(piece)
        except OSError:
            pass

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a server without end."""
    monkeypatch.setattr(Endless, "sent", 0)
    monkeypatch.setattr(Endless, "asked", [])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endless)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("how", ["chunked", "length", "until it closes"])
def test_what_has_no_end_is_given_up_before_anything_is_checked(
    endless: str, endpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(Endless, "how", how)
    said: list[str] = []
    assert not Follower(WebSource(endless), endpoint, "", said.append).step()
    assert f"larger than {MAX_ANNOUNCED} bytes" in said[0]
    with pytest.raises(DeployError, match="larger than 1000 bytes"):
        read(WebSource(endless), MANIFEST, 1000)
    with pytest.raises(DeployError, match="more than the 100000 bytes that were announced"):
        fetch(WebSource(endless), "_release/x", tmp_path / "incoming", 100_000)
    assert (tmp_path / "incoming").stat().st_size <= 100_000
    assert Endless.sent < 30 << 20  # what the system's buffers took


def test_no_redirect_is_followed(endless: str, endpoint: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither elsewhere nor to what only this machine can reach."""
    for location in (f"{endless}/secret", "http://169.254.169.254/", "/other", "file:///etc/passwd", "//evil.test/"):
        monkeypatch.setattr(Endless, "location", location)
        Endless.asked.clear()
        assert not Follower(WebSource(f"{endless}/site"), endpoint, "", lambda text: None).step()
        with pytest.raises(DeployError, match="the answer is 302"):
            fetch(WebSource(endless), "_release/x", tmp_path / "incoming", 10)
        assert set(Endless.asked) == {"/site/_release/index.json", "/_release/x"}


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


def follow_by_command(root: Path, *words: str) -> tuple[int, str]:
    ended = CliRunner().invoke(cli, ["--root", str(root), "follow", *words, "--once"])
    return ended.exit_code, ended.output


def test_over_a_network_nothing_is_fetched_without_a_key(endless: str, endpoint: Path, key: tuple[Path, str]) -> None:
    code, said = follow_by_command(endpoint, endless)
    assert (code, "there is no key to check by" in said) == (2, True)
    assert follow_by_command(endpoint, endless.replace("http", "HTTP", 1))[0] == 2
    code, said = follow_by_command(endpoint, endless, "--key", "abc")
    assert (code, "not an Ed25519 public key" in said) == (2, True)
    code, said = follow_by_command(endpoint, endless, "--key", key[1], "--unsigned")
    assert (code, "give one of them" in said) == (2, True)
    (endpoint / "site.toml").write_text(f'[deploy]\nverify_key = "{key[1]}"\n')
    assert follow_by_command(endpoint, endless, "--unsigned")[0] == 2
    assert Endless.asked == []
    assert [one.name for one in endpoint.iterdir()] == ["site.toml"]


def test_a_key_of_the_settings_or_the_command_is_enough(
    signing: Publisher, endpoint: Path, key: tuple[Path, str], tmp_path: Path
) -> None:
    publish(signing, "一")
    target = str(signing.target)
    assert follow_by_command(endpoint, target, "--key", key[1])[0] == 0
    assert json.loads((endpoint / FILE).read_text())["key"] == key[1]
    assert follow_by_command(endpoint, target, "--key", make_key(tmp_path / "other.pem"))[0] == 1
    (endpoint / "site.toml").write_text(f'[deploy]\nverify_key = "{key[1]}"\n')
    assert follow_by_command(endpoint, target)[0] == 0
    unsigned = tmp_path / "unsigned"
    unsigned.mkdir()
    for words in ((), ("--unsigned",)):
        assert follow_by_command(unsigned, target, *words)[0] == 0
    assert not (unsigned / FILE).exists()


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8000",
        "http://localhost",
        "https://risk.localhost/",
        "http://[::1]:8000",
        "http://127.1",
        "http://0.0.0.0:8000",
    ],
)
def test_a_site_for_this_machine_alone_is_not_published(site: Site, tmp_path: Path, address: str) -> None:
    site.settings(f'base_url = "{address}"\n').build()
    for words in ((), ("--dry-run",)):
        ended = CliRunner().invoke(cli, ["--root", str(site.root), "deploy", str(tmp_path / "www"), *words])
        assert (ended.exit_code, ended.output.startswith(f"base_url is {address}")) == (1, True)
    assert not (tmp_path / "www").exists()


def test_a_site_that_was_built_for_this_machine_is_built_again_first(site: Site, tmp_path: Path) -> None:
    site.settings("").build()
    site.settings('base_url = "https://risk.example"\n')
    command = ["--root", str(site.root), "deploy", str(tmp_path / "www")]
    ended = CliRunner().invoke(cli, command)
    assert (ended.exit_code, "build and deploy again" in ended.output) == (1, True)
    site.build()
    assert CliRunner().invoke(cli, command).exit_code == 0
