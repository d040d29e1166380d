"""What an editor does in a terminal, and what is then there."""

from __future__ import annotations

import json
from datetime import datetime

from editing import terminal
from tests.site_helper import Site
from view.clock import parse_moment
from view.settings.site_settings import Settings

ZONE = Settings().zone
AT = parse_moment("2026-11-22T12:00", ZONE)
HEAD = "---\ntitle: 甲   # 注\n# 注\ndate: 2026-11-20\nchannel: '风险预警'\n"


def take(site: Site, step: str, *arguments: str, at: datetime = AT) -> list[str]:
    """Take a step; what was said of it."""
    said: list[str] = []
    terminal.take_step(site.root, at, said.append, lambda steps: getattr(steps, step)(*arguments))
    return said


def text(site: Site, name: str = "a") -> str:
    return (site.root / f"content/risk/{name}.md").read_bytes().decode()


def state(site: Site, name: str = "a", at: datetime = AT) -> str:
    said: list[str] = []
    terminal.status(site.root, at, said.append, name, as_json=True)
    return str(json.loads(said[0])[0]["state"])


def rename(site: Site, old: str, new: str, *, dry_run: bool = False) -> list[str]:
    said: list[str] = []
    terminal.rename(site.root, AT, said.append, old, new, dry_run=dry_run)
    return said
