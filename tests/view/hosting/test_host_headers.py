"""Headers and redirects in the words of each host."""

from publish.hosting import hosting_files
from tests.machine import PROJECT
from view.hosting.headers import security_headers
from view.hosting.host_headers import (
    SETS,
    caddy_headers,
    headers_file,
    nginx_headers,
    nginx_hsts,
    nginx_redirects,
    set_of,
)
from view.settings.site_settings import Settings


def test_hsts_is_an_option_for_every_host() -> None:
    with_it = Settings(hsts_seconds=31536000)
    assert "Strict-Transport-Security" not in security_headers(Settings())
    for text in (headers_file(with_it, ["index.html"]), caddy_headers(with_it)):
        assert "Strict-Transport-Security" in text
        assert "max-age=31536000" in text
    assert nginx_hsts(with_it) == 'set $xinfeng_hsts "max-age=31536000";\n'
    assert nginx_hsts(Settings()) == 'set $xinfeng_hsts "";\n'


def test_each_host_is_told_the_same() -> None:
    settings = Settings()
    for name, (face, kept) in SETS.items():
        for header, value in {**security_headers(settings, face), "Cache-Control": kept}.items():
            assert f'add_header {header} "{value}" always;' in nginx_headers(settings, name)
            assert f'{header} "{value}"' in caddy_headers(settings)


def test_what_is_shipped_is_what_the_defaults_give() -> None:
    deploy = PROJECT / "deploy"
    for path, text in hosting_files(Settings(), "").items():
        assert (deploy / path).read_text(encoding="utf-8") == text, f"{path}: run build.py hosting deploy"


def test_redirects_for_nginx_are_decoded_addresses() -> None:
    assert nginx_redirects("/old/%E4%B8%80/ /risk/a/ 301\n") == '"/old/一/" "/risk/a/";\n'


def test_a_redirect_to_a_name_with_a_dollar_names_no_variable() -> None:
    assert nginx_redirects("/old/ /risk/us$uri/ 301\n") == '"/old/" "/risk/us%24uri/";\n'


def test_feeds_of_lists_are_pages_folders() -> None:
    paths = ("risk/feed.atom", "sitemap.xml", "embed/host.js", "503.html", "risk/a/b.png")
    assert [set_of(path) for path in paths] == ["page", "data", "embed", "page", "attached"]
