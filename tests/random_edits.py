"""What random edits are drawn from: ids, moments, bodies, settings, templates and searches."""

from __future__ import annotations

from hypothesis import strategies as st

from search.query_types import Query

IDS = ("a", "2026/11/b", "2026/11/c", "2026/12/d", "2026/12/越南 关税", "2025/e.f", "2026")

MOMENTS = (
    *("2025-06-30", "2026-11-01", "2026-11-02T08:00", "2026-11-20", "2026-11-21T23:59:59"),
    *("2026-11-22", "2026-12-01", "2027-01-01"),
)

ALIASES = ("/old/", "/old/page", "/old.html", "/old.html/x/", "/旧/址/", "/risk/2026/11/moved/")

BODIES = (
    "正文。",
    "## 小标题\n\n- 一\n- 二\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |",
    "见[甲](/risk/a/)与[指南](/guide/g/)。",
    "![图](图.png)\n\n[附件](表.csv)",
    "[全部](/risk/)与[钢铁](/risk/industry/steel/)",
)

SETTINGS = (
    "",
    "per_page = 2\n",
    'per_page = 1\ntitle = "另一个标题"\n',
    "facet_pairs = false\n",
    'base_url = "https://risk.example.cn"\nfeed_authority = "risk.example.cn,2026"\n',
    'endpoint_origin = "https://search.example.cn"\n[footer]\nicp = "陕ICP备0号"\n',
    'timezone = "America/New_York"\n',
)

TEMPLATES = {
    "404.html": "{% extends 'base.html' %}{% block main %}没有{% endblock %}",
    "redirect.html": "<!doctype html><title>{{ page.title }}</title><a href='{{ target }}'>新</a>",
    "macros.html": None,
    "changes.atom": None,
    "feed.atom": None,
}

#: Other templates that all pages extend.
BASES = (
    "<title>{{ page.title }}</title>{% block head %}{% endblock %}甲{% block main %}{% endblock %}",
    "{% block main %}{% endblock %}{{ page.url }}{% include 'part.html' %}",
)

QUERIES = (
    *(Query(), Query(q="标题"), Query(q="正文 小标题"), Query(q="新 关税"), Query(country=("VN",)), Query(q="2026")),
    *(Query(status="withdrawn"), Query(industry=("steel",), level=("high",), sort="newest")),
)

pick = st.integers(0, 1_000)

terms = st.fixed_dictionaries(
    {
        "countries": st.lists(st.sampled_from(["VN", "BR", "ZA"]), unique=True, max_size=2),
        "industries": st.lists(st.sampled_from(["steel", "textile"]), unique=True, max_size=2),
        "level": st.sampled_from([None, "high", "medium", "low"]),
        "channel": st.sampled_from(["warning", "trade-news"]),
    }
)
