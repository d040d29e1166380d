"""News as what each channel takes: a mail of text and HTML, the markdown of robots, plain JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from jinja2 import Environment

from publish.notify.news import MOST, News
from view.bulletin import to_json
from view.page_meta import Link
from view.settings.notify_settings import Mail, Notify
from view.settings.site_settings import Settings
from view.urls import SEARCH, absolute

#: What WeCom takes of a markdown message, in bytes of UTF-8; the others take more.
LONGEST = 4000


def subject(settings: Settings, to: Notify, news: News) -> str:
    """One line that says how much of what there is."""
    corrections, withdrawals = len(news.of_kind("correction")), len(news.of_kind("withdrawal"))
    counts = [("条新信息", len(news.bulletins)), ("条更正", corrections), ("条撤回", withdrawals)]
    said = "、".join(f"{count} {unit}" for unit, count in counts if count)
    return f"【{settings.title.split('·')[0].strip()}】{to.name}：{said}"


def mail(
    environment: Environment, settings: Settings, server: Mail, to: Notify, news: News, identifier: str, now: datetime
) -> EmailMessage:
    """The mail. Removal is the list's affair, so its own List-Unsubscribe stands alone."""
    message = EmailMessage()
    message["Subject"] = subject(settings, to, news)
    message["From"] = server.sender
    message["To"] = ", ".join(to.to)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = identifier
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "zh-CN"
    context = _context(settings, to, news)
    message.set_content(environment.get_template("notify.txt").render(context))
    message.add_alternative(environment.get_template("notify.html").render(context), subtype="html")
    return message


def robot(settings: Settings, to: Notify, news: News) -> dict[str, Any]:
    """The body for a robot of WeCom, DingTalk or Feishu."""
    title, text = subject(settings, to, news), "\n".join(_lines(settings, to, news))
    if to.channel == "wecom":
        return {"msgtype": "markdown", "markdown": {"content": text}}
    if to.channel == "dingtalk":
        return {"msgtype": "markdown", "markdown": {"title": title, "text": text}}
    return {"msg_type": "text", "content": {"text": text}}


def hook(settings: Settings, to: Notify, news: News, identifier: str) -> dict[str, Any]:
    """The body for a webhook: all of it as data."""
    return {
        "id": identifier.strip("<>"),
        "name": to.name,
        "subject": subject(settings, to, news),
        "bulletins": [{**to_json(one), "url": absolute(settings.base_url, one.url)} for one in news.bulletins],
        "changes": [
            {"id": one.id, "kind": one.kind, "date": one.date, "note": one.note, "title": one.title,
             "url": absolute(settings.base_url, one.url)}
            for one in news.changes
        ],
    }  # fmt: skip


def _context(settings: Settings, to: Notify, news: News) -> dict[str, Any]:
    return {
        "to": to,
        "subject": subject(settings, to, news),
        "bulletins": news.bulletins[:MOST],
        "more": max(0, len(news.bulletins) - MOST),
        "corrections": news.of_kind("correction"),
        "withdrawals": news.of_kind("withdrawal"),
        "search": Link(to.name, absolute(settings.endpoint_origin or settings.base_url, _search(to))),
    }


def _search(to: Notify) -> str:
    query = to.query.lstrip("?")
    return f"{SEARCH}?{query}&sort=newest" if query else f"{SEARCH}?sort=newest"


def _lines(settings: Settings, to: Notify, news: News) -> Iterator[str]:
    """The news line by line, cut where a robot would refuse more; the search behind it has the rest."""
    rest = f"全部：{absolute(settings.endpoint_origin or settings.base_url, _search(to))}"
    room = LONGEST - len(rest.encode())
    lines = [subject(settings, to, news)]
    for heading, entries in (
        ("新信息", [(one.title, one.url) for one in news.bulletins]),
        ("更正", [(f"{one.title}（{one.note}）", one.url) for one in news.of_kind("correction")]),
        ("撤回", [(f"{one.title}（{one.note}）", one.url) for one in news.of_kind("withdrawal")]),
    ):
        if entries:
            lines.append(f"**{heading}**" if to.channel != "feishu" else heading)
            lines += [_entry(to.channel, text, absolute(settings.base_url, url)) for text, url in entries]
    for line in lines:
        room -= len(line.encode()) + 1
        if room < 0:
            break
        yield line
    yield rest


def _entry(channel: str, text: str, url: str) -> str:
    if channel == "feishu":
        return f"· {text} {url}"
    escaped = text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return f"- [{escaped}]({url})"
