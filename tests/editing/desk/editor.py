"""An editor at a desk, as tests have one: asks like the desk's page does, over WSGI, at a moment that stands still."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from werkzeug.test import Client, TestResponse

from editing.desk.application import DeskApplication
from editing.desk.desk import Desk
from editing.desk.gate import Gate
from tests.site_helper import NOW, Site

ORIGIN = "http://127.0.0.1:8020"


class Editor:
    """A person with the desk open. Two editors at the same site may share a desk or have one each."""

    def __init__(self, site: Site, name: str = "甲", desk: Desk | None = None, at: str = NOW) -> None:
        self.site = site
        self.at = datetime.fromisoformat(at)
        self.commands: list[list[str]] = []
        self.desk = desk or Desk(
            site.root, Gate(ORIGIN, name), lambda settings: self.commands, now=lambda zone: self.at
        )
        self.app = DeskApplication(self.desk)
        self.client = Client(self.app)
        self.client.set_cookie(self.desk.gate.cookie, self.desk.gate.admit(name), domain="127.0.0.1")
        self.headers = {"Host": "127.0.0.1:8020", "Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}

    def raw(self, method: str, path: str, **more: Any) -> TestResponse:
        """Any request, with the headers of the page."""
        headers = {**self.headers, **more.pop("headers", {})}
        return self.client.open(path, method=method, headers=headers, base_url=ORIGIN, **more)

    def get(self, path: str, status: int = 200, **query: str) -> dict[str, Any]:
        """A question, and what its answer says."""
        return said(self.raw("GET", path, query_string=query), status)

    def post(self, path: str, status: int = 200, **members: Any) -> dict[str, Any]:
        """A change that is asked for."""
        return said(self.raw("POST", path, json=members), status)

    def upload(self, path: str, name: str, data: bytes, status: int = 200, **form: str) -> dict[str, Any]:
        """A file that is handed over."""
        return said(self.raw("POST", path, data={**form, "file": (BytesIO(data), name)}), status)

    def open(self, identifier: str = "a") -> dict[str, Any]:
        """A bulletin as the form opens it."""
        return self.get("/api/bulletin", id=identifier)

    def save(self, text: str, base: str, identifier: str = "a", status: int = 200) -> dict[str, Any]:
        """Save a text."""
        return self.post("/api/save", status, id=identifier, text=text, base=base)

    def step(self, step: str, identifier: str = "a", status: int = 200, **more: Any) -> dict[str, Any]:
        """Take a step with the file as it is."""
        base = more.pop("base", None) or self.open(identifier)["digest"]
        return self.post("/api/step", status, id=identifier, step=step, base=base, **more)


def said(response: TestResponse, status: int) -> dict[str, Any]:
    """What an answer says, which has this status."""
    found: dict[str, Any] = json.loads(response.get_data()) if response.get_data() else {}
    assert response.status_code == status, found
    return found


def content(root: Path) -> dict[str, bytes]:
    """Every file of content/ with its bytes."""
    folder = root / "content"
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def states(editor: Editor) -> dict[str, str]:
    """Id → state, as the list tells them."""
    return {one["id"]: one["state"] for one in editor.get("/api/bulletins")["bulletins"]}
