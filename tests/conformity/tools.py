"""The checkers that are not Python: the Nu Html Checker with its RELAX NG validator, and scripts for Node.js."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

NODE = Path(__file__).parents[1] / "node"
_JAR = NODE / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
_RELAX_NG = "nu.validator.vendor.thaiopensource.relaxng.util.Driver"
#: Java may hold this many file names on one command line.
_FILES = 400


def nu_html_checker(folder: Path) -> list[str]:
    """Everything that the Nu Html Checker has to say of the pages, styles and pictures below a folder."""
    command = [
        "java",
        "-Xss4m",
        "-jar",
        str(_JAR),
        "--skip-non-html",
        "--also-check-css",
        "--also-check-svg",
        "--format",
        "json",
    ]
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True, check=False)
    messages: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    return [
        f"{one.get('url', '').partition(folder.as_posix())[2]}:{one.get('lastLine', '?')}: {one['message']}"
        for one in messages
        if "File was not checked" not in one["message"]
    ]


def relax_ng(schema: Path, files: Sequence[Path]) -> list[str]:
    """What in these files breaks a schema in the compact syntax."""
    said: list[str] = []
    for start in range(0, len(files), _FILES):
        names = [str(one) for one in files[start : start + _FILES]]
        command = ["java", "-cp", str(_JAR), _RELAX_NG, "-c", str(schema), *names]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        said += [line for line in (done.stdout + done.stderr).splitlines() if line]
    return said


def node(script: str, *arguments: str) -> Any:
    """The JSON that a script of tests/node prints."""
    done = subprocess.run(["node", str(NODE / script), *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
