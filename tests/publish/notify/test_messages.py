"""News as what each channel takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from publish.notify.messages import LONGEST, hook, mail, robot, subject
from publish.notify.news import MOST, Change, News
from tests.machine import PROJECT
from view.bulletin import Bulletin
from view.rendering.environment import make_environment
from view.settings.notify_settings import Mail, Notify
from view.settings.site_settings import Settings
from view.vocabulary.vocabulary import load_vocabulary

AT = datetime(2026, 11, 20, tzinfo=UTC)
SETTINGS = Settings(title="信风 · 风险", base_url="https://risk.example")
TO = Notify("高风险", "level=high", to=("a@list.example", "b@list.example"))
ROW = Bulletin("a", "甲[乙]\\", AT, "warning", url="/risk/a/", updated=AT, status="active")
CHANGE = Change("k", "b", "b", "correction", "2026-11-20", "原文有误", "丙", "/risk/b/")
NEWS = News([ROW], [CHANGE, replace(CHANGE, kind="withdrawal")])


def test_the_subject_says_how_much_of_what_there_is() -> None:
    assert subject(SETTINGS, TO, NEWS) == "【信风】高风险：1 条新信息、1 条更正、1 条撤回"
    assert subject(SETTINGS, TO, News([ROW])) == "【信风】高风险：1 条新信息"


def test_each_robot_gets_what_it_reads() -> None:
    wecom, dingtalk, feishu = (
        robot(SETTINGS, replace(TO, channel=one), NEWS) for one in ("wecom", "dingtalk", "feishu")
    )
    text = wecom["markdown"]["content"]
    assert "**更正**\n- [丙（原文有误）](https://risk.example/risk/b/)" in text
    assert "- [甲\\[乙\\]\\\\](https://risk.example/risk/a/)" in text
    assert text.endswith("全部：https://risk.example/search?level=high&sort=newest")
    assert dingtalk["markdown"] == {"title": subject(SETTINGS, TO, NEWS), "text": text}
    assert "· 甲[乙]\\ https://risk.example/risk/a/" in feishu["content"]["text"]
    assert "**" not in feishu["content"]["text"]


def test_a_robot_is_never_sent_more_than_it_takes() -> None:
    many = News([replace(ROW, id=f"{at}", title="长" * 40) for at in range(100)])
    text = robot(SETTINGS, replace(TO, channel="wecom"), many)["markdown"]["content"]
    assert len(text.encode()) <= LONGEST
    assert text.splitlines()[-1].startswith("全部：")


def test_a_webhook_gets_all_of_it_as_data() -> None:
    body = hook(SETTINGS, TO, NEWS, "<x@risk.example>")
    assert body["id"] == "x@risk.example"
    assert body["bulletins"][0]["url"] == "https://risk.example/risk/a/"
    assert [one["kind"] for one in body["changes"]] == ["correction", "withdrawal"]


def test_a_mail_has_both_forms_and_says_that_nobody_wrote_it() -> None:
    environment = make_environment([PROJECT / "templates"], SETTINGS, load_vocabulary(PROJECT), {})
    some = News([replace(ROW, id=f"{at}", title=f"题{at}") for at in range(MOST + 3)])
    message = mail(environment, SETTINGS, Mail(sender="risk@risk.example"), TO, some, "<x@risk.example>", AT)
    assert (message["To"], message["From"]) == ("a@list.example, b@list.example", "risk@risk.example")
    assert (message["Message-ID"], message["Auto-Submitted"]) == ("<x@risk.example>", "auto-generated")
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    assert f"题{MOST - 1}" in plain.get_content()
    assert f"题{MOST}" not in plain.get_content()
    assert "https://risk.example/search?level=high" in html.get_content()
