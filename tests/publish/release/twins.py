"""Twins: made, and compared with what they are twins of."""

from __future__ import annotations

import json
import zlib

import brotli
from click.testing import CliRunner

from build import cli
from publish.release.compression import MIN_BYTES, is_text, original_of
from tests.site_helper import NOW, Site


def build(site: Site, *more: str) -> dict[str, object]:
    """`build --precompress`, and its report."""
    report = site.root / "report.json"
    command = ["--root", str(site.root), "build", "-q", "--at", NOW, "--jobs", "2", "--report", str(report), *more]
    ended = CliRunner().invoke(cli, command)
    assert ended.exit_code == 0, ended.output
    found: dict[str, object] = json.loads(report.read_text())
    return found


def check_twins(tree: dict[str, bytes]) -> None:
    """Every page that gains by it has both twins, and each holds its page."""
    for path, data in tree.items():
        if is_text(path) and len(data) >= MIN_BYTES:
            assert zlib.decompress(tree[f"{path}.gz"], 31) == data
            assert brotli.decompress(tree[f"{path}.br"]) == data
        base = original_of(path)
        if base in tree:
            assert len(data) < len(tree[base])
