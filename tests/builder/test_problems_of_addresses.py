"""What may stand at an address: indexes, attachments, aliases and folders that clash are told."""

from __future__ import annotations

import pytest

from tests.builder.broken import HEAD, bulletin
from tests.site_helper import Site


@pytest.mark.parametrize("first", ["changes", "country", "industry", "channel", "month", "page"])
def test_an_id_that_begins_like_a_list_is_refused(site: Site, first: str) -> None:
    site.bulletin(f"{first}/x")
    assert site.problems() == [
        f'content/risk/{first}/x.md:1:1: id: "{first}/x" may not begin with changes/, country/, industry/, channel/, '
        "month/, page/; lists live there"
    ]


def test_a_bulletin_at_the_address_of_an_index_is_a_duplicate_url(site: Site) -> None:
    site.bulletin("country")
    assert site.problems() == [
        'content/risk/country.md:1:1: url: duplicate URL "/risk/country/"; another file gives the same one'
    ]


def test_an_attachment_cannot_take_the_address_of_its_page(site: Site) -> None:
    site.file("content/risk/index.html", "<p>").bulletin("a", "[表](index.html)")
    assert site.problems() == [
        'content/risk/a.md:7:5: link: "index.html" is a web page; attach a PDF, a picture, a table or a text'
    ]


@pytest.mark.parametrize("identifier", ["feed.atom", "index.html", "index.html/b"])
def test_a_page_in_a_folder_where_a_file_must_be_is_a_duplicate_url(site: Site, identifier: str) -> None:
    site.bulletin(identifier)
    file = f"content/risk/{identifier}.md"
    taken = "/risk/feed.atom" if identifier == "feed.atom" else "/risk/"
    assert site.problems() == [
        f'{file}:1:1: url: duplicate URL "/risk/{identifier}/"; the file of "{taken}" stands where its folder must be'
    ]


def test_a_file_name_that_urls_refuse_is_named(site: Site) -> None:
    site.bulletin("a?b")
    assert site.problems() == [
        "content/risk/a?b.md:1:1: name: the file name holds a character that URLs or file systems refuse "
        '(one of \\:*?"<>|)'
    ]


ALIAS_CLASHES = {
    "a page": ("/risk/b/", 'duplicate URL "/risk/b/"; it belongs to a page of the site'),
    "a page without its slash": ("/risk/b", 'duplicate URL "/risk/b"; it belongs to a page of the site'),
    "a file": ("/robots.txt", 'duplicate URL "/robots.txt"; it belongs to a page of the site'),
    "the folder of a file": ("/robots.txt/x/", 'duplicate URL "/robots.txt/x/"; it belongs to a page of the site'),
    "another alias": ("/old/", 'duplicate URL "/old/"; it belongs to content/risk/b.md'),
    "the folder of another alias": ("/old.html/x/", 'duplicate URL "/old.html/x/"; it belongs to content/risk/b.md'),
    "the release itself": ("/generation.json", 'duplicate URL "/generation.json"; it belongs to a page of the site'),
    "the redirect rules": ("/_redirects", 'duplicate URL "/_redirects"; it belongs to a page of the site'),
    "the endpoint": ("/search", 'duplicate URL "/search"; the endpoint answers there'),
}


@pytest.mark.parametrize("name", ALIAS_CLASHES)
def test_an_alias_at_a_taken_address_is_refused(site: Site, name: str) -> None:
    alias, message = ALIAS_CLASHES[name]
    site.bulletin("b", aliases=["/old/", "/old.html"]).file(
        "content/risk/c.md", bulletin(HEAD + f"aliases: [{alias}]\n")
    )
    assert site.problems() == [f"content/risk/c.md:5:11: aliases: {message}"]


def test_an_alias_where_a_file_of_another_alias_needs_a_folder_is_refused(site: Site) -> None:
    site.bulletin("a", aliases=["/old.html/x/"]).file("content/risk/c.md", bulletin(HEAD + "aliases: [/old.html]\n"))
    assert site.problems() == [
        'content/risk/c.md:5:11: aliases: duplicate URL "/old.html"; it belongs to content/risk/a.md'
    ]
