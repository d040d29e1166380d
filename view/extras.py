"""The libraries that come with an extra of pyproject.toml, and what to run where one is missing."""

from __future__ import annotations

#: Extra → the packages that are imported from it, by the names by which they are.
EXTRAS = {
    "serve": ("gunicorn", "prometheus_client", "psycopg"),
    "publish": ("boto3", "botocore", "brotli", "zstandard"),
    "editing": ("PIL", "feedparser", "markdown_it", "mdit_py_plugins"),
    "guides": ("PIL", "oxipng", "playwright", "pydyf", "weasyprint"),
}


def missing_module(name: str) -> str:
    """One sentence on a package that is not installed."""
    package = name.partition(".")[0]
    for extra, packages in EXTRAS.items():
        if package in packages:
            return f"no module {package}, which comes with the extra {extra}: run `make setup`"
    return f"no module {name}: run `make setup`, then .venv/bin/python build.py"
