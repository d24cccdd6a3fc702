"""What a supervisor asks: whether it is ready, and its figures in the text format of Prometheus; no personal data."""

from __future__ import annotations

import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.asking import RefusedError
from api.door import Door
from scenario_db import histories, outside
from scenario_db.database import Database
from scenario_db.problems import RegisterError

LEAST_FREE = 64 * 2**20
"""Bytes of disk below which an embedded register is not ready for work: the next large batch would not fit."""

_PARTS = (("/api/", "api"), ("/static/", "static"), ("/_stcore/", "streamlit"), ("/media/", "media"))

_PAGES = "/_stcore/"
"""Where the sockets of pages lie; others are not people."""

Figure = tuple[str, str, Mapping[str, str], float]
"""Name, kind (counter or gauge), labels, value."""


@dataclass(slots=True)
class Counts:
    """What this process has answered since its start, and the sockets that are open; one per process."""

    answered: Counter[tuple[str, str]] = field(default_factory=Counter)
    open: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def figures(self) -> Iterator[Figure]:
        """As figures."""
        with self.lock:
            answered, opened = dict(self.answered), self.open
        for (part, status), count in sorted(answered.items()):
            yield "scenario_http_requests_total", "counter", {"part": part, "status": status}, count
        yield "scenario_open_pages", "gauge", {}, opened


class Counting:
    """Counts what passes; plain ASGI, in front of all that may refuse."""

    def __init__(self, app: ASGIApp, counts: Counts) -> None:
        self.app, self.counts = app, counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await (self._socket if scope["path"].startswith(_PAGES) else self.app)(scope, receive, send)
            return

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._count(_part(scope["path"]), str(message["status"]))
            await send(message)

        await self.app(scope, receive, counted)

    def _count(self, part: str, status: str) -> None:
        with self.counts.lock:
            self.counts.answered[part, status] += 1

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self.counts.lock:
            self.counts.open += 1
        try:
            await self.app(scope, receive, send)
        finally:
            with self.counts.lock:
                self.counts.open -= 1


def _part(path: str) -> str:
    """Of a path only so much that there are few of them, and no code or name in any."""
    return next((name for begin, name in _PARTS if path.startswith(begin)), "page")


def ready(register: Callable[[], Database]) -> Response:
    """200 where the register answers and has room to write, else 503 with one word and no details."""
    try:
        db = register()
        histories.moved_at(db)
    except RegisterError:
        return PlainTextResponse("register", status_code=503)
    if db.file is not None and shutil.disk_usage(db.file.parent).free < LEAST_FREE:
        return PlainTextResponse("disk", status_code=503)
    return PlainTextResponse("ready")


def is_near(asked: HTTPConnection) -> bool:
    """Whether it comes from this machine and was handed on by no proxy, which would come from here too."""
    handed_on = any(name in asked.headers for name in ("x-forwarded-for", "forwarded", "x-real-ip", "via"))
    host, port = asked.scope.get("client") or ("", 0)
    try:
        return not handed_on and port != 0 and ip_address(host).is_loopback
    except ValueError:
        return False


def metrics(door: Door, request: Request, figures: Iterable[Figure]) -> Response:
    """The figures, for this machine or whoever has a token."""
    try:
        db = door.register()
        if not is_near(request):
            door.known(db, request, door.address(request.scope))
        return PlainTextResponse(written([*figures, *_of_register(db)]), media_type="text/plain; version=0.0.4")
    except RefusedError as refused:
        return PlainTextResponse("refused", status_code=refused.status, headers=dict(refused.headers))
    except RegisterError:
        return PlainTextResponse("scenario_up 0\n", status_code=503)


def _of_register(db: Database) -> Iterator[Figure]:
    found: dict[str, Any] = outside.counted(db)
    yield "scenario_up", "gauge", {}, 1
    yield "scenario_ledger_mark", "counter", {}, found["mark"]
    yield "scenario_sessions", "gauge", {}, found["sessions"]
    yield "scenario_tokens", "gauge", {}, found["tokens"]
    yield "scenario_register_bytes", "gauge", {}, outside.size(db)
    for event, count in found["events"].items():
        yield "scenario_audit_lines", "gauge", {"event": event}, count


def written(figures: Iterable[Figure]) -> str:
    """In Prometheus' text format; values of labels are our own words, so that none has to be escaped."""
    lines: list[str] = []
    seen: set[str] = set()
    for name, kind, labels, value in figures:
        if name not in seen:
            lines.append(f"# TYPE {name} {kind}")
            seen.add(name)
        told = ",".join(f'{label}="{word}"' for label, word in labels.items())
        lines.append(f"{name}{{{told}}} {value:.0f}" if told else f"{name} {value:.0f}")
    return "\n".join(lines) + "\n"
