"""Pages and searches through Debian's nginx with the shipped configuration, beside Hugo's pages by the same nginx.

    .venv/bin/python bench/serve.py [BULLETINS] [--seconds N] [--connections N]

Needs nginx with its two modules and wrk (apt-get install wrk). Server and clients share the machine, so the figures
say how the lines compare, not what a server alone could do.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path[0] = str(ROOT)  # not this folder: http.py would hide the library

from bench import corpus
from bench.machine import describe
from bench.peers import hugo
from bench.search import stream
from builder.base.trees import walk
from builder.pages.outputs import url_of
from search.faces.parameters import query_arguments
from tests.publish.stack import Stack
from tests.site_helper import Site
from view.urls import search_url
from view.vocabulary.vocabulary import load_vocabulary

#: Addresses that are asked for, at most; the order is shuffled by a fixed seed.
ADDRESSES = 3000
#: Asked in turn, from a place that each thread of wrk chooses by itself.
_SCRIPT = """
local paths = {{}}
for line in io.lines("{file}") do paths[#paths + 1] = line end
local at = 0
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at], {{ {headers} }})
end
done = function(summary, latency)
  io.write(string.format("figures %f %f %f %d\\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
"""


class Load:
    """Asks one address of this machine after the other with wrk."""

    def __init__(self, folder: Path, seconds: int, connections: int) -> None:
        self._folder, self._seconds, self._connections = folder, seconds, connections

    def row(self, what: str, port: int, paths: Sequence[str], headers: str = "") -> str:
        """One line of the table. A search may be refused by design when the machine is too busy: that is counted."""
        listed = self._folder / "paths"
        listed.write_text("\n".join(paths) + "\n", encoding="utf-8")
        script = self._folder / "ask.lua"
        script.write_text(_SCRIPT.format(file=listed, headers=headers), encoding="utf-8")
        command = ["wrk", "-t1", "--timeout", "10s", f"-c{self._connections}", f"-d{self._seconds}s", "-s", str(script)]
        said = subprocess.run([*command, f"http://127.0.0.1:{port}"], capture_output=True, text=True, check=True).stdout
        found = re.search(r"figures (\S+) (\S+) (\S+) (\d+)", said)
        if not found:
            raise RuntimeError(f"{what}: {said}")
        return f"| {what} | {float(found[1]):,.0f} | {float(found[2]):.2f} ms | {float(found[3]):.2f} ms | {found[4]} |"


def pages_of(folder: Path) -> list[str]:
    """The addresses of a tree's pages, in an order that is the same each time."""
    found = sorted(url_of(path) for path, _ in walk(folder) if path.endswith("index.html"))
    random.Random(corpus.SEED).shuffle(found)  # noqa: S311 - an order that repeats, not a secret
    return found[:ADDRESSES]


def without_cache(stack: Stack) -> None:
    """The same configuration with its cache for searches off."""
    place = stack.etc / "nginx" / "search.conf"
    place.write_text(place.read_text().replace("proxy_cache $xinfeng_cache;", "proxy_cache off;"), encoding="utf-8")
    stack.reload_nginx()


def build_hugo(folder: Path, count: int) -> Path:
    """The peer's pages of the same bulletins."""
    hugo.write(folder, corpus.bulletins(count), load_vocabulary(ROOT))
    subprocess.run(hugo.build_command(), cwd=folder, check=True)
    return folder / "public"


def measure(folder: Path, count: int, load: Load) -> None:
    """Print the table."""
    site = Site(folder / "root")
    corpus.write_site(site.root, count)
    subprocess.run([sys.executable, ROOT / "build.py", "--root", site.root, "build", "--quiet"], check=True)
    stack = Stack(site, folder, rate="1000000r/s")
    stack.publish()
    stack.start_gunicorn()
    stack.start_nginx()
    try:
        pages, plain, brotli = pages_of(stack.www), "", '["Accept-Encoding"] = "br"'
        gzip = '["Accept-Encoding"] = "gzip"'
        searches = [search_url(query_arguments(query)) for _, query in stream()]
        print(load.row("our pages, as they are", stack.port, pages, plain), flush=True)
        print(load.row("our pages, gzip twins", stack.port, pages, gzip), flush=True)
        print(load.row("our pages, brotli twins", stack.port, pages, brotli), flush=True)
        for path in searches * 2:  # every worker has read every posting, and the cache holds every answer
            stack.get(path)
        print(load.row("searches, from the cache", stack.port, searches), flush=True)
        without_cache(stack)
        print(load.row("searches, without the cache", stack.port, searches), flush=True)
        shutil.move(stack.www, folder / "ours")
        shutil.copytree(build_hugo(folder / "hugo", count), stack.www)
        theirs = pages_of(stack.www)
        print(load.row("Hugo's pages, as they are", stack.port, theirs, plain), flush=True)
        print(load.row("Hugo's pages, gzip by nginx", stack.port, theirs, gzip), flush=True)
    finally:
        stack.stop()


def main() -> None:
    """Build both sites, serve them, ask."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("bulletins", nargs="?", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    print(describe())
    print(f"\n{options.bulletins} bulletins, {options.connections} connections, {options.seconds} s a line\n")
    print("| what | requests a second | p50 | p99 | refused |\n| --- | ---: | ---: | ---: | ---: |", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options.bulletins, Load(Path(folder), options.seconds, options.connections))


if __name__ == "__main__":
    main()
