"""A node of OpenSearch on this machine, for trying and for tests: assembled once from Maven Central, stopped by its id.

No distribution is on Maven Central; its jars are, and `opensearch-VERSION.txt` names them. The security plug-in's
archive is not there, so such a node has no TLS and no users: it listens on loopback only.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

VERSION = "2.19.6"
JAVA = 17
_COORDINATES = Path(__file__).parent / f"opensearch-{VERSION}.txt"
#: Seconds until a node answers on a busy machine, and until it has ended after it was asked to.
_UP, _DOWN = 240.0, 20.0
#: Plug-ins of the distribution that a node cannot do without, or that our index needs.
_MODULES = {
    "transport-netty4": "org.opensearch.transport.Netty4Plugin",
    "analysis-common": "org.opensearch.analysis.common.CommonAnalysisPlugin",
    "mapper-extras": "org.opensearch.index.mapper.MapperExtrasPlugin",
}
_POLICY = """\
grant codeBase "${codebase.netty-common}" {
  permission java.io.FilePermission "/proc/sys/net/core/somaxconn", "read";
  permission java.net.SocketPermission "*", "accept,connect";
  permission java.lang.RuntimePermission "*", "setContextClassLoader";
};
grant codeBase "${codebase.netty-transport}" {
  permission java.util.PropertyPermission "sun.nio.ch.bugLevel", "write";
};
"""
_LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""


class NodeError(Exception):
    """There is no node to be had; the message is one sentence that says what is missing."""


def cache() -> Path:
    """Where assembled nodes are kept. Root's own cache nobody else can read, and a node does not run as root."""
    if os.geteuid() == 0:
        return Path("/var/cache/xinfeng")
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "xinfeng"


def java() -> str:
    """The Java that runs a node. NodeError when there is none, or too old a one."""
    home = os.environ.get("JAVA_HOME")
    found = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if not found or not Path(found).is_file():
        raise NodeError(f"a local OpenSearch node needs Java {JAVA} or newer; or name a cluster in XINFENG_OPENSEARCH")
    said = subprocess.run([found, "-version"], capture_output=True, text=True, check=False).stderr  # noqa: S603
    version = re.search(r'version "(\d+)', said)
    if not version or int(version[1]) < JAVA:
        raise NodeError(f"a local OpenSearch node needs Java {JAVA} or newer, and {found} is older")
    return found


def assemble_node(say: Callable[[str], None]) -> Path:
    """The folder of a whole node, assembled when there is none yet. NodeError says what is missing."""
    place = cache() / f"opensearch-{VERSION}"
    java()
    place.parent.mkdir(parents=True, exist_ok=True)
    place.parent.chmod(0o755)  # whatever the umask: a node that root fetches runs as another user
    with (place.parent / f"{place.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.is_dir():
            maven = shutil.which("mvn")
            if not maven:
                raise NodeError("fetching OpenSearch needs Maven (mvn); or name a cluster in XINFENG_OPENSEARCH")
            say(f"fetching OpenSearch {VERSION} from Maven Central into {place} (45 MB, once) …")
            with tempfile.TemporaryDirectory(dir=place.parent) as beside:
                _fetch(maven, Path(beside))
                (Path(beside) / "home").rename(place)
    return place


def _fetch(maven: str, folder: Path) -> None:
    home = folder / "home"
    for name in ("lib", "bin", "plugins", *(f"modules/{one}" for one in _MODULES)):
        (home / name).mkdir(parents=True)
    (folder / "pom.xml").write_text(_pom(home), encoding="utf-8")
    command = [maven, "-q", "-B", "-f", str(folder / "pom.xml"), "dependency:copy"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines()
        raise NodeError(f"Maven could not fetch OpenSearch: {said[0] if said else done.returncode}")
    for name, plugin in _MODULES.items():
        facts = {
            "description": name, "version": VERSION, "name": name, "classname": plugin, "java.version": "11",
            "opensearch.version": VERSION, "extended.plugins": "", "has.native.controller": "false",
            "custom.foldername": "",
        }  # fmt: skip
        lines = "".join(f"{key}={value}\n" for key, value in facts.items())
        (home / "modules" / name / "plugin-descriptor.properties").write_text(lines, encoding="utf-8")
    (home / "modules" / "transport-netty4" / "plugin-security.policy").write_text(_POLICY, encoding="utf-8")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _pom(home: Path) -> str:
    """What Maven is told: copy every jar into its folder."""
    items = []
    for line in _COORDINATES.read_text(encoding="utf-8").splitlines():
        place, _, coordinates = line.partition(" ")
        group, artifact, version = coordinates.split(":")
        items.append(
            f"<artifactItem><groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version>"
            f"<outputDirectory>{home}/{place}</outputDirectory></artifactItem>"
        )
    return (
        '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>xinfeng</groupId>'
        "<artifactId>node</artifactId><version>1</version><packaging>pom</packaging><build><plugins><plugin>"
        "<groupId>org.apache.maven.plugins</groupId><artifactId>maven-dependency-plugin</artifactId>"
        f"<version>3.6.1</version><configuration><artifactItems>{''.join(items)}</artifactItems></configuration>"
        "</plugin></plugins></build></project>"
    )


def free_port() -> int:
    """A port of loopback that nobody has now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@dataclass
class LocalNode:
    """One node. `seeds` are the transport ports of all nodes of its cluster, `masters` their names; none: alone."""

    name: str = "node"
    heap: str = "512m"
    http: int = field(default_factory=free_port)
    transport: int = field(default_factory=free_port)
    seeds: Sequence[int] = ()
    masters: Sequence[str] = ()
    options: Sequence[str] = ("-XX:TieredStopAtLevel=1",)  # up sooner, for a node that lives minutes
    folder: Path | None = None
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.http}"

    def start(self, home: Path, *, dies_with_us: bool = True) -> None:
        """Begin; `wait` until it answers. A folder of its own holds configuration, data and log."""
        folder = self.folder = self.folder or Path(tempfile.mkdtemp(prefix="xinfeng-node-"))
        for part in ("config", "data", "logs", "tmp"):
            (folder / part).mkdir(exist_ok=True)
        (folder / "config" / "opensearch.yml").write_text(json.dumps(self._settings(folder)), encoding="utf-8")
        (folder / "config" / "log4j2.properties").write_text(_LOGGING, encoding="utf-8")
        down = _stepping_down(folder)
        if dies_with_us and (setpriv := shutil.which("setpriv")):
            down = [*(down or [setpriv]), "--pdeathsig", "KILL"]
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603
                [*down, *self._command(home, folder)], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                env={"HOME": str(folder / "tmp"), "PATH": os.environ.get("PATH", os.defpath)}, start_new_session=True,
            )  # fmt: skip

    def _settings(self, folder: Path) -> dict[str, object]:
        alone: dict[str, object] = {"discovery.type": "single-node"}
        together: dict[str, object] = {
            "discovery.seed_hosts": [f"127.0.0.1:{port}" for port in self.seeds],
            "cluster.initial_cluster_manager_nodes": list(self.masters),
        }
        return {
            "cluster.name": f"xinfeng-{min(self.seeds, default=self.transport)}", "node.name": self.name,
            "network.host": "127.0.0.1", "http.port": self.http, "transport.port": self.transport,
            "path.data": str(folder / "data"), "path.logs": str(folder / "logs"),
            "cluster.routing.allocation.disk.threshold_enabled": False, "action.auto_create_index": False,
            "action.destructive_requires_name": True, **(together if self.seeds else alone),
        }  # fmt: skip

    def _command(self, home: Path, folder: Path) -> list[str]:
        scratch = folder / "tmp"
        return [
            java(), f"-Xms{self.heap}", f"-Xmx{self.heap}", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=128m",
            *self.options, "-Xshare:auto", "-Djava.security.manager=allow",
            f"-Djava.io.tmpdir={scratch}", f"-Djna.tmpdir={scratch}", "-Dfile.encoding=UTF-8", "-Djna.nosys=true",
            "-Dio.netty.noUnsafe=true", "-Dio.netty.noKeySetOptimization=true",
            "-Dio.netty.allocator.numDirectArenas=0", "-Dio.netty.recycler.maxCapacityPerThread=0",
            "-Dlog4j.shutdownHookEnabled=false", "-Dlog4j2.disable.jmx=true",
            "-Djava.locale.providers=SPI,COMPAT", "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED", f"-Dopensearch.path.home={home}",
            f"-Dopensearch.path.conf={folder}/config", "-cp", f"{home}/lib/*", "org.opensearch.bootstrap.OpenSearch",
        ]  # fmt: skip

    def wait(self) -> None:
        """Return when it answers. NodeError with its last words when it ended, or takes too long."""
        assert self.process is not None  # noqa: S101 - it was started
        assert self.folder is not None  # noqa: S101
        until = time.monotonic() + _UP
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/_cluster/health", timeout=5) as answer:  # noqa: S310
                    if answer.status == 200 and json.load(answer)["status"] != "red":
                        return
            except (OSError, ValueError):
                time.sleep(0.2)
        words = (self.folder / "log").read_text(encoding="utf-8", errors="replace").strip().splitlines()
        raise NodeError(f"the OpenSearch node did not start: {words[-1] if words else 'it said nothing'}")

    def stop(self, *, remove: bool = True) -> None:
        """End it by its id and, where it is to be so, remove its folder."""
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(_DOWN)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if remove and self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)


def _stepping_down(folder: Path) -> list[str]:
    """OpenSearch refuses to run as root: then it runs as nobody, who gets the folder."""
    if os.geteuid() != 0:
        return []
    setpriv = shutil.which("setpriv")
    if not setpriv:
        raise NodeError("a local OpenSearch node does not run as root, and setpriv (util-linux) is missing")
    folder.chmod(0o755)
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, "nobody", "nogroup")
    return [setpriv, "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


@contextmanager
def running(say: Callable[[str], None], folder: Path | None = None) -> Iterator[LocalNode]:
    """One node until the block ends; what it holds stays in `folder`, if it is given."""
    home = assemble_node(say)
    node = LocalNode(folder=folder)
    node.start(home)
    try:
        say("starting OpenSearch …")
        node.wait()
        yield node
    finally:
        node.stop(remove=folder is None)
