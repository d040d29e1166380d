"""The project's licence, and that everything it runs on allows it."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from importlib.metadata import PackageNotFoundError

from packaging.requirements import Requirement

from tests.machine import PROJECT
from view.extras import EXTRAS

#: What may stand beside ours. The last is of a driver that is imported, not copied: its own terms hold for it alone.
ALLOWED = {
    *("0BSD", "Apache", "Apache-2.0", "Apache 2.0", "Apache License 2.0", "BSD", "BSD License", "BSD-2-Clause"),
    *(
        "BSD-3-Clause",
        "CC0-1.0",
        "ISC",
        "MIT",
        "MIT License",
        "MIT-0",
        "MIT-CMU",
        "MPL-2.0",
        "PSF-2.0",
        "Two-clause BSD license",
    ),
    *("Zlib", "Dual License", "LGPL-3.0-only"),
    # Of Pyphen, which comes with the printer of the manual, any one of these; it is imported, not copied.
    "GNU General Public License v2 or later (GPLv2+)",
    "GNU Lesser General Public License v2 or later (LGPLv2+)",
    "Mozilla Public License 1.1 (MPL 1.1)",
}


def project() -> dict[str, object]:
    table: dict[str, object] = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def licence_of(package: str) -> set[str]:
    """The licences that a package names, each of them."""
    about = importlib.metadata.metadata(package)
    classes = [one for one in about.get_all("Classifier", []) if one.startswith("License ::")]
    said = about["License-Expression"] or about["License"] or " AND ".join(one.split(" :: ")[-1] for one in classes)
    return set(re.split(r" (?:AND|OR) ", said.strip()))


def needed(requirements: list[str]) -> set[str]:
    """What requirements ask for, with all that comes along."""
    found: set[str] = set()
    waiting = [Requirement(one) for one in requirements]
    while waiting:
        one = waiting.pop()
        extras = one.extras or {""}
        if one.name in found or (one.marker and not any(one.marker.evaluate({"extra": extra}) for extra in extras)):
            continue
        try:
            waiting += [Requirement(further) for further in importlib.metadata.requires(one.name) or ()]
        except PackageNotFoundError:
            continue  # of an extra of theirs that we did not ask for
        found.add(one.name)
    return found


def test_the_licence_is_there_and_named() -> None:
    table = project()
    assert table["license"] == "Apache-2.0 AND Unicode-3.0"
    texts = {name: (PROJECT / name).read_text(encoding="utf-8") for name in table["license-files"]}  # type: ignore[attr-defined]
    assert "Apache License" in texts["LICENSE"]
    assert "SPDX-License-Identifier: Unicode-3.0" in texts["view/vocabulary/data/LICENSE.unicode"]


def test_all_that_it_runs_on_allows_it() -> None:
    table = project()
    asked = list(table["dependencies"])  # type: ignore[call-overload]
    for extra in EXTRAS:
        asked += table["optional-dependencies"][extra]  # type: ignore[index]
    packages = needed(asked)
    assert {"flask", "cryptography", "psycopg", "botocore", "urllib3"} <= packages
    assert {one: licence_of(one) for one in packages if not licence_of(one) <= ALLOWED} == {}
