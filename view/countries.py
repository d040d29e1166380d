"""Countries and regions: ISO 3166-1 codes, Chinese labels from CLDR, and every name a writer or reader may use."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"


@cache
def _names() -> dict[str, dict[str, Any]]:
    return tomllib.loads((_DATA / "country_names.toml").read_text(encoding="utf-8"))


@cache
def builtin_spellings() -> dict[str, str]:
    """Chinese label → pinyin, for the labels of `builtin_countries` and of the vocabulary that is shipped."""
    return tomllib.loads((_DATA / "spellings.toml").read_text(encoding="utf-8"))


@cache
def builtin_countries() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Code → (Chinese label, aliases) for every ISO 3166-1 country or region, before a site's own overrides.

    Labels are CLDR's Chinese names but for the few that data/country_names.toml words otherwise; aliases are CLDR's
    Simplified, Traditional and English names, the alpha-3 and numeric codes (CLDR territory aliases) and the official
    and everyday names of that file.
    """
    from babel import Locale  # importing Babel costs 0.1 s; a start with nothing to do should not pay it
    from babel.core import get_global

    names = _names()
    simplified, traditional, english = (Locale.parse(code).territories for code in ("zh_Hans", "zh_Hant", "en"))
    other_codes: dict[str, list[str]] = {}
    for alias, targets in get_global("territory_aliases").items():
        if len(targets) == 1 and len(alias) == 3:
            other_codes.setdefault(targets[0], []).append(alias)
    table = {}
    for code, entry in names.items():
        label = entry.get("label", simplified[code])
        aliases = [entry.get("official", ""), *entry.get("aliases", []), simplified[code]]
        aliases += [traditional[code], english[code]]
        aliases += sorted(other_codes.get(code, []))
        table[code] = (label, tuple(dict.fromkeys(one for one in aliases if one and one != label)))
    return table
