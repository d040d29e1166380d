"""What types alone cannot say of `[[notify]]` and `[mail]`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from view.settings.notify_settings import Mail, Notify, check_notify

BY_MAIL = Notify(name="甲", to=("list@example.cn",))
ROBOT = Notify(name="甲", channel="wecom", url_variable="XINFENG_ROBOT")
MAIL = Mail(sender="risk@example.cn")


@pytest.mark.parametrize("one", [BY_MAIL, ROBOT, replace(BY_MAIL, subscribe="mailto:join@example.cn", rhythm="weekly")])
def test_what_can_work_is_left_in_peace(one: Notify) -> None:
    assert check_notify([one], MAIL) == []


def test_a_site_that_tells_nobody_needs_no_sender() -> None:
    assert check_notify([], Mail()) == []
    assert check_notify([ROBOT], Mail()) == []


@pytest.mark.parametrize(
    ("one", "setting"),
    [
        (replace(BY_MAIL, name=" "), "notify.name"),
        (replace(BY_MAIL, channel="fax", url_variable="A"), "notify.channel"),
        (replace(BY_MAIL, rhythm="hourly"), "notify.rhythm"),
        (replace(BY_MAIL, to=()), "notify.to"),
        (replace(BY_MAIL, to=("list",)), "notify.to"),
        (replace(BY_MAIL, to=("a@b.cn, c@d.cn",)), "notify.to"),
        (replace(ROBOT, url_variable="https://robot.example"), "notify.url_variable"),
        (replace(ROBOT, url_variable=""), "notify.url_variable"),
        (replace(BY_MAIL, subscribe="javascript:alert(1)"), "notify.subscribe"),
    ],
)
def test_each_mistake_is_told_at_its_setting(one: Notify, setting: str) -> None:
    assert [found for found, _ in check_notify([one], MAIL)] == [setting]


def test_two_of_one_name_and_a_mail_server_that_is_none() -> None:
    found = check_notify([BY_MAIL, BY_MAIL], Mail(security="ssl"))
    assert [setting for setting, _ in found] == ["notify.name", "mail.sender", "mail.security"]
