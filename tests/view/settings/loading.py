"""Settings as they are loaded from a file."""

from __future__ import annotations

from pathlib import Path

from view.settings.site_settings import Settings, load_settings


def load(tmp_path: Path, text: str) -> Settings:
    (tmp_path / "site.toml").write_text(text, encoding="utf-8")
    return load_settings(tmp_path)
