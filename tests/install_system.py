"""Installs what the tests need from the system: by apt as root or by password-less sudo, else says how."""

from __future__ import annotations

import ctypes
import os
import platform
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from playwright.sync_api import sync_playwright

from guides.browser import browser_on_path, fetched_browser

#: What Firefox is called on PATH. Ubuntu's package of it leads to a snap, too: there its test is left out.
FIREFOX = ("firefox-esr", "firefox")
#: The oldest Node.js that the packages of tests/node and bench/node run on.
NODE = 18
#: Ubuntu's package of Chromium only leads to a snap, which servers and containers cannot run: Playwright fetches one.
#: That command asks for root's rights by itself, for the libraries alone, so that the browser lands with the user.
FETCH = [sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]

#: What WeasyPrint loads from the system.
PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")


@dataclass(frozen=True)
class Need:
    """Something the tests use. `packages` are Debian's; a need without any is fetched by Playwright."""

    name: str
    packages: tuple[str, ...]
    is_there: Callable[[], bool]


def has_driver_library() -> bool:
    """Whether the one library is there that Playwright's driver needs beyond what every system has."""
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return True


def browser() -> str | None:
    """The browser to drive: one on PATH, else the one that `playwright install chromium` fetched, else None."""
    if (path := browser_on_path()) or not has_driver_library():
        return path  # without the library Playwright cannot be asked
    with sync_playwright() as playwright:
        return fetched_browser(playwright)


def firefox() -> str | None:
    """The Firefox to drive; None where there is none, or what is called so only leads to a snap."""
    found = (path for name in FIREFOX if (path := shutil.which(name)))
    return next((path for path in found if not Path(path).resolve().match("*/snap")), None)


def firefox_can_be_had() -> bool:
    """Whether this system has a package of it that tests can drive."""
    return _system() != "ubuntu"


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font with Chinese; screenshots and widths are meaningless without one."""
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=False).stdout.strip())


def has_pango() -> bool:
    """Whether the libraries are there that lay out and subset the letters of the manual."""
    try:
        for name in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"):
            ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_node() -> bool:
    """Whether Node.js is there in a version that the tests' packages run on, and npm with it."""
    if not shutil.which("node") or not shutil.which("npm"):
        return False
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    return int(said.strip().lstrip("v").split(".")[0] or 0) >= NODE if said.strip() else False


def postgresql() -> Path | None:
    """The folder of PostgreSQL's server programs: Debian keeps them off PATH, one folder a version; the newest one."""
    versions = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if versions:
        return max(versions, key=lambda folder: float(folder.parent.name))
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def has_program(name: str) -> bool:
    """Whether a program is there, be it only in root's folders."""
    return shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin") is not None


def _has(name: str) -> bool:
    return shutil.which(name) is not None


def has_nginx_modules() -> bool:
    """Whether nginx can serve brotli twins and read the generation."""
    folder = Path("/usr/lib/nginx/modules")
    return all((folder / f"ngx_http_{name}_module.so").is_file() for name in ("brotli_static", "js"))


def needs() -> list[Need]:
    """Everything the tests need from this system."""
    return [
        Need("a library of Playwright's", ("libatomic1",), has_driver_library),
        Need("a browser", () if _system() == "ubuntu" else ("chromium",), lambda: browser() is not None),
        *([Need("Firefox", ("firefox-esr",), lambda: firefox() is not None)] if firefox_can_be_had() else []),
        Need("a Chinese font", ("fontconfig", "fonts-noto-cjk"), has_chinese_font),
        Need("Pango, which prints the manual", PANGO, has_pango),
        Need("poppler's programs, which read it", ("poppler-utils",), partial(has_program, "pdftotext")),
        Need("rsync", ("rsync",), partial(has_program, "rsync")),
        Need("caddy", ("caddy",), partial(has_program, "caddy")),
        Need("systemd", ("systemd",), partial(has_program, "systemd-analyze")),
        Need("strace", ("strace",), partial(has_program, "strace")),
        Need("openssl", ("openssl",), partial(has_program, "openssl")),
        Need("nginx", ("nginx-light",), partial(has_program, "nginx")),
        Need("modules of nginx", ("libnginx-mod-http-brotli-static", "libnginx-mod-http-js"), has_nginx_modules),
        Need(f"Node.js {NODE} or newer with npm", ("nodejs", "npm"), has_node),
        Need("PostgreSQL", ("postgresql",), lambda: postgresql() is not None),
        Need("Java, for the checker of pages", ("default-jre-headless",), lambda: bool(shutil.which("java"))),
        Need("Maven, which fetches OpenSearch", ("maven",), lambda: "XINFENG_OPENSEARCH" in os.environ or _has("mvn")),
    ]


def apt_packages(missing: Sequence[Need]) -> list[str]:
    """The Debian packages that fill the missing needs."""
    return [package for need in missing for package in need.packages]


def apt_commands(packages: Sequence[str]) -> list[list[str]]:
    """What root has to run to install them."""
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    return [[*quiet, "update"], [*quiet, "-y", "--no-install-recommends", "install", *packages]]


def as_root() -> list[str] | None:
    """The prefix that makes a command run as root without asking anyone, or None where there is no such way."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    allowed = sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0
    return [sudo, "-n"] if sudo and allowed else None


def _system() -> str:
    """The distribution's id, such as debian or ubuntu."""
    try:
        return platform.freedesktop_os_release().get("ID", "")
    except OSError:
        return platform.system().lower()


def line_to_run(packages: Sequence[str], fetched: bool) -> str:
    """What someone with root's rights types once, where we have none."""
    lines = []
    if packages:
        lines.append(f"sudo apt-get update && sudo apt-get install -y {shlex.join(packages)}")
    if fetched:
        lines.append(shlex.join(FETCH))
    return " && ".join(lines)


def install(todo: Sequence[Sequence[str]]) -> int:
    """Run the commands in turn; the first that fails ends it."""
    for command in todo:
        code = subprocess.run(command, check=False).returncode
        if code:
            print(f"failed with exit code {code}: {shlex.join(command)}", file=sys.stderr)
            return 1
    return 0


def main() -> int:
    """Install what is missing; nothing is printed and nothing is run when all is there."""
    missing = [need for need in needs() if not need.is_there()]
    if not missing:
        return 0
    names = ", ".join(need.name for need in missing)
    packages, fetched = apt_packages(missing), any(not need.packages for need in missing)
    prefix = as_root() if shutil.which("apt-get") else None
    if prefix is None:
        print(f"The tests need {names}. Run this line, then make test again:", file=sys.stderr)
        print(f"  {line_to_run(packages, fetched)}", file=sys.stderr)
        return 1
    print(f"installing {names} …", flush=True)
    todo = [[*prefix, *command] for command in apt_commands(packages)] if packages else []
    if install([*todo, FETCH] if fetched else todo):
        return 1
    still = [need.name for need in missing if not need.is_there()]
    if still:
        print(f"installed, but there still is no sign of {', '.join(still)}", file=sys.stderr)
    return 1 if still else 0


if __name__ == "__main__":
    sys.exit(main())
