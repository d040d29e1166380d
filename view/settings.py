"""The site's settings: site.toml over defaults, every unknown key and wrong type a problem with its line."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from view.problems import ContentError, Problem, did_you_mean

FILE = "site.toml"


@dataclass(frozen=True, slots=True)
class Menu:
    """Where the left menu leads for the two services that live in the business system."""

    apply_url: str = "/account/policies"
    claim_url: str = "/account/claims"


@dataclass(frozen=True, slots=True)
class Footer:
    """The lines a public site in China shows at its foot; an empty one is hidden."""

    organiser: str = ""
    icp: str = ""
    police: str = ""
    site_id_code: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """Where the counts of the home page come from; an empty `database_url` is the embedded demo database."""

    database_url: str = ""
    timeout_seconds: float = 2.0


@dataclass(frozen=True, slots=True)
class SignIn:
    """Signing in; `portal_url` is where the reader is told to begin."""

    portal_url: str = "https://www.singlewindow.shaanxi.cn"
    session_minutes: int = 60


@dataclass(frozen=True, slots=True)
class Embed:
    """Which other sites may show `/embed/` pages in a frame, as CSP sources (`'self'`, `https://portal.example`)."""

    frame_ancestors: tuple[str, ...] = ("'self'",)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a site can set. Each field is a key of site.toml; nested classes are its tables."""

    title: str = "信风 · 出口信用风险信息"
    base_url: str = "http://127.0.0.1:8000"
    timezone: str = "Asia/Shanghai"
    hotline: str = "029-95198"
    endpoint_origin: str = ""
    feed_authority: str = "xinfeng.example,2026"
    per_page: int = 20
    facet_pairs: bool = True
    menu: Menu = field(default_factory=Menu)
    footer: Footer = field(default_factory=Footer)
    counts: Counts = field(default_factory=Counts)
    sign_in: SignIn = field(default_factory=SignIn)
    embed: Embed = field(default_factory=Embed)

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.timezone)


def load_settings(root: Path) -> Settings:
    """Read ROOT/site.toml; without the file every default holds. ContentError lists every problem in it."""
    settings, problems = read_settings(root)
    if problems:
        raise ContentError(problems)
    return settings


def read_settings(root: Path) -> tuple[Settings, list[Problem]]:
    """The settings as far as they can be read, defaults in place of what is wrong, and every problem."""
    path = root / FILE
    if not path.is_file():
        return Settings(), []
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
        data = tomllib.loads(text)
    except UnicodeDecodeError as error:
        return Settings(), [_undecodable(raw, error)]
    except tomllib.TOMLDecodeError as error:
        line, column = toml_error_position(str(error), text)
        return Settings(), [Problem(FILE, line, column, "toml", f"not valid TOML: {toml_error_text(error)}")]
    problems: list[Problem] = []
    settings: Settings = _read(Settings, data, "", text, problems)
    wrong = _check(settings, text)
    if any(one.field == "timezone" for one in wrong):
        settings = replace(settings, timezone=Settings().timezone)
    return settings, problems + wrong


def settings_from_json(data: dict[str, Any]) -> Settings:
    """The settings that `dataclasses.asdict` and JSON took apart."""
    return _rebuild(Settings, data)  # type: ignore[no-any-return]


def _rebuild(cls: Any, data: dict[str, Any]) -> Any:
    hints = get_type_hints(cls)
    values: dict[str, Any] = {}
    for key, value in data.items():
        if is_dataclass(hints[key]):
            values[key] = _rebuild(hints[key], value)
        else:
            values[key] = tuple(value) if isinstance(value, list) else value
    return cls(**values)


def _undecodable(raw: bytes, error: UnicodeDecodeError) -> Problem:
    line = raw.count(b"\n", 0, error.start) + 1
    return Problem(FILE, line, 1, "encoding", "not UTF-8; save the file with the encoding UTF-8")


def toml_error_position(message: str, text: str) -> tuple[int, int]:
    """The line and column inside tomllib's message, which on Python 3.11 has them nowhere else."""
    found = re.search(r"at line (\d+), column (\d+)", message)
    return (int(found[1]), int(found[2])) if found else (text.count("\n") + 1, 1)


def toml_error_text(error: tomllib.TOMLDecodeError) -> str:
    """Tomllib's message without its position."""
    return re.sub(r" \(at .*\)$", "", str(error))


def key_position(text: str, table: str, key: str) -> tuple[int, int]:
    """Where a key of a table stands in a TOML text (line, column); the table's own header when it has no line."""
    current, header = "", (1, 1)
    for number, line in enumerate(text.splitlines(), 1):
        opened = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
        if opened:
            current = opened[1].strip()
            header = (number, 1) if current in (table, f"{table}.{key}".lstrip(".")) else header
            if current == f"{table}.{key}".lstrip("."):
                return header
        found = re.match(r"(\s*)[\"']?" + re.escape(key) + r"[\"']?\s*[=.]", line)
        if found and current == table:
            return number, len(found[1]) + 1
    return header


def _read(cls: Any, data: dict[str, Any], table: str, text: str, problems: list[Problem]) -> Any:
    """Fill a settings class from a TOML table, collecting unknown keys and wrong types."""
    hints = get_type_hints(cls)
    known = [one.name for one in fields(cls)]
    values: dict[str, Any] = {}
    for key, value in data.items():
        name = f"{table}.{key}" if table else key
        line, column = key_position(text, table, key)
        if key not in known:
            problems.append(Problem(FILE, line, column, name, "unknown key" + did_you_mean(key, known)))
        elif is_dataclass(hints[key]):
            if isinstance(value, dict):
                values[key] = _read(hints[key], value, name, text, problems)
            else:
                problems.append(Problem(FILE, line, column, name, f"must be a table: write it as [{name}]"))
        else:
            try:
                values[key] = _convert(value, hints[key])
            except TypeError as error:
                problems.append(Problem(FILE, line, column, name, str(error)))
    return cls(**values)


def _convert(value: Any, wanted: Any) -> Any:
    if wanted is str and isinstance(value, str):
        return value
    if wanted is bool and isinstance(value, bool):
        return value
    if wanted is int and isinstance(value, int) and not isinstance(value, bool):
        return value
    if wanted is float and isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    if wanted == tuple[str, ...] and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    names = {str: "a text in quotes", bool: "true or false", int: "a whole number", float: "a number"}
    raise TypeError(f"must be {names.get(wanted, 'a list of texts')}, not {value!r}")


def _check(settings: Settings, text: str) -> list[Problem]:
    """What types alone cannot say: ranges, zones, URLs."""
    found: list[tuple[str, str]] = []
    if not 1 <= settings.per_page <= 100:
        found.append(("per_page", "must be from 1 to 100"))
    try:
        settings.zone  # noqa: B018 - reading it is the check
    except (KeyError, ValueError, OSError):
        found.append(("timezone", f'unknown time zone "{settings.timezone}"; write one such as Asia/Shanghai'))
    for name in ("base_url", "endpoint_origin"):
        value = getattr(settings, name)
        parts = urlsplit(value)
        needed = name == "base_url" or value
        if needed and (parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/")):
            found.append((name, f'must be an origin such as https://risk.example.cn, not "{value}"'))
    return [Problem(FILE, *key_position(text, "", name), name, message) for name, message in found]
