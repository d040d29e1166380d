"""Countries and regions: ISO 3166-1 codes, Chinese labels from CLDR, and every name a writer or reader may use."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"


@cache
def builtin_spellings() -> dict[str, str]:
    """Chinese label → pinyin, for the labels of `builtin_countries` and of the vocabulary that is shipped."""
    return tomllib.loads((_DATA / "spellings.toml").read_text(encoding="utf-8"))


@cache
def builtin_countries() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Code → (Chinese label, aliases) for every ISO 3166-1 country or region, before a site's own overrides.

    Labels are CLDR's Chinese names but for the few that data/country_names.toml words otherwise; aliases are CLDR's
    Simplified, Traditional and English names, the alpha-3 and numeric codes (CLDR territory aliases) and the official
    and everyday names of that file. `python -m view.vocabulary.countries` writes what is read here, from that file and
    Babel. CLDR's names stand under the licence beside them.
    """
    table = json.loads((_DATA / "countries.json").read_text(encoding="utf-8"))
    return {code: (label, tuple(aliases)) for code, (label, aliases) in table.items()}


def gathered_countries() -> dict[str, tuple[str, tuple[str, ...]]]:
    """What `builtin_countries` gives, gathered from its sources: no build has the time to load Babel's locales."""
    from babel import Locale
    from babel.core import get_global

    names = tomllib.loads((_DATA / "country_names.toml").read_text(encoding="utf-8"))
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


def main() -> None:
    """Write data/countries.json, a line for each country."""
    lines = [f"{json.dumps(code)}: {json.dumps(one, ensure_ascii=False)}" for code, one in gathered_countries().items()]
    (_DATA / "countries.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
