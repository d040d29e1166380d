"""Firefox, driven by Mozilla's own client: on a profile of its own, and with no way to anywhere but loopback."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from marionette_driver import By, Wait
from marionette_driver.marionette import Marionette, WebElement

from tests.install_system import firefox as find_firefox
from tests.machine import PATIENCE
from tests.processes import free_port, started

#: The browser's own stand-in for an input method; it composes where the focus is, with the events of a real one.
_COMPOSE = """
const {classes: Cc, interfaces: Ci} = Components;
const tip = Cc["@mozilla.org/text-input-processor;1"].createInstance(Ci.nsITextInputProcessor);
if (!tip.beginInputTransactionForTests(window)) throw new Error("no input method");
globalThis.method = tip;
"""
_PENDING = """
const [typed] = arguments, tip = globalThis.method;
tip.setPendingCompositionString(typed);
tip.appendClauseToPendingComposition(typed.length, tip.ATTR_RAW_CLAUSE);
tip.setCaretInPendingComposition(typed.length);
tip.flushPendingComposition();
"""
_FAULTS = """
const [own] = arguments;
return Services.console.getMessageArray()
  .filter((one) => one instanceof Ci.nsIScriptError && !(one.flags & Ci.nsIScriptError.warningFlag))
  .filter((one) => one.sourceName.startsWith(own)).map((one) => `${one.errorMessage} (${one.sourceName})`);
"""


class Firefox:
    """A window of Firefox. Everything is waited for; what does not come is an error."""

    def __init__(self, driver: Marionette) -> None:
        self._driver = driver

    def go(self, address: str) -> None:
        """Open a page."""
        self._driver.navigate(address)

    def reload(self) -> None:
        """As F5 does it."""
        self._driver.refresh()

    def one(self, selector: str, words: str = "") -> WebElement:
        """The first element of a selector that is shown, with these words in it."""

        def found(driver: Marionette) -> WebElement | None:
            shown = [one for one in driver.find_elements(By.CSS_SELECTOR, selector) if one.is_displayed()]
            return next((one for one in shown if words in one.text), None)

        return self.until(found, f"{selector} {words}")

    def until(self, condition: Callable[[Marionette], Any], what: str) -> Any:
        """What a condition gives as soon as it gives something."""
        return Wait(self._driver, timeout=PATIENCE).until(condition, message=what)

    def becomes(self, expression: str) -> None:
        """Wait until an expression of the page is true."""
        self.until(lambda driver: driver.execute_script(f"return Boolean({expression})"), expression)

    def run(self, function: str, *told: object) -> Any:
        """What a function of the page gives, which may take its time."""
        return self._driver.execute_script(f"return ({function})(...arguments)", told)

    def press(self, selector: str, *keys: str) -> None:
        """Send keys to an element; Ctrl holds for those after it."""
        self.one(selector).send_keys(*keys)

    def compose(self, steps: tuple[str, ...], done: str) -> None:
        """Write with an input method: the letters step by step, then the word that was chosen."""
        run = self._driver.execute_script
        run(_COMPOSE, sandbox="system")
        for typed in steps:
            run(_PENDING, (typed,), sandbox="system", new_sandbox=False)
        run("globalThis.method.commitCompositionWith(arguments[0])", (done,), sandbox="system", new_sandbox=False)

    def picture(self, file: Path) -> None:
        """What the window shows."""
        file.write_bytes(self._driver.screenshot(format="binary", full=False))

    def faults(self, address: str) -> list[str]:
        """The errors that pages of an address have told the console."""
        with self._driver.using_context("chrome"):
            return list(self._driver.execute_script(_FAULTS, (address,), sandbox="system"))


@contextmanager
def firefox(profile: Path, width: int, height: int) -> Iterator[Firefox]:
    """A Firefox on a new profile in this folder, with a page of this size."""
    program, port = find_firefox(), free_port()
    assert program, "no Firefox: make test installs one"
    profile.mkdir()
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in _prefs(port).items()]
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    command = [
        program,
        "--marionette",
        "--remote-allow-system-access",
        "--headless",
        "--no-remote",
        "--profile",
        str(profile),
    ]
    with started(command, port, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        driver = Marionette(host="127.0.0.1", port=port, startup_timeout=PATIENCE)
        driver.start_session()
        try:
            driver.timeout.page_load = driver.timeout.script = PATIENCE
            frame = driver.execute_script("return [outerWidth - innerWidth, outerHeight - innerHeight]")
            driver.set_window_rect(width=width + frame[0], height=height + frame[1])
            yield Firefox(driver)
        finally:
            driver.delete_session()
            driver.cleanup()


def _prefs(port: int) -> dict[str, object]:
    """Where it is driven; whatever is not on loopback goes to a proxy that nobody has started."""
    nobody = free_port()
    return {
        "marionette.port": port, "intl.accept_languages": "zh-CN", "network.proxy.type": 1,
        "network.proxy.http": "127.0.0.1", "network.proxy.http_port": nobody,
        "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": nobody,
    }  # fmt: skip
