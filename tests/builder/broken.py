"""What tests of broken sites are made of: one bulletin that is sound but for the line that is given."""

from __future__ import annotations

A = "content/risk/a.md"
HEAD = "title: 标题\ndate: 2026-11-20\nchannel: 风险预警\n"
CHANNEL = '[[channel]]\ncode = "warning"\nlabel = "风险预警"\n'


def bulletin(front: str = HEAD, body: str = "正文。\n") -> str:
    return f"---\n{front}---\n\n{body}"
