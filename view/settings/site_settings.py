"""The site's settings: site.toml over defaults, every unknown key and wrong type a problem with its line."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from view.problems import ContentError, Problem
from view.settings import deploy_settings, notify_settings, toml_tables
from view.settings.desk_settings import check_desk
from view.settings.endpoint_settings import EndpointSettings, override
from view.settings.notify_settings import Notify
from view.settings.search_settings import check_search

FILE = "site.toml"
#: The variable in which a development server tells what it starts where it can be reached.
SERVED_AT = "XINFENG_SERVED_AT"
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff]")
#: RFC 4151: a domain or mail address, and the day, month or year from which on it was one's own.
_AUTHORITY = re.compile(r"[A-Za-z0-9.@_-]+,\d{4}(-\d{2}){0,2}")
#: A source of a Content-Security-Policy: no space, comma or semicolon, which would end it.
_CSP_SOURCE = re.compile(r"[!-+\--:<-~]+")


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
class SignInSettings:
    """What pages know of signing in; how the endpoint does it stands in `view/settings/endpoint_settings.py`.

    `portal_url` is where readers begin where the endpoint itself signs nobody in. `hint_domain` is the domain above
    both origins, when the endpoint has one of its own: for it the endpoint says that someone may be signed in.
    """

    portal_url: str = "https://www.singlewindow.shaanxi.cn"
    hint_domain: str = ""


@dataclass(frozen=True, slots=True)
class Embed:
    """Which other sites may show `/embed/` pages in a frame, as CSP sources (`'self'`, `https://portal.example`)."""

    frame_ancestors: tuple[str, ...] = ("'self'",)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that pages depend on. Each field is a key of site.toml; nested classes are its tables.

    It goes into every generation, so nothing secret may stand here: that is for `EndpointSettings`. `ways` are the
    names and addresses at which readers ask for mails and the like; they come from `[[notify]]`.
    """

    title: str = "信风 · 出口信用风险信息"
    base_url: str = "http://127.0.0.1:8000"
    timezone: str = "Asia/Shanghai"
    hotline: str = "029-95198"
    endpoint_origin: str = ""
    feed_authority: str = "xinfeng.example,2026"
    per_page: int = 20
    facet_pairs: bool = True
    hsts_seconds: int = 0
    menu: Menu = field(default_factory=Menu)
    footer: Footer = field(default_factory=Footer)
    sign_in: SignInSettings = field(default_factory=SignInSettings)
    embed: Embed = field(default_factory=Embed)
    ways: toml_tables.TextTable = ()

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.timezone)


@dataclass(frozen=True, slots=True)
class Loaded:
    """All that site.toml says: for pages, for the endpoint alone, its text, and every problem in it."""

    site: Settings
    endpoint: EndpointSettings
    text: str
    problems: list[Problem]
    notify: tuple[Notify, ...] = ()

    def problem(self, name: str, message: str) -> Problem:
        """A problem with a setting such as `menu.apply_url`, at its place in site.toml."""
        return Problem(FILE, *toml_tables.name_position(self.text, name), name, message)


def load_settings(root: Path) -> Settings:
    """Read ROOT/site.toml; without the file every default holds. ContentError lists every problem in it."""
    settings, problems = read_settings(root)
    if problems:
        raise ContentError(problems)
    return settings


def read_settings(root: Path) -> tuple[Settings, list[Problem]]:
    """The settings as far as they can be read, defaults in place of what is wrong, and every problem."""
    loaded = read_all(root)
    return loaded.site, loaded.problems


def read_all(root: Path, environment: Mapping[str, str] | None = None) -> Loaded:
    """The settings of pages and endpoint; variables of the `environment` override those of the endpoint."""
    path = root / FILE
    data, text, problems = toml_tables.parse_toml(FILE, path.read_bytes()) if path.is_file() else ({}, "", [])
    notify, wrong_notify = _notify(data.pop("notify", ()), text)
    problems += wrong_notify
    private = {key: value for key, value in data.items() if key in get_type_hints(EndpointSettings)}
    public = {key: value for key, value in data.items() if key not in private}
    problems += toml_tables.unknown_keys(
        public, ({*get_type_hints(Settings)} - {"ways"}) | {*get_type_hints(EndpointSettings), "notify"}, FILE, text
    )
    site: Settings = toml_tables.fill(Settings, public, FILE, text, problems)
    if "base_url" not in data and (served := os.environ.get(SERVED_AT)):
        site = replace(site, base_url=served)  # contract 1.4
    ways = tuple((one.name, one.subscribe) for one in notify if one.subscribe)
    site = replace(site, ways=ways)
    endpoint: EndpointSettings = toml_tables.fill(EndpointSettings, private, FILE, text, problems)
    endpoint, unread = override(endpoint, environment or {})
    loaded = Loaded(site, endpoint, text, problems + unread, notify)
    found = [*_check(site), *deploy_settings.check_deploy(endpoint.deploy, endpoint.limits, endpoint.server)]
    found += check_search(endpoint.search, endpoint.opensearch, is_all=environment is not None)
    found += notify_settings.check_notify(notify, endpoint.mail)
    found += check_desk(endpoint.desk)
    wrong = [loaded.problem(name, message) for name, message in found]
    if any(one.field == "timezone" for one in wrong):
        site = replace(site, timezone=Settings().timezone)
    return replace(loaded, site=site, problems=[*loaded.problems, *wrong])


def _notify(said: Any, text: str) -> tuple[tuple[Notify, ...], list[Problem]]:
    """The subscribers, in their order."""
    problems: list[Problem] = []
    if not isinstance(said, (list, tuple)) or not all(isinstance(one, dict) for one in said):
        place = toml_tables.key_position(text, "", "notify")
        return (), [Problem(FILE, *place, "notify", "must be an array of tables: write [[notify]]")]
    return tuple(toml_tables.fill(Notify, one, FILE, text, problems, "notify") for one in said), problems


def settings_from_json(data: dict[str, Any]) -> Settings:
    """The settings that `dataclasses.asdict` and JSON took apart."""
    return toml_tables.rebuild(Settings, data)  # type: ignore[no-any-return]


def _with_control_characters(of: Any, table: str = "") -> Iterator[str]:
    """The settings whose text has a character that no line has; XML cannot hold it, and headers end there."""
    for one in fields(of):
        value = getattr(of, one.name)
        if is_dataclass(value):
            yield from _with_control_characters(value, f"{table}{one.name}.")
        elif isinstance(value, str) and _CONTROL.search(value):
            yield f"{table}{one.name}"


def _check(settings: Settings) -> list[tuple[str, str]]:
    """What types alone cannot say: ranges, zones, URLs."""
    found: list[tuple[str, str]] = []
    if not 1 <= settings.per_page <= 100:
        found.append(("per_page", "must be from 1 to 100"))
    if settings.hsts_seconds < 0:
        found.append(("hsts_seconds", "must be 0 (off) or a number of seconds"))
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
    found += [(name, "must be one line of text") for name in _with_control_characters(settings)]
    if not _AUTHORITY.fullmatch(settings.feed_authority):
        found.append(
            ("feed_authority", f'must be a domain and a date such as example.cn,2026, not "{settings.feed_authority}"')
        )
    for source in settings.embed.frame_ancestors:
        if not _CSP_SOURCE.fullmatch(source):
            found.append(
                ("embed.frame_ancestors", f'must be CSP sources such as https://portal.example, not "{source}"')
            )
    domain = settings.sign_in.hint_domain
    hosts = [urlsplit(url).hostname or "" for url in (settings.base_url, settings.endpoint_origin) if url]
    if domain and not all(f".{host}".endswith(f".{domain}") for host in hosts):
        found.append(("sign_in.hint_domain", f'must be the domain above {" and ".join(hosts)}, not "{domain}"'))
    return found
