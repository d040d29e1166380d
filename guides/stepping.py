"""One list of steps run in a browser: each action done as a reader does it, by the words on the page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from playwright.sync_api import Browser, Error, JSHandle, Page

from builder.reading.records import Action, GuideRecord, GuideStep
from guides.browser import SCREENS, screen
from view.near_values import did_you_mean
from view.problems import Problem

#: Seconds that a page may take to show what a step waits for; and after which nothing comes any more where the page
#: is complete and has asked for nothing that it has not got.
PATIENCE, QUIET = 60.0, 1.0
_LOOK = 0.05
#: Seconds in which a list that is there has its options.
_OPTION = 3.0
#: Takes the picture of a step from the page that it has left.
Take = Callable[[Page, GuideStep], list[Problem]]


class NotDoneError(Exception):
    """A step did not do what it says; the message says what was there instead."""


def lists_of(guide: GuideRecord) -> list[list[GuideStep]]:
    """The steps of a guide list by list: `step-3` is of the first, `step-2-1` of the second."""
    found: dict[str, list[GuideStep]] = {}
    for step in guide.steps:
        found.setdefault(step.id.removeprefix("step-").rpartition("-")[0], []).append(step)
    return list(found.values())


def run_list(
    browser: Browser,
    origin: str,
    guide: GuideRecord,
    steps: Sequence[GuideStep],
    take: Take,
    patience: float = PATIENCE,
) -> Iterator[Problem]:
    """Run the steps of a list one after another. The first that fails ends it: those after it stand on it."""
    if not any(step.actions or step.picture for step in steps):
        return
    with screen(browser, origin, "desk") as context:
        page = context.new_page()
        traffic = _Traffic(page)
        for step in steps:
            for action in step.actions:
                try:
                    _Doing(page, traffic, origin, step.within, patience).do(action)
                except NotDoneError as error:
                    yield Problem(guide.file, action.line, action.column, f"steps.{_number(step)}", str(error))
                    return
            if step.picture:
                yield from take(page, step)


def _number(step: GuideStep) -> str:
    return step.id.removeprefix("step-")


def near_text(text: str, shown: Sequence[str]) -> str:
    """A text of the page that is much like one that is not there, as a message goes on; empty where none is."""
    near = did_you_mean(text, shown)
    return near if "did you mean" in near else ""


class _Traffic:
    """Knows whether a page still waits for something from the server."""

    def __init__(self, page: Page) -> None:
        self._page, self._under_way, self._quiet_since = page, 0, time.monotonic()
        page.on("request", lambda request: self._changed(1))
        page.on("requestfinished", lambda request: self._changed(-1))
        page.on("requestfailed", lambda request: self._changed(-1))

    def _changed(self, by: int) -> None:
        self._under_way += by
        self._quiet_since = time.monotonic()

    def is_over(self, since: float) -> bool:
        """Whether nothing will come any more to one who waits since a moment."""
        quiet = time.monotonic() - max(since, self._quiet_since)
        return quiet > QUIET and self._under_way <= 0 and self._page.evaluate("document.readyState") == "complete"


class _Doing:
    """Does actions on a page."""

    def __init__(self, page: Page, traffic: _Traffic, origin: str, within: str, patience: float) -> None:
        self._page, self._traffic, self._origin = page, traffic, origin
        self._within, self._patience = within, patience

    def do(self, action: Action) -> None:
        """Do one. NotDoneError when it cannot be done."""
        getattr(self, f"_{action.kind}")(*action.words)

    def _screen(self, kind: str) -> None:
        self._page.set_viewport_size(SCREENS[kind])

    def _sign_in(self, company: str) -> None:
        address = "/sign-out" if company == "nobody" else "/sign-in"
        form: dict[str, str | float | bool] = {} if company == "nobody" else {"enterprise": company}
        answer = self._page.request.post(address, form=form, headers={"Origin": self._origin})
        if not answer.ok:
            raise NotDoneError(f'signing in as "{company}" is refused ({answer.status})')

    def _open(self, address: str) -> None:
        answer = self._page.goto(address)
        if answer is None or not answer.ok:
            raise NotDoneError(f'"{address}" cannot be opened ({answer.status if answer else "no answer"})')

    def _click(self, text: str) -> None:
        found = self._await(lambda: self._element("clickable", text))
        if found is None:
            raise NotDoneError(f'nothing to click shows "{text}"{self._where()}{self._near(text, click=True)}')
        try:
            found.click(timeout=self._patience * 1000)
            self._page.wait_for_load_state("load")
        except Error as error:
            raise NotDoneError(f'"{text}" cannot be clicked: {error.message.splitlines()[0]}') from None

    def _fill(self, label: str, value: str) -> None:
        control = self._await(lambda: self._element("control", label))
        if control is None:
            raise NotDoneError(f'nothing to fill in is called "{label}"{self._where()}')
        try:
            kind = control.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
            if kind == "select":
                control.select_option(label=value, timeout=_OPTION * 1000)
            elif kind in ("checkbox", "radio"):
                control.set_checked(value not in ("否", "no"))
            else:
                control.fill(value)
                control.evaluate("one => one.blur()")
        except Error:
            raise NotDoneError(f'"{label}" does not take "{value}"') from None

    def _expect(self, text: str) -> None:
        if not self._await(lambda: self._ask("holds", text)):
            raise NotDoneError(f'"{text}" is not on the page{self._where()}{self._near(text)}')

    def _plain(self, text: str) -> None:
        self._expect(text)
        if not self._await(lambda: self._ask("isPlain", text)):
            raise NotDoneError(f'"{text}" is no plain text: it can be clicked')

    def _absent(self, text: str) -> None:
        if not self._await(lambda: not self._ask("holds", text)):
            raise NotDoneError(f'"{text}" is on the page{self._where()}')

    def _await(self, look: Callable[[], Any]) -> Any:
        """What a look finds, as soon as it finds something; a page that is being left is looked at again."""
        since = time.monotonic()
        while True:
            late = time.monotonic() > since + self._patience
            try:
                if found := look():
                    return found
                if late or self._traffic.is_over(since):
                    return None
            except Error:
                if late:
                    raise
            self._page.wait_for_timeout(_LOOK * 1000)

    def _ask(self, name: str, text: str) -> Any:
        return self._page.evaluate(f"words => xinfengGuide.{name}(...words)", [text, self._within])

    def _element(self, name: str, text: str) -> Any:
        handle: JSHandle = self._page.evaluate_handle(f"words => xinfengGuide.{name}(...words)", [text, self._within])
        return handle.as_element()

    def _where(self) -> str:
        """Where it was looked for: in a part of the page, which may not be there."""
        if not self._within:
            return ""
        if self._page.evaluate("name => xinfengGuide.part(name) === null", self._within):
            return f', where no part is called "{self._within}"'
        return f' in "{self._within}"'

    def _near(self, text: str, *, click: bool = False) -> str:
        try:
            shown = self._page.evaluate("words => xinfengGuide.candidates(...words)", [self._within, click])
        except Error:
            return ""
        return near_text(text, shown)
