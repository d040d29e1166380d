"""One mistake in site.toml or the vocabulary at a time: the exact line, and nothing written."""

from __future__ import annotations

import pytest

from tests.builder.broken import CHANNEL
from tests.site_helper import Site

SETTINGS = {
    "an unknown key": ('titel = "甲"\n', '1:1: titel: unknown key; did you mean "title"?'),
    "an unknown key of a table": (
        '[menu]\napply_uri = "/a"\n',
        '2:1: menu.apply_uri: unknown key; did you mean "apply_url"?',
    ),
    "an unknown table": ("\n[menus]\n", '2:1: menus: unknown key; did you mean "menu"?'),
    "a number for a text": ("title = 1\n", "1:1: title: must be a text in quotes, not 1"),
    "a text for a number": ('per_page = "20"\n', "1:1: per_page: must be a whole number, not '20'"),
    "a number for a switch": ("facet_pairs = 1\n", "1:1: facet_pairs: must be true or false, not 1"),
    "a text for a table": ('menu = "a"\n', "1:1: menu: must be a table: write it as [menu]"),
    "a list of numbers": (
        "[embed]\nframe_ancestors = [1]\n",
        "2:1: embed.frame_ancestors: must be a list of texts, not [1]",
    ),
    "too many to a page": ("per_page = 101\n", "1:1: per_page: must be from 1 to 100"),
    "an unknown time zone": (
        'timezone = "Asia/Beijing"\n',
        '1:1: timezone: unknown time zone "Asia/Beijing"; write one such as Asia/Shanghai',
    ),
    "an origin with a path": (
        'base_url = "https://example.org/a"\n',
        '1:1: base_url: must be an origin such as https://risk.example.cn, not "https://example.org/a"',
    ),
    "an origin without a scheme": (
        '\nendpoint_origin = "example.org"\n',
        '2:1: endpoint_origin: must be an origin such as https://risk.example.cn, not "example.org"',
    ),
    "no TOML": ("title = \n", "1:9: toml: not valid TOML: Invalid value"),
    "a duplicate key": ('title = "a"\ntitle = "b"\n', "2:12: toml: not valid TOML: Cannot overwrite a value"),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_mistake_in_the_settings_is_named_at_its_place(site: Site, name: str) -> None:
    text, problem = SETTINGS[name]
    assert site.settings(text).problems() == [f"site.toml:{problem}"]


def test_settings_that_are_not_utf_8_are_named(site: Site) -> None:
    assert site.file("site.toml", 'title = "信风"\n'.encode("gbk")).problems() == [
        "site.toml:1:1: encoding: not UTF-8; save the file with the encoding UTF-8"
    ]


VOCABULARY = {
    "an unknown table": ("\n[[channels]]\n", '2:1: channels: unknown table; did you mean "channel"?'),
    "an unknown key": (CHANNEL + "alias = []\n", '4:1: channel.alias: unknown key; did you mean "aliases"?'),
    "a key of another list": (
        CHANNEL + "gbt4754 = []\n",
        "4:1: channel.gbt4754: unknown key; one of code, label, aliases, overdue_days",
    ),
    "a missing label": ('[[channel]]\ncode = "a"\n', "1:1: channel.label: must be a text"),
    "a code that is no part of a URL": (
        CHANNEL + '\n[[industry]]\ncode = "钢铁"\nlabel = "钢铁"\n',
        '6:1: industry.code: "钢铁" must be letters, digits and hyphens; it is part of URLs',
    ),
    "a duplicate code": (CHANNEL + CHANNEL, '5:1: channel.code: duplicate code "warning"'),
    "an alias that is no text": (CHANNEL + "aliases = [1]\n", "4:1: channel.aliases: must be a list of texts"),
    "a table for a list": ('[channel]\ncode = "a"\n', "1:1: channel: must be an array of tables: write [[channel]]"),
    "an unknown country": (
        CHANNEL + '[country.XX]\nlabel = "甲"\n',
        '4:1: country.XX: unknown ISO 3166-1 alpha-2 code; did you mean "SX"?',
    ),
    "an unknown key of a country": (
        CHANNEL + '[country.VN]\nname = "甲"\n',
        "5:1: country.VN.name: unknown key; one of label, aliases",
    ),
    "a country's label that is no text": (
        CHANNEL + "[country.VN]\nlabel = 1\n",
        "5:1: country.VN.label: must be a text",
    ),
    "no TOML": ("[[channel\n", "1:10: toml: not valid TOML: Expected ']]' at the end of an array declaration"),
}


@pytest.mark.parametrize("name", VOCABULARY)
def test_a_mistake_in_the_vocabulary_is_named_at_its_place(site: Site, name: str) -> None:
    text, problem = VOCABULARY[name]
    assert site.file("content/vocabulary.toml", text).problems() == [f"content/vocabulary.toml:{problem}"]
