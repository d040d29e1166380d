"""In which language a command speaks: as asked, else as the locale says."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from commands import speech
from commands.speech import Command, lang_option, language, say


@click.group()
def group() -> None:
    """Takes `--lang` before its commands."""


group.params.append(lang_option())


@group.command("told", cls=Command)
def told() -> None:
    """Say something that has its Chinese."""
    say("waiting for the dates in the content (Ctrl-C ends it)")
    say(language(), err=True)


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "_language", "en")


@pytest.mark.parametrize(
    ("arguments", "locale", "spoken"),
    [
        (["told"], "C.UTF-8", "en"),
        (["told"], "zh_CN.UTF-8", "zh"),
        (["told", "--lang", "zh"], "C.UTF-8", "zh"),
        (["--lang", "zh", "told"], "C.UTF-8", "zh"),
        (["told", "--lang", "en"], "zh_CN.UTF-8", "en"),
        (["--lang", "zh", "told", "--lang", "en"], "C.UTF-8", "en"),
    ],
)
def test_it_is_asked_before_or_after_the_command(arguments: list[str], locale: str, spoken: str) -> None:
    result = CliRunner().invoke(group, arguments, env={"LC_ALL": locale, "LANG": locale})
    assert (result.exit_code, result.stderr) == (0, f"{spoken}\n")
    assert result.stdout.isascii() is (spoken == "en")


def test_another_language_is_wrong_usage() -> None:
    assert CliRunner().invoke(group, ["told", "--lang", "fr"]).exit_code == 2
