"""The server beside the pages: what it opens at start, what it answers to machines, which headers it sends."""

from __future__ import annotations

import ast
import asyncio
import gc
import importlib
import itertools
import os
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, NoReturn

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from streamlit.runtime.pages_manager import PagesManager

from api import watching
from api.door import Door
from exporters import brief
from pages.parts import (
    background,
    crowding,
    door,
    freshness,
    gate,
    looks,
    menu,
    posting,
    preparing,
    strays,
    unchanging,
    visit,
)
from pages.parts.headers import Headers
from pages.parts.paper import Paper
from scenario_db import audit, days, histories, memory, nightly, rounds, settings, subscriptions
from scenario_db.database import Database
from scenario_db.problems import Problem, RegisterError
from scenario_db.subscriptions import Post
from scenario_db.wording import LANGUAGES, Words

SECONDS_BETWEEN_SWEEPS = 2

SWEEPS_OF_THE_NEW = 150
"""One sweep in so many looks at everything."""

SECONDS_BETWEEN_ROUNDS = 30
SECONDS_TO_END_A_ROUND = 5

SECONDS_TO_GIVE_WAY = 0.0002
"""After so long a run lets the others go on; Python's own 5 ms is what the loop that sends would wait before each of
the hundred messages of a page, whenever a run is busy: fifty people then waited 1.6 s, and 0.14 s with this."""

LOADED_LATE = ("altair", "pandas", "pyarrow")
"""What Streamlit imports only when the first table or chart is drawn."""


COUNTS = watching.Counts()
"""What this process has answered since its start."""


def _register() -> Database:
    return visit.register()


API = Door(_register, gate.address)
"""The interface for other systems: it opens the register as the pages do, and trusts the same proxy."""


def health(_request: Request) -> PlainTextResponse:
    """Whether the register answers a question: 200 ok, or 503 and no details; and what came of the last backup."""
    try:
        histories.moved_at(visit.register())  # the mark may be remembered, and the engine be gone
    except RegisterError:
        return PlainTextResponse("the register does not answer", status_code=503)
    backup = nightly.line(settings.current(), now=days.now())
    return PlainTextResponse(f"ok\n{backup}" if backup else "ok")


def ready(_request: Request) -> Response:
    """Whether it has room to work too."""
    return watching.ready(_register)


def metrics(request: Request) -> Response:
    """The figures for a supervisor."""
    jobs: watching.Figure = ("scenario_jobs", "gauge", {}, background.under_way())
    return watching.metrics(API, request, (*COUNTS.figures(), jobs, *_of_backups()))


def _of_backups() -> Iterator[watching.Figure]:
    """Whether the last one is as it should be, and how old the last good one is; nothing where none is wanted."""
    chosen, now = settings.current(), days.now()
    if not chosen.backup_dir:
        return
    yield "scenario_backup_ok", "gauge", {}, nightly.wrong(chosen, now=now) is None
    done = nightly.last(chosen)
    if done and done.good_at:
        yield "scenario_backup_age_seconds", "gauge", {}, (now - done.good_at).total_seconds()


def routes() -> list[BaseRoute]:
    """What the server answers beside the pages."""
    told = {"healthz": health, "readyz": ready, "metrics": metrics}
    machines = [Route(f"/{name}", it, methods=["GET"]) for name, it in told.items()]
    return [*machines, *API.routes(), *gate.routes(), *freshness.routes()]


def middleware() -> list[Middleware]:
    """What every request passes, in this order: at the end the gate, which asks who it is."""
    hosts = st.get_option("server.allowedHosts") or ["*"]
    host = Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)
    return [
        Middleware(watching.Counting, COUNTS),
        Middleware(Headers),
        host,
        Middleware(crowding.Crowding, COUNTS),
        Middleware(gate.Gate),
        Middleware(strays.Strays),
        Middleware(Paper, looks.head() + freshness.HEAD),
    ]


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """From the start of the server to its end: the register is open, and memory is swept beside the runs."""
    os.umask(0o077)
    # Else the first run of a process takes pages/ for an old-style folder of pages and passes by the menu.
    PagesManager.uses_pages_directory = False
    await asyncio.to_thread(_make_ready)
    await asyncio.to_thread(preparing.begin, visit.register())
    sweeping = asyncio.create_task(_sweep())
    over = threading.Event()
    walking = threading.Thread(target=_go_rounds, args=(over,), name="rounds", daemon=True)
    walking.start()
    sys.stderr.write(told_when_ready(os.environ, Words(settings.current().language), now=time.time()))
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
    unchanging.keep()
    posting.in_bunches()
    sys.setswitchinterval(SECONDS_TO_GIVE_WAY)
    gc.freeze()  # what is imported stays for good, so no sweep has to look at it again


def told_when_ready(environment: Mapping[str, str], say: Words, *, now: float) -> str:
    """For whoever waits at `make run`: how long it took from there; nothing for a service, which nobody watches."""
    began = environment.get("RUN_BEGAN", "")
    return f"  {say('word.ready', seconds=round(now) - int(began))}\n\n" if began.isdecimal() else ""


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
    """Collects garbage now and then, instead of after each run of each page (runner.postScriptGC).

    What outlived a sweep is not looked at by the next ones: with a hundred people each of them held everybody up for
    half a second. Now and then all is looked at, or what ended since would stay.
    """
    for turn in itertools.count(1):
        await asyncio.sleep(SECONDS_BETWEEN_SWEEPS)
        if turn % SWEEPS_OF_THE_NEW == 0:
            gc.unfreeze()
        gc.collect()
        gc.freeze()


def _go_rounds(over: threading.Event) -> None:
    """What the register does by itself, until the server ends; a round that fails is told once and tried again."""
    told = ""
    while not over.wait(SECONDS_BETWEEN_ROUNDS):
        chosen = settings.current()
        try:
            audit.prune(visit.register(), chosen.audit_days)
            day, say = days.today(chosen.zone), Words(chosen.language)
            ways = rounds.carriers(chosen)
            rounds.go(visit.register(), ways, say, day=day, now=days.now())
            subscriptions.go(
                visit.register(),
                Post(partial(brief.regular, zone=chosen.zone), tuple(ways), chosen.public_url),
                by=rounds.itself(say),
                day=day,
            )
        except RegisterError as refused:
            said = Words(chosen.language).problem(refused.problem)
            if said != told:
                sys.stderr.write(f"{said}\n")
            told = said
        else:
            told = ""
