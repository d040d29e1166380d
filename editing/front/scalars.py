"""A text as YAML writes it: plain where that is safe, in quotation marks else."""

from __future__ import annotations

import json
import re

#: Begins like a word and holds nothing that YAML could take for more than text, not even in brackets.
_PLAIN = re.compile(
    r"(?!(?:null|true|false|yes|no|on|off)\Z)[^\W_](?:[^\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff:#,\[\]{}\"'\\]|:(?=\S))*",
    re.I,
)
#: An address of the site, as lists of old ones hold them.
_PATH = re.compile(r"/[^\s:#,\[\]{}\"'\\\x7f-\xa0\u2028\u2029\ufeff]*")
#: What JSON leaves as it is, and YAML takes for the end of a line or refuses.
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def scalar(text: str, style: str | None = None) -> str:
    """A text as YAML, in the quotation marks of the one that it replaces (`style`), if it had any."""
    if style == "'" and text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    if style != '"' and text == text.strip() and (_PLAIN.fullmatch(text) or _PATH.fullmatch(text)):
        return text
    return quoted(text)


def quoted(text: str) -> str:
    """A text in double quotation marks: JSON, which is YAML but for a few characters."""
    return _NOT_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def flow_mapping(values: dict[str, str]) -> str:
    """A mapping of texts in braces."""
    return "{" + ", ".join(f"{key}: {scalar(value)}" for key, value in values.items()) + "}"
