"""`build.py notify`: tells each subscriber what went live since it was last told, each in a thread of its own.

What is handed over is written down before and after, so a crash in between repeats one message at most, with the same
Message-ID. A receiver that does not answer keeps nobody else waiting, and is told the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment

from publish.notify import delivering, messages
from publish.notify.book import Book, Told, message_id
from publish.notify.delivering import DeliveryError
from publish.notify.news import Change, News, again, begin, is_due, learned, news_of, read_changes
from view.bulletin import Bulletin
from view.settings.notify_settings import Mail, Notify
from view.settings.site_settings import Settings
from view.untrusted.plain_json import parse_json

#: What a search, as in its URL, finds now, the newest first. ValueError says what is wrong with it.
Find = Callable[[str], Sequence[Bulletin]]
#: Receivers that are spoken to at once.
_AT_ONCE = 8


@dataclass(frozen=True)
class LiveSite:
    """What messages are made of: the site as it is live, its mail server, and the environment with the secrets."""

    root: Path
    settings: Settings
    mail: Mail
    templates: Environment
    environment: Mapping[str, str]
    find: Find

    def changes(self) -> list[Change]:
        """The corrections and withdrawals of the live site."""
        path = self.root / "site" / "risk" / "changes" / "recent.json"
        return read_changes(parse_json(path.read_bytes()))


def notify_all(
    site: LiveSite, subscribers: Sequence[Notify], now: datetime, say: Callable[[str], None], *, dry_run: bool
) -> bool:  # fmt: skip
    """Tell everybody; whether all were told. `say` is given a line for each."""
    changes = [one for one in site.changes() if one.kind in ("correction", "withdrawal")]
    book = Book(site.root)

    def tell(to: Notify) -> tuple[bool, str]:
        try:
            return True, _tell(site, book, to, changes, now, dry_run=dry_run)
        except (DeliveryError, ValueError, OSError) as error:
            return False, f"{error}; it is tried again the next time"

    with ThreadPoolExecutor(_AT_ONCE, "notify") as threads:
        told = list(threads.map(tell, subscribers))
    for to, (_, line) in zip(subscribers, told, strict=True):
        say(f"{to.name}: {line}")
    return all(good for good, _ in told)


def _tell(site: LiveSite, book: Book, to: Notify, changes: Sequence[Change], now: datetime, *, dry_run: bool) -> str:
    found = site.find(to.query)
    told = book.read(to.name)
    if told is None:
        if not dry_run:
            book.write(to.name, begin(found, changes, now))
        return f"nothing was remembered, so nothing old is told; {len(found)} bulletins are known from now on"
    if told.under_way and not dry_run:
        told = _finish(site, book, to, told, found, changes, now)
    news = news_of(told, found, changes)
    if not news:
        if not dry_run and (told.known, told.changes) != (
            (after := learned(told, found, changes, now)).known,
            after.changes,
        ):
            book.write(to.name, Told(after.known, after.changes, told.last))
        return "nothing new"
    line = messages.subject(site.settings, to, news)
    if not is_due(to.rhythm, told.last_time, now):
        return f"{line} — waits: told {to.rhythm}"
    if dry_run:
        return f"{line} — would be told"
    _hand_over(site, book, to, told, news, now)
    book.write(to.name, learned(told, found, changes, now))
    return f"{line} — told"


def _finish(
    site: LiveSite, book: Book, to: Notify, told: Told, found: Sequence[Bulletin], changes: Sequence[Change],
    now: datetime,
) -> Told:  # fmt: skip
    """Hand over once more what was under way when the program ended; the receiver knows it by its Message-ID."""
    news = again(told, {one.entry: one for one in found}, changes)
    if news:
        _deliver(site, to, news, message_id(to.name, told.under_way, _domain(site.settings)), now)
    after = learned(told, news.bulletins, news.changes, now)
    book.write(to.name, after)
    return after


def _hand_over(site: LiveSite, book: Book, to: Notify, told: Told, news: News, now: datetime) -> None:
    """Write down what is going to be handed over, then do it. What was refused is under way no more."""
    keys = sorted(news.keys)
    book.write(to.name, Told(told.known, told.changes, told.last, keys))
    try:
        _deliver(site, to, news, message_id(to.name, keys, _domain(site.settings)), now)
    except DeliveryError:
        book.write(to.name, told)
        raise


def _deliver(site: LiveSite, to: Notify, news: News, identifier: str, now: datetime) -> None:
    if to.channel == "smtp":
        delivering.send_mail(
            site.mail, messages.mail(site.templates, site.settings, site.mail, to, news, identifier, now)
        )
        return
    url = site.environment.get(to.url_variable, "")
    if not url:
        raise DeliveryError(f"the environment has no {to.url_variable}")
    secret = site.environment.get(to.secret_variable, "") if to.secret_variable else ""
    if to.channel == "webhook":
        body = messages.hook(site.settings, to, news, identifier)
    else:
        body = messages.robot(site.settings, to, news)
    delivering.post(to.channel, url, secret, body, identifier)


def _domain(settings: Settings) -> str:
    return urlsplit(settings.base_url).hostname or "localhost"
