"""Fixtures and options that several rooms' tests share."""

from __future__ import annotations

import gc
import os
import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.database import DirectoryBasedExampleDatabase

from tests import hostile, machine
from tests.site_helper import Site
from view.rendering.compiling import Sandbox

#: Commands speak the language of the locale; tests read their English, whoever runs them.
os.environ["LC_ALL"] = "C.UTF-8"
#: No test of values depends on calm; fixtures may be a function's, because values are independent of them.
settings.register_profile(
    "xinfeng",
    settings.get_profile("default"),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    **(
        {"database": DirectoryBasedExampleDatabase(machine.PROJECT / ".hypothesis" / "examples")}
        if "XINFENG_RANDOM" in os.environ
        else {"derandomize": True}  # who changed nothing finds nothing new; who looks for more asks for it
    ),
)
settings.load_profile("xinfeng")


#: Folders in which every test is thorough, and the line that says so of a module.
_THOROUGH_FOLDERS = {"browser", "conformity", "opensearch"}
_THOROUGH_MODULE = re.compile(r"^pytestmark = .*\bpytest\.mark\.thorough\b", re.MULTILINE)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The folder whose files and archives hold further hostile strings; whether only quick tests are run."""
    parser.addoption("--hostile", type=Path, metavar="DIR", help="a folder of further hostile strings")
    parser.addoption("--quick", action="store_true", help="leave out what is marked as thorough")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Without thorough tests their modules are not even looked into: what they import need not be installed."""
    if not config.getoption("quick"):
        return None
    if collection_path.name in _THOROUGH_FOLDERS and collection_path.is_dir():
        return True
    is_test = collection_path.match("test_*.py")
    return True if is_test and _THOROUGH_MODULE.search(collection_path.read_text(encoding="utf-8")) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out thorough tests of modules that have others too."""
    left_out = [one for one in items if one.get_closest_marker("thorough")] if config.getoption("quick") else []
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [one for one in items if not one.get_closest_marker("thorough")]


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Settle, when pytest itself knows how the terminal is to be written to, and before workers are started."""
    with ExitStack() as stack:
        stack.enter_context(machine.settled())
        config.add_cleanup(stack.pop_all().close)


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Compile a template once for all sites of these tests: each would spend a quarter of a second on the shipped ones.

    The same source becomes the same code where the settings are the same, which filters of constants depend on.
    """
    made: dict[tuple[object, ...], Any] = {}
    compile_template = Sandbox.compile

    def compile_once(self: Sandbox, source: Any, *names: Any, **options: Any) -> Any:
        facts = (repr(self.globals.get("site")), self.globals.get("static_root"), self.autoescape, self.trim_blocks)
        key = (source, names, *options.items(), *facts)
        if key not in made:
            made[key] = compile_template(self, source, *names, **options)
        return made[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sandbox, "compile", compile_once)
        yield


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """An empty site in a folder of its own."""
    return Site(tmp_path / "site-folder")


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No thread but this one counts against beginning processes: not those that tests before have left.

    What asks databases keeps threads that end when it is collected; others end soon, and some only with this process.
    """
    gc.collect()
    here = threading.current_thread()
    for thread in threading.enumerate():
        if thread is not here:
            thread.join(1)
    left = set(threading.enumerate())
    monkeypatch.setattr("view.workers._can_fork", lambda: not set(threading.enumerate()) - left)


@pytest.fixture(scope="session")
def own_strings() -> list[str]:
    """The committed hostile strings."""
    return hostile.OWN


@pytest.fixture(scope="session")
def other_strings(request: pytest.FixtureRequest) -> list[str]:
    """The hostile strings of the folder; none unless one is given."""
    folder: Path | None = request.config.getoption("hostile", default=None)
    return hostile.strings_of(folder) if folder else []
