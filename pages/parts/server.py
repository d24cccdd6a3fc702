"""The server beside the pages: what it opens at start, what it answers to machines, which headers it sends."""

from __future__ import annotations

import ast
import asyncio
import gc
import importlib
import os
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any, NoReturn

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.pages_manager import PagesManager

from pages.parts import door, gate, menu, visit
from scenario_db import audit, days, histories, memory, rounds, settings
from scenario_db.problems import Problem, RegisterError
from scenario_db.wording import LANGUAGES, Words

SECONDS_BETWEEN_SWEEPS = 10

SECONDS_BETWEEN_ROUNDS = 30
SECONDS_TO_END_A_ROUND = 5

LOADED_LATE = ("altair", "pandas", "pyarrow")
"""What Streamlit imports only when the first table or chart is drawn."""

HEADERS = {
    # Nothing comes from or goes to another machine, whatever a page or a package asks for. Charts compile their
    # expressions (unsafe-eval); Streamlit's own styles and first script stand in its page (unsafe-inline).
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' data: blob:; worker-src 'self' blob:; "
        "connect-src 'self' data: blob:; frame-ancestors 'self'; form-action 'self'; base-uri 'self'; "
        "object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Headers:
    """Puts the headers above on every answer; plain ASGI, so that nothing is held back on its way."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def health(_request: Request) -> PlainTextResponse:
    """Whether the register answers a question: 200 ok, or 503 and no details."""
    try:
        histories.mark(visit.register())
    except RegisterError:
        return PlainTextResponse("the register does not answer", status_code=503)
    return PlainTextResponse("ok")


def routes() -> list[Route]:
    """What the server answers beside the pages."""
    return [Route("/healthz", health, methods=["GET"]), *gate.routes()]


def middleware() -> list[Middleware]:
    """What every request passes, in this order: at the end the gate, which asks who it is."""
    hosts = st.get_option("server.allowedHosts") or ["*"]
    host = Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)
    return [Middleware(Headers), host, Middleware(gate.Gate)]


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """From the start of the server to its end: the register is open, and memory is swept beside the runs."""
    os.umask(0o077)
    # Else the first run of a process takes pages/ for an old-style folder of pages and passes by the menu.
    PagesManager.uses_pages_directory = False
    await asyncio.to_thread(_make_ready)
    sweeping = asyncio.create_task(_sweep())
    over = threading.Event()
    walking = threading.Thread(target=_go_rounds, args=(over,), name="rounds", daemon=True)
    walking.start()
    try:
        yield {}
    finally:
        sweeping.cancel()
        over.set()
        await asyncio.to_thread(walking.join, SECONDS_TO_END_A_ROUND)
        visit.register().close()
        gc.unfreeze()  # or the engine complains at the very end that its objects were never let go


def _make_ready() -> None:
    """Pays at the start what the first person would pay: opens the register, imports what the pages import."""
    try:
        wrong = door.refusal(visit.register())
        audit.prune(visit.register(), settings.current().audit_days)
    except RegisterError as refused:
        _give_up(refused.problem)
    if wrong:
        _give_up(wrong)
    for name in (*LOADED_LATE, *_imported_by_pages()):
        importlib.import_module(name)
    gc.collect()
    memory.collect_rarely()
    gc.freeze()  # what is imported stays for good, so no sweep has to look at it again


def _give_up(problem: Problem) -> NoReturn:
    """Ends the start with a sentence. An exception, even SystemExit, would be printed by the server as a traceback."""
    for language in LANGUAGES:
        sys.stderr.write(f"{Words(language).problem(problem)}\n")
    sys.stderr.flush()
    os._exit(2)


def _imported_by_pages() -> Iterator[str]:
    for entry in menu.MENU:
        for node in ast.parse((menu.PAGES / entry.script).read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ImportFrom) and node.module:
                yield node.module
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)


async def _sweep() -> None:
    """Collects garbage now and then, instead of after each run of each page (runner.postScriptGC)."""
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_SWEEPS)
        gc.collect()


def _go_rounds(over: threading.Event) -> None:
    """What the register does by itself, until the server ends; a round that fails is told once and tried again."""
    told = ""
    while not over.wait(SECONDS_BETWEEN_ROUNDS):
        chosen = settings.current()
        try:
            audit.prune(visit.register(), chosen.audit_days)
            rounds.go(
                visit.register(),
                rounds.carriers(chosen),
                Words(chosen.language),
                day=days.today(chosen.zone),
                now=days.now(),
            )
        except RegisterError as refused:
            said = Words(chosen.language).problem(refused.problem)
            if said != told:
                sys.stderr.write(f"{said}\n")
            told = said
        else:
            told = ""
