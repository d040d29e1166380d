"""Hosts know what each file is."""

from __future__ import annotations

from view.hosting.media import content_type
from view.urls import is_attached


def test_hosts_know_what_the_files_are() -> None:
    assert content_type("data/bulletins.csv") == "text/csv; charset=utf-8"
    assert content_type("data/bulletins.jsonl") == "application/jsonl; charset=utf-8"
    assert not is_attached("/risk/a/index.txt")
    assert is_attached("/risk/a/notes.txt")
