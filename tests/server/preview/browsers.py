"""A browser as livereload.js is one: it says hello and is told."""

import asyncio
import json
from typing import Any

from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from tests.machine import PATIENCE
from tests.server.preview.conftest import Running

HELLO = {"command": "hello", "protocols": ["http://livereload.com/protocols/official-7"]}


async def connect(running: Running, build: int, origin: str = "") -> WebSocketClientConnection:
    """Say hello as livereload.js does on a page of this build."""
    request = HTTPRequest(f"ws://127.0.0.1:{running.port}/livereload", headers={"Origin": origin or running.address})
    browser = await websocket_connect(request)
    await browser.write_message(json.dumps({**HELLO, "snipver": build}))
    assert (await told(browser))["command"] == "hello"
    return browser


async def told(browser: WebSocketClientConnection, seconds: float = PATIENCE) -> dict[str, Any]:
    message = await asyncio.wait_for(browser.read_message(), seconds)
    assert message is not None
    said: dict[str, Any] = json.loads(message)
    return said
