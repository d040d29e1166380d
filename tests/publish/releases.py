"""Releases as followers see them: one more published, and what an endpoint answers from."""

from __future__ import annotations

from pathlib import Path

from search.faces.generations import Generations
from tests.publish.conftest import Publisher


def publish(publisher: Publisher, name: str) -> str:
    """Another release with a real index; its generation."""
    report = publisher.site.bulletin(f"2026/11/{name}", f"关于 {name} 的正文。").build(index=True)
    publisher.deploy()
    return report.generation


def answered(root: Path) -> str:
    """The generation that an endpoint at this folder answers from."""
    generations = Generations(root)
    try:
        with generations.lease() as one:
            return one.name
    finally:
        generations.close()
