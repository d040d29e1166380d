"""The page that stands in when even the templates are missing."""

from __future__ import annotations

import base64
import hashlib
import re

from server.plain_page import plain_page, plain_policy
from view.page_meta import Link
from view.settings.site_settings import Settings


def test_nothing_breaks_out_of_it() -> None:
    text = plain_page("<h>", "<s>", [Link("<l>", '/"><script>')], '"><script>', again=False)
    assert "<script" not in text
    assert all(f"&lt;{one}&gt;" in text for one in "hsl")
    assert "再试一次" not in text
    assert "再试一次" in plain_page("h", "s", [], "", again=True)


def test_its_policy_allows_its_own_style_and_no_other() -> None:
    (style,) = re.findall("<style>(.*?)</style>", plain_page("h", "s", [], "", again=True), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = plain_policy(Settings())
    assert f"style-src 'sha256-{digest}' 'self'" in policy
    assert "unsafe-inline" not in policy
