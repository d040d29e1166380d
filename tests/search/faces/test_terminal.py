"""The search on a terminal: lines for a person, and all that is found for subscribers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from search.faces import terminal
from search.faces.terminal import SearchError, UsageError, finder, search
from tests.search.http_site import document, documents, publish


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("site")
    publish(folder, "g", documents())
    return folder


def test_a_result_is_its_facts_its_address_and_what_is_worth_showing(root: Path) -> None:
    lines = search(root, "关税", {"country": ("巴西",)}, as_json=False).splitlines()
    assert any("巴西" in line and "第" in line for line in lines)
    assert any(line.startswith("    /risk/2026/11/n") for line in lines)
    assert any(line.startswith("共 ") for line in lines)
    assert "<mark>" not in "".join(lines)
    assert "\x1b[1m关税\x1b[0m" in search(root, "关税", {}, as_json=False, color=True)


def test_as_json_it_is_what_the_endpoint_says(root: Path) -> None:
    said = json.loads(search(root, "关税", {"page": "2"}, as_json=True))
    assert (said["page"], said["generation"]) == (2, "g")


def test_nothing_found_offers_what_to_drop(root: Path) -> None:
    text = search(root, "关税", {"country": ("美国",)}, as_json=False)
    assert "共 0 条" in text
    assert "去掉 country=US：" in text


@pytest.mark.parametrize(
    ("options", "error"),
    [({"page": "0"}, UsageError), ({"country": ("越男",)}, UsageError), ({"page": "99"}, SearchError)],
)
def test_wrong_values_are_one_sentence_each(root: Path, options: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        search(root, "关税", options, as_json=False)


def test_without_an_index_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(SearchError, match=r"run `build\.py build` first"):
        search(tmp_path, "a", {}, as_json=False)
    with pytest.raises(SearchError, match=r"run `build\.py build` first"), finder(tmp_path):
        pass
    (tmp_path / "site.toml").write_text("[search]\nengine = 'x'\n")
    with pytest.raises(SearchError, match=r"search\.engine"):
        search(tmp_path, "a", {}, as_json=False)


def test_subscribers_get_all_of_it_newest_first(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "_AT_ONCE", 3)
    with finder(root) as find:
        found = [one.id for one in find("?country=VN")]
        assert len(found) > 6
        assert found == sorted(found, key=lambda ident: int(ident.rpartition("n")[2]), reverse=True)
        assert document(0).id not in found
        with pytest.raises(ValueError, match="越男"):
            find("country=越男")
        with pytest.raises(ValueError, match=r"."):
            find("page=2")
