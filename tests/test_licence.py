"""The project's licence, and that everything it runs on allows it."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from importlib.metadata import PackageNotFoundError

from packaging.requirements import Requirement

from tests.licences import ALLOWED
from tests.machine import PROJECT
from view.extras import EXTRAS


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
