"""The page that stands in for search, and the headers for hosts."""

from __future__ import annotations

from jinja2 import DictLoader, Environment

from builder.pages.host_files import plan_headers, plan_unavailable
from builder.pages.outputs import Tools
from tests.builder.catalogue.listing import model
from view.settings.site_settings import Settings

TEMPLATE = "{{ status }} {{ 'a.css'|static }} {{ '/search'|static }}{% for one in links %} {{ one.url }}{% endfor %}"


def made(settings: Settings) -> str:
    environment = Environment(loader=DictLoader({"error.html": TEMPLATE}), autoescape=True)
    environment.filters["static"] = lambda url: url
    environment.globals["once"] = None
    return plan_unavailable(model(settings=settings)).make(Tools(environment, None)).decode()  # type: ignore[arg-type]


def test_here_its_links_are_the_site_s_own() -> None:
    text = made(Settings(base_url="https://a.example"))
    assert text.startswith("503 a.css /search /risk/country/ /risk/industry/ /risk/channel/")


def test_on_a_host_of_its_own_they_lead_to_the_site_but_for_the_endpoint() -> None:
    text = made(Settings(base_url="https://a.example/", endpoint_origin="https://q.example"))
    assert text.startswith("503 https://a.examplea.css /search https://a.example/risk/country/")


def test_where_it_stands_is_an_input() -> None:
    one, other = (plan_unavailable(model(settings=Settings(endpoint_origin=at))) for at in ("", "https://q.example"))
    assert one.inputs != other.inputs
    assert (one.path, one.url) == ("503.html", "/503.html")


def test_headers_are_a_file_like_others() -> None:
    one = plan_headers(Settings(), ["index.html"])
    assert one.path == "_headers"
    assert b"Content-Security-Policy" in one.make(None)  # type: ignore[arg-type]
