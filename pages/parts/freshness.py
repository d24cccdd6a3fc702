"""Whether what is on a screen is still so: a page says at which mark it was drawn, a socket where the mark stands now.

Who looks at a page is told within two seconds that something was recorded, by her own process or another; where nobody
touches it, as on a wall, it is drawn anew. Nothing but a number goes out.
"""

from __future__ import annotations

import asyncio
from functools import cache
from html import escape
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from pages.parts import visit
from pages.parts.visit import Visit
from scenario_db import histories
from scenario_db.problems import RegisterError

SECONDS = 1.0
"""So often the register is asked for its mark, once for all who listen to this process."""

PATH = "/freshness.js"

SPOKEN = {"zh": "zh-CN", "en": "en"}
"""The languages as browsers name them."""

HEAD = b"""<style>
.freshness { position: fixed; right: 1.5rem; bottom: 1.25rem; z-index: 999; }
.freshness button { font: inherit; font-size: 14px; padding: 0.45rem 0.9rem; border: 0; border-radius: 4px;
  cursor: pointer; color: #fff; background: #1f4e8c; box-shadow: 0 2px 8px rgba(0, 0, 0, 0.25); }
.freshness button:focus-visible { outline: 3px solid #8db4e6; outline-offset: 2px; }
@media print { .freshness { display: none; } }
</style><script src="/freshness.js" defer></script>"""
"""What stands in the head of each page."""

_SCRIPT = Path(__file__).with_name("freshness.js")

_listeners: set[asyncio.Queue[int]] = set()
_watch: list[asyncio.Task[None]] = []


def note(here: Visit) -> None:
    """Writes into the page at which mark it is drawn, and what to say when it moves; before the page asks anything."""
    changed = escape(here.say("word.changed_since"))
    facts = f'data-mark="{histories.mark(here.db)}" data-changed="{changed}" data-spoken="{SPOKEN[here.language]}"'
    st.html(f"<span {facts}></span>", width="content")


def routes() -> list[BaseRoute]:
    """The script of the page, and the line on which it listens."""
    return [Route(PATH, script, methods=["GET"]), WebSocketRoute("/freshness", listen)]


def script(_request: Request) -> Response:
    """The same for everybody."""
    return Response(_text(), media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@cache
def _text() -> bytes:
    return _SCRIPT.read_bytes()


async def listen(socket: WebSocket) -> None:
    """Sends the mark, and again whenever it has moved, until the page is closed."""
    await socket.accept()
    moved: asyncio.Queue[int] = asyncio.Queue()
    _listeners.add(moved)
    _begin()
    sending = asyncio.create_task(_send(socket, moved))
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        pass
    finally:
        sending.cancel()
        _listeners.discard(moved)


async def _send(socket: WebSocket, moved: asyncio.Queue[int]) -> None:
    try:
        await socket.send_text(str(await asyncio.to_thread(_mark)))
        while True:
            await socket.send_text(str(await moved.get()))
    except (WebSocketDisconnect, RuntimeError):
        return  # the page was closed while something was on its way to it


def _begin() -> None:
    """One watcher for all who listen; it ends with the last of them."""
    if not _watch or _watch[0].done():
        _watch[:] = [asyncio.create_task(_go_on_watching())]


async def _go_on_watching() -> None:
    last = 0
    while _listeners:
        found = await asyncio.to_thread(_mark)
        if last and found > last:
            for moved in tuple(_listeners):
                moved.put_nowait(found)
        last = max(last, found)
        await asyncio.sleep(SECONDS)


def _mark() -> int:
    """Where it stands; 0 while the register does not answer, which is no news."""
    try:
        return histories.mark(visit.register())
    except RegisterError:
        return 0
