"""The keys of front matter are those of the contract."""

from __future__ import annotations

from builder.reading.keys import BULLETIN_KEYS


def test_every_bulletin_key_of_the_contract_is_known() -> None:
    contract = """title date channel countries industries level keywords summary source source_url updated changes
        status superseded_by pinned_until expires draft aliases actions title_en summary_en"""
    assert {one.name for one in BULLETIN_KEYS} == {*contract.split(), "feed_id", "lint_off"}
