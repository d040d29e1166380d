"""Addresses: percent-encoded as everywhere, and bare where nothing is asked."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from view import urls
from view.urls import list_url


def test_addresses_are_percent_encoded_utf_8() -> None:
    assert urls.bulletin_url("2026/11/越南 关税") == "/risk/2026/11/%E8%B6%8A%E5%8D%97%20%E5%85%B3%E7%A8%8E/"
    assert urls.guide_url("a b", embed=True) == "/embed/guide/a%20b/"
    assert urls.encode_path("/a?b#c%d") == "/a%3Fb%23c%25d"


@pytest.mark.parametrize("text", ["", "a b", "越南/关税", "~-._", "é&=+%", "\r\n", "𠮷", "!'()*;:@$,?#[]"])
def test_texts_are_encoded_as_python_does(text: str) -> None:
    assert urls.encode_text(text) == quote(text)
    assert urls.encode_path(text) == quote(text, safe="/-._~!$&'()*+,;=:@")


def test_names_of_files_that_are_not_utf_8_are_encoded_byte_by_byte() -> None:
    assert urls.encode_path("/\udce9\udcff/é") == "/%E9%FF/%C3%A9"


def test_search_addresses_leave_out_what_is_empty_and_repeat_lists() -> None:
    assert urls.search_url({}) == "/search"
    assert urls.search_url({"q": "关税 a&b", "country": ["VN", "", "BR"], "level": ""}) == (
        "/search?q=%E5%85%B3%E7%A8%8E+a%26b&country=VN&country=BR"
    )


def test_absolute_addresses_and_entry_ids() -> None:
    assert urls.absolute("https://a.example.cn/", "/risk/") == "https://a.example.cn/risk/"
    assert urls.absolute("https://a.example.cn", "https://b.example.cn/x") == "https://b.example.cn/x"
    assert urls.entry_id("a.example.cn,2026", "2026/越") == "tag:a.example.cn,2026:risk/2026/%E8%B6%8A"


def test_list_addresses_are_what_the_contract_says() -> None:
    assert [list_url(), list_url("VN"), list_url("VN", "steel"), list_url(None, "steel", page=2)] == [
        "/risk/", "/risk/country/vn/", "/risk/country/vn/industry/steel/", "/risk/industry/steel/page/2/",
    ]  # fmt: skip
    assert [list_url(channel="warning"), list_url(month="2026-11")] == [
        "/risk/channel/warning/",
        "/risk/month/2026-11/",
    ]
