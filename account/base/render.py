"""How the account's pages are made: the templates of the live generation, in the account's frame."""

from __future__ import annotations

from typing import Protocol

from view.page_meta import PageMeta


class Render(Protocol):
    """Renders a template of the live generation."""

    def __call__(self, template: str, meta: PageMeta, **values: object) -> str:
        """The page as HTML."""
        ...
