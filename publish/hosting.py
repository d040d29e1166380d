"""`build.py hosting`: the parts of nginx's and Caddy's configuration that follow from a site's settings."""

from __future__ import annotations

from pathlib import Path

from builder.base.atomic import write_atomically
from view.hosting.host_headers import SETS, caddy_headers, nginx_headers, nginx_hsts, nginx_redirects
from view.settings.site_settings import Settings

_REDIRECTS = "_redirects"


def hosting_files(settings: Settings, redirects: str) -> dict[str, str]:
    """Path → text of every generated file."""
    files = {f"nginx/headers-{name}.conf": nginx_headers(settings, name) for name in SETS}
    files["nginx/hsts.conf"] = nginx_hsts(settings)
    files["nginx/redirects.conf"] = nginx_redirects(redirects)
    files["caddy/headers.caddy"] = caddy_headers(settings)
    return {path: f"# Written by `build.py hosting`; change site.toml instead.\n{text}" for path, text in files.items()}


def write_hosting(root: Path, settings: Settings, folder: Path) -> list[Path]:
    """Write them; the redirects are those of the built site. The files written."""
    rules = root / "site" / _REDIRECTS
    redirects = rules.read_text(encoding="utf-8") if rules.is_file() else ""
    written = []
    for path, text in hosting_files(settings, redirects).items():
        write_atomically(folder / path, text.encode())
        written.append(folder / path)
    return written
